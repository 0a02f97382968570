"""Free time as it is, also where a hold has expired and nobody has come by since: for searches.

Openings are stored, and a read changes nothing. So whoever is about to read and sees claims that have expired has their
time put back first, in a transaction of its own. With a worker running there is hardly ever any.
"""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from telemed.db.deps import Now, get_database
from telemed.schedules import claims


async def _reading_fresh(connection: HTTPConnection, now: Now) -> AsyncIterator[AsyncSession]:
    database = get_database(connection)
    async with database.reading() as session:
        if await claims.any_expired(session, now):
            await session.rollback()  # so that on SQLite the next statement sees what is written now
            async with database.writing() as writing:
                await claims.sweep_expired(writing, now)
        yield session


ReadingFresh = Annotated[AsyncSession, Depends(_reading_fresh, scope="function")]
