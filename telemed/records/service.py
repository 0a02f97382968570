"""The draft note of a visit: for the doctor of that visit alone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Caller, Role
from telemed.accounts.errors import Denial, NotYours
from telemed.audit.service import record
from telemed.booking.service import visit_for
from telemed.kit.etag import StaleRevision
from telemed.records import repository


@dataclass(frozen=True, slots=True)
class Note:
    """A note as it is stored; revision 0 when there is none."""

    text: str = ""
    revision: int = 0
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _About:
    """Whose visit the note is of, and where."""

    patient_id: UUID
    clinic_id: UUID


async def read_note(session: AsyncSession, caller: Caller, appointment_id: UUID, now: datetime) -> Note:
    """The note of a visit of this doctor's. Raises NotFound for everybody else. Leaves an audit row."""
    visit = await _own_visit(session, caller, appointment_id, "note.read")
    await record(
        session, action="note.read", outcome="allowed", actor_id=caller.account_id, patient_id=visit.patient_id,
        clinic_id=visit.clinic_id, subject_id=appointment_id, details={}, now=now,
    )  # fmt: skip
    return await _stored(session, appointment_id)


async def write_note(
    session: AsyncSession, caller: Caller, appointment_id: UUID, text: str, expected: int, now: datetime
) -> Note:
    """Replace the note if its revision is still `expected`. Raises StaleRevision (412), NotFound."""
    visit = await _own_visit(session, caller, appointment_id, "note.write")
    author = caller.account_id
    if expected == 0:
        revision = await repository.add_note(session, appointment_id, author, text, now)
    else:
        revision = await repository.replace_note(session, appointment_id, author, text, expected, now)
    if revision is None:
        raise StaleRevision(current_revision=(await _stored(session, appointment_id)).revision)
    await record(
        session, action="note.write", outcome="allowed", actor_id=caller.account_id, patient_id=visit.patient_id,
        clinic_id=visit.clinic_id, subject_id=appointment_id, details={"revision": revision}, now=now,
    )  # fmt: skip
    return Note(text, revision, now)


async def _own_visit(session: AsyncSession, caller: Caller, appointment_id: UUID, action: str) -> _About:
    visit, _ = await visit_for(session, caller, appointment_id, action)
    own = visit.own
    if own.doctor_id not in caller.subjects(Role.DOCTOR):
        raise NotYours(Denial(action, patient_id=own.patient_id, clinic_id=own.clinic_id, subject_id=own.id))
    return _About(own.patient_id, own.clinic_id)


async def _stored(session: AsyncSession, appointment_id: UUID) -> Note:
    found = await repository.stored_note(session, appointment_id)
    return Note() if found is None else Note(*found)
