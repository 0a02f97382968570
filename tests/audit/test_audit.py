from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from telemed.audit.models import AuditEntry, AuditSeal
from telemed.audit.sealing import seal_once, verify
from telemed.audit.service import record
from telemed.db.engine import Database
from telemed.kit.ids import new_id
from telemed.settings import Settings
from tests.accounts.builders import NOON
from tests.conftest import settings_for

GUARD_OFF = {
    "sqlite": ["DROP TRIGGER tr_audit_entry_append_only", "DROP TRIGGER tr_audit_entry_no_delete"],
    "postgresql": ["ALTER TABLE audit_entry DISABLE TRIGGER ALL"],
}


async def entries(database: Database, number: int) -> list[UUID]:
    async with database.writing() as session:
        return [
            await record(
                session, action="thing.read", outcome="allowed", actor_id=new_id(), patient_id=new_id(),
                details={"n": n, "почему": "потому"}, now=NOON + timedelta(microseconds=n),
            )
            for n in range(number)
        ]  # fmt: skip


async def tamper(database: Database, kind: str, statement: Any) -> None:
    """As somebody with all rights on the database would: past the triggers."""
    async with database.writing() as session:
        for line in GUARD_OFF[kind]:
            await session.execute(text(line))
        await session.execute(statement)


async def findings(database: Database, settings: Settings, expected_last: int = 0) -> list[tuple[str, int | None]]:
    async with database.reading() as session:
        found = await verify(session, settings, expected_last=expected_last)
    return [(finding.what, finding.seal_number) for finding in found]


async def three_seals(database: Database, settings: Settings) -> list[list[UUID]]:
    batches = []
    for _ in range(3):
        batches.append(await entries(database, 4))
        assert await seal_once(database, settings, NOON) == 4
    assert await findings(database, settings) == []
    return batches


async def test_an_untouched_audit_verifies(database: Database, settings: Settings) -> None:
    await three_seals(database, settings)
    await entries(database, 2)
    assert await findings(database, settings) == []


@pytest.mark.parametrize(
    "statement", [update(AuditEntry).values(action="nothing.happened"), delete(AuditEntry)], ids=["update", "delete"]
)
@pytest.mark.parametrize("sealed", [False, True])
async def test_the_database_refuses_to_change_or_remove_an_entry(
    database: Database, settings: Settings, statement: Any, *, sealed: bool
) -> None:
    """The application's own account cannot do it, sealed or not."""
    await entries(database, 1)
    if sealed:
        await seal_once(database, settings, NOON)
    with pytest.raises((DBAPIError, psycopg.Error)):
        async with database.writing() as session:
            await session.execute(statement)
    assert len(await everything(database)) == 1


async def everything(database: Database) -> list[AuditEntry]:
    async with database.reading() as session:
        return list((await session.scalars(select(AuditEntry))).all())


async def test_an_edit_is_found(database: Database, settings: Settings, database_kind: str) -> None:
    batches = await three_seals(database, settings)
    edit = update(AuditEntry).where(AuditEntry.id == batches[1][2]).values(actor_id=new_id())  # type: ignore[arg-type]
    await tamper(database, database_kind, edit)
    assert await findings(database, settings) == [("edited", 2)]


async def test_a_removal_is_found(database: Database, settings: Settings, database_kind: str) -> None:
    batches = await three_seals(database, settings)
    await tamper(database, database_kind, delete(AuditEntry).where(AuditEntry.id == batches[0][0]))  # type: ignore[arg-type]
    assert await findings(database, settings) == [("missing", 1)]


async def test_an_addition_is_found(database: Database, settings: Settings, database_kind: str) -> None:
    """Somebody without the secret cannot make the digest of an entry."""
    await three_seals(database, settings)
    forged = insert(AuditEntry).values(
        id=new_id(), at=NOON, action="thing.read", outcome="allowed", details={}, digest="0" * 64, seal_number=2
    )
    await tamper(database, database_kind, forged)
    assert await findings(database, settings) == [("edited", 2)]


async def test_a_batch_removed_with_its_seal_is_found(
    database: Database, settings: Settings, database_kind: str
) -> None:
    await three_seals(database, settings)
    await tamper(database, database_kind, delete(AuditEntry).where(AuditEntry.seal_number == 2))  # type: ignore[arg-type]
    async with database.writing() as session:
        await session.execute(delete(AuditSeal).where(AuditSeal.number == 2))  # type: ignore[arg-type]
    assert await findings(database, settings) == [("missing", 2), ("edited", 3)]


async def test_a_cut_tail_is_found_by_a_number_known_from_elsewhere(
    database: Database, settings: Settings, database_kind: str
) -> None:
    await three_seals(database, settings)
    await tamper(database, database_kind, delete(AuditEntry).where(AuditEntry.seal_number == 3))  # type: ignore[arg-type]
    async with database.writing() as session:
        await session.execute(delete(AuditSeal).where(AuditSeal.number == 3))  # type: ignore[arg-type]
    assert await findings(database, settings, expected_last=3) == [("cut off", 3)]


async def test_another_secret_verifies_nothing(database: Database, settings: Settings, tmp_path: Path) -> None:
    """Whoever has only the database cannot seal anew what they changed."""
    await three_seals(database, settings)
    other = settings_for(settings.database_url, tmp_path, secret_key="another-secret-0123456789-abcdefghijk")
    assert {what for what, _ in await findings(database, other)} == {"edited"}


async def test_two_sealers_at_once_seal_everything_once(database: Database, settings: Settings) -> None:
    """One of them may have to begin again; the chain stays whole."""
    await entries(database, 40)

    async def sealer() -> None:
        for _ in range(5):
            try:
                await seal_once(database, settings, NOON)
            except DBAPIError:
                continue

    await asyncio.gather(*(sealer() for _ in range(3)))
    assert {entry.seal_number is None for entry in await everything(database)} == {False}
    assert await findings(database, settings) == []
