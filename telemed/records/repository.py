"""Queries of visit notes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.records.models import VisitNote


async def stored_note(session: AsyncSession, appointment_id: UUID) -> tuple[str, int, datetime] | None:
    """Text, revision and time of the visit's note, when there is one."""
    statement = select(col(VisitNote.text), col(VisitNote.revision), col(VisitNote.updated_at)).where(
        col(VisitNote.appointment_id) == appointment_id
    )
    row = (await session.execute(statement)).first()
    return None if row is None else (row[0], row[1], row[2])


async def add_note(
    session: AsyncSession, appointment_id: UUID, author_id: UUID, text: str, now: datetime
) -> int | None:
    """Store the visit's first note; its revision, or None when there is a note already."""
    try:
        async with session.begin_nested():
            session.add(VisitNote(appointment_id=appointment_id, author_id=author_id, text=text, updated_at=now))
    except IntegrityError:  # only the unique appointment can be violated: it exists, and so does its doctor
        return None
    return 1


async def replace_note(
    session: AsyncSession, appointment_id: UUID, author_id: UUID, text: str, expected: int, now: datetime
) -> int | None:
    """Replace the visit's note if its revision is `expected`; the new revision, or None."""
    statement = (
        update(VisitNote)
        .where(col(VisitNote.appointment_id) == appointment_id, col(VisitNote.revision) == expected)
        .values(text=text, revision=expected + 1, updated_at=now, author_id=author_id)
        .returning(col(VisitNote.revision))
    )
    row = (await session.execute(statement, execution_options={"synchronize_session": False})).first()
    return None if row is None else int(row[0])
