"""`Idempotency-Key`: the same key and body get the same answer, and the work is done once.

The answer is stored in the transaction that does the work. Killed before the commit, nothing happened and a retry does
the work; killed after it, a retry reads the answer. Two at once: the second waits at the unique constraint, and then
fails, or finds the first one's answer when it starts later. Keys are per account, and kept for a day.
"""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request, Response
from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.db.statements import Prepared, batch, pipeline
from telemed.db.types import Instant
from telemed.kit.errors import BadRequest, Conflict, Invalid
from telemed.kit.ids import new_id
from telemed.web.models import IdempotencyKey

KEPT = timedelta(hours=24)
MAX_KEY = 255
UNIQUE = "uq_idempotency_key_account_id_key"

_find = Prepared(
    select(
        col(IdempotencyKey.fingerprint),
        col(IdempotencyKey.status),
        col(IdempotencyKey.headers),
        col(IdempotencyKey.body),
    ).where(col(IdempotencyKey.account_id) == bindparam("account_id"), col(IdempotencyKey.key) == bindparam("key"))
)
_keep = Prepared(
    insert(IdempotencyKey).values(
        {
            column: bindparam(column)
            for column in ("id", "account_id", "key", "fingerprint", "status", "headers", "body", "created_at")
        }
    )
)


class BadKey(BadRequest):
    slug, title = "bad-idempotency-key", "An idempotency key has 1 to 255 printable ASCII characters"


class KeyReused(Invalid):
    slug, title = "idempotency-key-reused", "This idempotency key was used for a different request"


class KeyInFlight(Conflict):
    slug, title = "idempotency-key-in-flight", "A request with this idempotency key is being answered"


class Idempotency:
    """What one request's key means; without a key, work is simply done."""

    def __init__(self, key: str | None, fingerprint: bytes) -> None:
        self.key = key
        self.fingerprint = fingerprint

    async def answer(
        self,
        session: AsyncSession,
        account_id: UUID,
        now: datetime,
        work: Callable[[], Awaitable[Response]],
        *,
        look: Callable[[], Awaitable[None]] | None = None,
    ) -> Response:
        """The stored answer of this key, or that of `work`, stored beside it by the last statement of the transaction.

        `look` may send what the work reads first: it travels with the transaction's begin and the look-up of the key.
        Raises KeyReused (422) when the key was used with another body.
        """
        async with pipeline(session):
            found = await _find.send(session, account_id=account_id, key=self.key) if self.key else None
            if look is not None:
                await look()
        kept = await found.first() if found else None
        if kept is not None:
            return self._replay(*kept)
        async with batch(session, commit=True):
            response = await work()
            if self.key:
                await self._keep(session, account_id, now, response)
        return response

    async def _keep(self, session: AsyncSession, account_id: UUID, now: datetime, response: Response) -> None:
        await _keep.run(
            session, id=new_id(), account_id=account_id, key=self.key, fingerprint=self.fingerprint,
            status=response.status_code, headers=_kept_headers(response), body=bytes(response.body), created_at=now,
        )  # fmt: skip

    def _replay(self, fingerprint: bytes, status: int, headers: dict[str, str], body: bytes) -> Response:
        if bytes(fingerprint) != self.fingerprint:
            raise KeyReused
        return Response(bytes(body), status, headers={**headers, "Idempotency-Replayed": "true"})


def _kept_headers(response: Response) -> dict[str, str]:
    return {name: response.headers[name] for name in ("content-type", "etag", "location") if name in response.headers}


async def _idempotency(
    request: Request, idempotency_key: Annotated[str | None, Header(description=__doc__)] = None
) -> Idempotency:
    if idempotency_key is None:
        return Idempotency(None, b"")
    if not (0 < len(idempotency_key) <= MAX_KEY and idempotency_key.isascii() and idempotency_key.isprintable()):
        raise BadKey
    # The body has been read for validation by now; Starlette keeps it.
    seen = hashlib.sha256(f"{request.method} {request.url.path}\n".encode())
    seen.update(await request.body())
    return Idempotency(idempotency_key, seen.digest())


Idempotent = Annotated[Idempotency, Depends(_idempotency)]


async def forget_old_keys(session: AsyncSession, now: datetime) -> None:
    """Remove keys that are past their day. The worker calls this."""
    kept_since = bindparam("kept_since", now - KEPT, type_=Instant)
    await session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < kept_since))
