"""Hashing passwords with Argon2id, off the event loop, never more than a few at once.

A hash takes 64 MiB and about a tenth of a second of a core; the pool bounds memory and leaves the loop free.
"""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from telemed.kit.errors import Unavailable

MIN_LENGTH = 10
MAX_BYTES = 1024
"""Longer ones are refused before hashing. Argon2 itself reads every byte, so none is cut off at 72 as by bcrypt."""

T = TypeVar("T")

_AT_ONCE = max(2, (os.cpu_count() or 2) // 2)
_WAITING_LIMIT = 64


class BusyHashing(Unavailable):
    """More sign-ins are waiting than could be answered in a few seconds."""

    slug, title = "signing-in-busy", "Too many people are signing in right now"


class Passwords:
    def __init__(self, memory_mb: int) -> None:
        self._hasher = PasswordHasher(memory_cost=memory_mb * 1024)
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="argon2")
        self._waiting = 0
        # Checked for accounts that do not exist, so that they take as long as those that do.
        self._nobodys = self._hasher.hash(os.urandom(16))

    async def hash(self, password: str) -> str:
        """A salted hash. Raises BusyHashing (503) when too many wait already."""
        return await self._run(self._hasher.hash, password)

    async def verify(self, stored: str | None, password: str) -> bool:
        """Whether the password is the stored one's. Takes the same time when nothing is stored, and is then False."""
        matched = await self._run(self._matches, stored or self._nobodys, password)
        return matched and stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Whether the hash was made with other costs than today's and should be made anew."""
        return self._hasher.check_needs_rehash(stored)

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[..., T], *arguments: str) -> T:
        if self._waiting >= _WAITING_LIMIT:
            raise BusyHashing(retry_after=5)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work, *arguments)
        finally:
            self._waiting -= 1


@lru_cache(maxsize=4)
def passwords(memory_mb: int) -> Passwords:
    """The one hasher of this process for a cost, so that its bound on work at once is the process's."""
    return Passwords(memory_mb)
