"""A few at a time: whoever wants any doctor, in the order of arrival.

Two hundred at once would each hold a connection to the database while they are in each other's way. A few are as fast
together, meet each other less often, and leave the connections to those who know what they want.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated
from weakref import WeakKeyDictionary

from fastapi import Depends
from starlette.requests import HTTPConnection

from telemed.booking.anyone.errors import TooManyAtOnce
from telemed.db.deps import get_database
from telemed.db.engine import Database

AT_ONCE = 3
MOST_WAITING = 500


class _Turnstile:
    def __init__(self) -> None:
        self.entry = asyncio.Semaphore(AT_ONCE)
        self.waiting = 0


_turnstiles: WeakKeyDictionary[Database, _Turnstile] = WeakKeyDictionary()


async def _turn(connection: HTTPConnection) -> AsyncIterator[None]:
    turnstile = _turnstiles.setdefault(get_database(connection), _Turnstile())
    if turnstile.waiting >= MOST_WAITING:
        raise TooManyAtOnce(retry_after=10)
    turnstile.waiting += 1
    try:
        async with turnstile.entry:
            yield
    finally:
        turnstile.waiting -= 1


Turn = Annotated[None, Depends(_turn, scope="function")]
"""To be named before the session, so that nobody waits here with a connection in hand."""
