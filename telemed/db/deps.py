"""What an endpoint may ask for: a session to read or to write, and the present instant.

`scope="function"` ends the dependency before the answer is sent. Without it FastAPI would commit after the client
has read 201, and a crash between the two would lose what was acknowledged.
"""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from telemed.db.engine import Database
from telemed.kit import clock
from telemed.settings import Settings


def get_database(connection: HTTPConnection) -> Database:
    database: Database = connection.app.state.database
    return database


async def _reading(connection: HTTPConnection) -> AsyncIterator[AsyncSession]:
    async with get_database(connection).reading() as session:
        yield session


async def _writing(connection: HTTPConnection) -> AsyncIterator[AsyncSession]:
    async with get_database(connection).writing() as session:
        yield session


async def _now() -> datetime:  # a plain function would cost a thread for every request
    return clock.now()


async def _settings(connection: HTTPConnection) -> Settings:
    settings: Settings = connection.app.state.settings
    return settings


Reading = Annotated[AsyncSession, Depends(_reading, scope="function")]
Writing = Annotated[AsyncSession, Depends(_writing, scope="function")]
Now = Annotated[datetime, Depends(_now)]
Configured = Annotated[Settings, Depends(_settings)]
