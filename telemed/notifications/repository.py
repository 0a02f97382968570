"""The queries of messages on their way, and only they."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Table, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.accounts.models import Account, AccountGrant
from telemed.booking.models import Appointment
from telemed.db.types import Instant
from telemed.notifications.kinds import CALL, INBOX
from telemed.notifications.models import Message, MessageAttempt, MessageSettings, Reminder
from telemed.outbox.models import OutboxEvent
from telemed.patients.models import Patient

LEASE = timedelta(seconds=180)
KEPT = timedelta(days=90)
_STAYS = (INBOX, CALL)
_NEWS = ("appointment.booked", "appointment.rescheduled")

# Core's own tables: thousands of rows at once go through the compiled statement, one set of parameters after another.
_MESSAGES: Table = Message.__table__  # type: ignore[attr-defined]
_REMINDERS: Table = Reminder.__table__  # type: ignore[attr-defined]
_ADD_MESSAGE = insert(_MESSAGES).on_conflict_do_nothing()
_ADD_REMINDER = insert(_REMINDERS).on_conflict_do_nothing().returning(_REMINDERS.c.id)


async def add_all(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Queue messages with the same columns; nothing happens where there is one of that id, sent or not."""
    if rows:
        connection = await session.connection()
        await connection.execute(_ADD_MESSAGE, rows)


