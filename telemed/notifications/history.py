"""What a clinic's desk sees of the messages about its visits: what became of each, and whom to phone. Never a text that
says more than the desk knows anyway: of sensitive visits not even the subject.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import DESK_STAFF, Caller
from telemed.accounts.errors import Denial, NotYours
from telemed.audit.service import record
from telemed.kit.ids import new_id
from telemed.kit.paging import BadCursor, decode_cursor, encode_cursor
from telemed.notifications import repository_read as repository
from telemed.notifications.errors import NotDead, TooLateToSend
from telemed.notifications.kinds import CALL
from telemed.notifications.models import Message, MessageAttempt
from telemed.notifications.repository_read import Position, Wanted
from telemed.patients import service as patients
from telemed.patients.models import Patient

_SHOWN_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """A message with who it is about and each try to send it."""

    message: Message
    patient: Patient | None
    tries: Sequence[MessageAttempt] = ()

    @property
    def subject(self) -> str:
        return "" if self.message.sensitive else self.message.subject


async def page(session: AsyncSession, wanted: Wanted) -> tuple[list[Entry], str | None]:
    """The latest first, from after the cursor; and the next cursor. Raises BadCursor (422)."""
    after = _position(wanted.cursor) if wanted.cursor is not None else None
    rows = await repository.of_clinic(session, wanted, after, wanted.limit + 1)
    shown = rows[: wanted.limit]
    last = shown[-1] if len(rows) > wanted.limit else None
    cursor = encode_cursor(last.created_at.isoformat(), last.id.hex) if last else None
    return await _entries(session, shown), cursor


async def calls(session: AsyncSession, clinic_id: UUID, now: datetime) -> list[Entry]:
    """Whom to phone, the most urgent first; what was tried already comes after what was not."""
    return await _entries(session, await repository.calls(session, clinic_id, now))


async def retry(session: AsyncSession, caller: Caller, message_id: UUID, now: datetime) -> Entry:
    """Try a message again that was given up. Raises NotYours (404), NotDead and TooLateToSend (409)."""
    message = await _of_my_clinic(session, caller, message_id, "message.retry")
    if message.status != "dead":
        raise NotDead
    if message.good_until is not None and message.good_until <= now:
        raise TooLateToSend
    message.status, message.attempts, message.next_attempt_at = "queued", 0, now
    await _note(session, caller, message, "message.retry", "retry", now)
    return (await _entries(session, [message]))[0]


async def called(session: AsyncSession, caller: Caller, message_id: UUID, *, reached: bool, now: datetime) -> None:
    """Somebody phoned. Whoever was not reached stays on the list, behind those not tried yet.

    Raises NotYours (404), NotDead (409) when somebody else was reached by a colleague before.
    """
    message = await _of_my_clinic(session, caller, message_id, "message.call")
    if message.channel != CALL:
        raise NotYours(Denial("message.call", subject_id=message_id))
    if message.status != "queued":
        raise NotDead("This person was phoned already")
    message.attempts += 1
    message.done_by = caller.account_id
    if reached:
        message.status, message.sent_at, message.body_text = "sent", now, ""
    await _note(session, caller, message, "message.call", "sent" if reached else "later", now)


async def _of_my_clinic(session: AsyncSession, caller: Caller, message_id: UUID, action: str) -> Message:
    message = await repository.locked(session, message_id)
    if message is None or message.clinic_id not in caller.clinics(*DESK_STAFF):
        raise NotYours(Denial(action, subject_id=message_id))
    return message


async def _note(
    session: AsyncSession, caller: Caller, message: Message, action: str, outcome: str, now: datetime
) -> None:
    session.add(MessageAttempt(id=new_id(), message_id=message.id, at=now, outcome=outcome))
    await session.flush()
    await record(
        session, action=action, outcome="allowed", actor_id=caller.account_id, patient_id=message.patient_id,
        clinic_id=message.clinic_id, subject_id=message.id, details={"channel": message.channel}, now=now,
    )  # fmt: skip


async def _entries(session: AsyncSession, messages: Sequence[Message]) -> list[Entry]:
    named = await patients.patients_by_id(session, [m.patient_id for m in messages if m.patient_id is not None])
    tries = await repository.tries(session, [message.id for message in messages])
    return [
        Entry(message, named.get(message.patient_id) if message.patient_id else None, tries.get(message.id, ()))
        for message in messages
    ]


def _position(cursor: str) -> Position:
    at, identity = decode_cursor(cursor, 2)
    try:
        return Position(datetime.fromisoformat(at).astimezone(UTC), UUID(identity))
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise BadCursor from error


def masked(address: str) -> str:
    """Enough of an address to recognise it: `a…@example.org`, `…4567`."""
    name, at, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}" if at else f"…{address[-_SHOWN_DIGITS:]}"
