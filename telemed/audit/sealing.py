"""Making tampering visible: entries are sealed in batches, and each seal is chained to the one before it.

An HMAC over each entry tells when it was edited; an HMAC over the batch, with the number of its entries and the digest of
the seal before, tells when one was removed or put in. The key is derived from the secret and is not in the database. Writers
never wait for one another: entries are inserted as they come, and one sealer at a time takes those that are there. Removing
the newest seals with all their entries shows when the last seal that was logged is compared (`verify(expected_last=...)`).
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import orjson
import structlog
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.audit.models import AuditEntry, AuditSeal
from telemed.db.engine import Database
from telemed.kit.keys import derive_key
from telemed.settings import Settings

BATCH = 500
log = structlog.get_logger("telemed.audit")
_GENESIS = "0" * 64
_FACTS = ("actor_id", "action", "outcome", "patient_id", "clinic_id", "subject_id", "details")


class Finding(NamedTuple):
    """What does not fit: `edited`, `missing`, `added`, or `cut off`, and where."""

    what: str
    seal_number: int | None
    entry_id: str | None = None


async def seal_once(database: Database, settings: Settings, now: datetime) -> int:
    """Seal what is there, up to a batch; returns how many entries."""
    key = derive_key(settings.secret_key, "audit")
    async with database.writing() as session:
        last = await _last_seal(session, lock=True)
        entries = await _unsealed(session)
        if not entries:
            return 0
        number = last.number + 1 if last else 1
        digests = [entry_digest(key, entry) for entry in entries]
        # The unique number lets one of two sealers through; the other's batch is rolled back and tried again.
        seal = AuditSeal(number=number, sealed_at=now, entries=len(entries), digest="")
        seal.digest = _seal_digest(key, last.digest if last else _GENESIS, number, digests)
        session.add(seal)
        await session.flush()
        marks = [
            {"id": entry.id, "digest": digest, "seal_number": number}
            for entry, digest in zip(entries, digests, strict=True)
        ]
        await session.execute(update(AuditEntry), marks)
    # A log kept elsewhere remembers which seals there were.
    log.info("audit_sealed", number=number, entries=len(entries), digest=seal.digest)
    return len(entries)


async def verify(session: AsyncSession, settings: Settings, *, expected_last: int = 0) -> list[Finding]:
    """Everything that does not fit, seal by seal; empty when nobody tampered.

    `expected_last`: the number of a seal known from elsewhere (a log, a backup) that must still be there.
    """
    key = derive_key(settings.secret_key, "audit")
    findings: list[Finding] = []
    previous, number = _GENESIS, 0
    statement = select(AuditSeal).order_by(col(AuditSeal.number))
    for seal in (await session.execute(statement)).scalars().all():
        findings += [Finding("missing", missing) for missing in range(number + 1, seal.number)]
        findings += await _check_seal(session, key, seal, previous)
        previous, number = seal.digest, seal.number
    if number < expected_last:
        findings.append(Finding("cut off", number + 1))
    return findings + await _check_orphans(session, number)


def entry_digest(key: bytes, entry: AuditEntry) -> str:
    """An HMAC over everything an entry says."""
    facts = {name: getattr(entry, name) for name in _FACTS}
    facts |= {"id": entry.id, "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds")}
    return _mac(key, orjson.dumps(facts, option=orjson.OPT_SORT_KEYS))


def _seal_digest(key: bytes, previous: str, number: int, digests: Sequence[str]) -> str:
    return _mac(key, "\n".join((previous, str(number), str(len(digests)), *digests)).encode())


def _mac(key: bytes, message: bytes) -> str:
    return hmac.new(key, message, hashlib.sha256).hexdigest()


async def _last_seal(session: AsyncSession, *, lock: bool) -> AuditSeal | None:
    statement = select(AuditSeal).order_by(col(AuditSeal.number).desc()).limit(1)
    if lock:
        statement = statement.with_for_update()
    return (await session.execute(statement)).scalar_one_or_none()


async def _unsealed(session: AsyncSession) -> Sequence[AuditEntry]:
    statement = select(AuditEntry).where(col(AuditEntry.seal_number).is_(None)).order_by(col(AuditEntry.id))
    return (await session.execute(statement.limit(BATCH).with_for_update(skip_locked=True))).scalars().all()


async def _check_seal(session: AsyncSession, key: bytes, seal: AuditSeal, previous: str) -> list[Finding]:
    statement = select(AuditEntry).where(col(AuditEntry.seal_number) == seal.number).order_by(col(AuditEntry.id))
    entries = (await session.execute(statement)).scalars().all()
    digests = [entry_digest(key, entry) for entry in entries]
    edited = [
        Finding("edited", seal.number, str(entry.id))
        for entry, digest in zip(entries, digests, strict=True)
        if digest != entry.digest
    ]
    if edited:
        return edited
    if len(entries) != seal.entries:
        return [Finding("missing" if len(entries) < seal.entries else "added", seal.number)]
    intact = hmac.compare_digest(seal.digest, _seal_digest(key, previous, seal.number, digests))
    return [] if intact else [Finding("edited", seal.number)]


async def _check_orphans(session: AsyncSession, last: int) -> list[Finding]:
    """Entries that say they were sealed by a seal that is not there."""
    numbers = select(col(AuditSeal.number))
    statement = select(AuditEntry).where(
        col(AuditEntry.seal_number).is_not(None), col(AuditEntry.seal_number).not_in(numbers)
    )
    orphans = (await session.execute(statement)).scalars().all()
    return [
        Finding("cut off", entry.seal_number, str(entry.id)) for entry in orphans if (entry.seal_number or 0) > last
    ]