async def claim_due(session: AsyncSession, now: datetime, limit: int) -> Sequence[Message]:
    """Lease queued messages that are due, the oldest first. What lies in the inbox or on the call list stays there."""
    free = (
        select(col(Message.id))
        .where(
            col(Message.status) == "queued",
            col(Message.next_attempt_at) <= bindparam("now", type_=Instant()),
            or_(col(Message.lease_until).is_(None), col(Message.lease_until) <= bindparam("now", type_=Instant())),
            col(Message.channel).not_in(_STAYS),
        )
        .order_by(col(Message.next_attempt_at), col(Message.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    statement = (
        update(Message)
        .where(col(Message.id).in_(free))
        .values(lease_until=now + LEASE, attempts=Message.attempts + 1)
        .returning(Message)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    rows = (await session.execute(statement, {"now": now})).scalars().all()
    return sorted(rows, key=lambda message: (message.created_at, message.id))


async def settle(session: AsyncSession, outcomes: Iterable[tuple[Message, Mapping[str, Any]]]) -> None:
    """Write what became of leased messages, unless another worker has taken one over meanwhile."""
    connection = await session.connection()
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for message, values in outcomes:
        found = {"key": message.id, "tries": message.attempts} | {
            f"new_{name}": value for name, value in values.items()
        }
        alike.setdefault(tuple(values), []).append(found)
    table = _MESSAGES.c
    for names, rows in alike.items():
        statement = (
            update(_MESSAGES)
            .where(table.id == bindparam("key"), table.attempts == bindparam("tries"), table.status == "queued")
            .values(lease_until=None, **{name: bindparam(f"new_{name}") for name in names})
        )
        await connection.execute(statement, rows)


async def note_attempts(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        await session.execute(insert(MessageAttempt), [dict(row) for row in rows])


async def sent_since(session: AsyncSession, messages: Collection[Message], since: datetime) -> dict[str, int]:
    """How many messages each of these recipients was sent since then, by their account or else their address."""
    accounts = {message.recipient_account_id for message in messages if message.recipient_account_id}
    addresses = {message.to_address for message in messages if message.recipient_account_id is None}
    found: dict[str, int] = {}
    for column, wanted in ((col(Message.recipient_account_id), accounts), (col(Message.to_address), addresses)):
        if not wanted:
            continue
        statement = (
            select(column, func.count())
            .where(column.in_(wanted), col(Message.sent_at) > since, col(Message.channel).not_in(_STAYS))
            .group_by(column)
        )
        found |= {str(row[0]): row[1] for row in await session.execute(statement)}
    return found


async def accounts(session: AsyncSession, account_ids: Collection[UUID]) -> dict[UUID, Account]:
    statement = select(Account).where(col(Account.id).in_(account_ids))
    return {account.id: account for account in (await session.execute(statement)).scalars()}


async def acting_accounts(
    session: AsyncSession, subject_ids: Collection[UUID], now: datetime
) -> list[tuple[UUID, str, Account]]:
    """The accounts that act as these patients or doctors now: for whom, how far, and the account."""
    statement = (
        select(col(AccountGrant.subject_id), col(AccountGrant.scope), Account)
        .join(Account, col(Account.id) == col(AccountGrant.account_id))
        .where(
            col(AccountGrant.subject_id).in_(subject_ids),
            or_(col(AccountGrant.until).is_(None), col(AccountGrant.until) > now),
            col(Account.disabled_at).is_(None),
        )
        .order_by(col(Account.id))
    )
    return [(whose, scope, account) for whose, scope, account in await session.execute(statement) if whose is not None]


async def given_names(session: AsyncSession, account_ids: Collection[UUID]) -> dict[UUID, str]:
    """How the patients are called whose own accounts these are."""
    named = select(col(Patient.account_id), col(Patient.given_name)).where(col(Patient.account_id).in_(account_ids))
    return {account_id: name for account_id, name in await session.execute(named) if account_id is not None}


async def settings_of(session: AsyncSession, account_ids: Collection[UUID]) -> dict[UUID, MessageSettings]:
    statement = select(MessageSettings).where(col(MessageSettings.id).in_(account_ids))
    return {row.id: row for row in (await session.execute(statement)).scalars()}


async def forget_old(session: AsyncSession, now: datetime) -> None:
    """What is three months old and not on its way, and the reminders of visits that long ago. Calls that nobody made in
    time are dropped.
    """
    late = (col(Message.channel) == CALL, col(Message.status) == "queued", col(Message.good_until) <= now)
    await session.execute(update(Message).where(*late).values(status="dropped", reason="too_late", body_text=""))
    await session.execute(delete(Message).where(col(Message.created_at) < now - KEPT, col(Message.status) != "queued"))
    await session.execute(delete(Reminder).where(col(Reminder.starts_at) < now - KEPT))


# ── reminders ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def unreminded(
    session: AsyncSession, clinic_ids: Collection[UUID], offset_min: int, now: datetime, limit: int
) -> list[Appointment]:
    """Booked visits that begin within the offset and whose reminder nobody has dealt with, the next first.

    Visits whose booking or move is still to be told come later: what that tells is known by then.
    """
    dealt_with = select(col(Reminder.id)).where(
        col(Reminder.appointment_id) == col(Appointment.id),
        col(Reminder.offset_min) == offset_min,
        col(Reminder.starts_at) == col(Appointment.starts_at),
        col(Reminder.doctor_id) == col(Appointment.doctor_id),
    )
    untold = select(col(OutboxEvent.subject_id)).where(
        col(OutboxEvent.processed_at).is_(None), col(OutboxEvent.kind).in_(_NEWS)
    )
    statement = (
        select(Appointment)
        .where(
            col(Appointment.clinic_id).in_(clinic_ids),
            col(Appointment.status) == "booked",
            and_(
                col(Appointment.starts_at) > now,
                col(Appointment.starts_at) <= now + timedelta(minutes=offset_min),
            ),
            ~dealt_with.exists(),
            col(Appointment.id).not_in(untold),
        )
        .order_by(col(Appointment.starts_at), col(Appointment.id))
        .limit(limit)
    )
    return list((await session.execute(statement)).scalars())


async def mark_reminders(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> set[UUID]:
    """Note that these are dealt with; returns the ids of those that nobody had noted before."""
    if not rows:
        return set()
    connection = await session.connection()
    return set((await connection.execute(_ADD_REMINDER, rows)).scalars())


async def reminded_doctors(session: AsyncSession, reminder_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Which doctor each of these reminders names."""
    statement = select(col(Reminder.id), col(Reminder.doctor_id)).where(col(Reminder.id).in_(reminder_ids))
    return {row[0]: row[1] for row in await session.execute(statement)}
