"""Sending what is due: lease, decide, send, settle. No transaction is open while a mail server takes its time.

Whether a message may still leave is decided in the transaction that leases it, for the whole lease at once. What fails
fails alone. A lease that takes too long gives back what it has not come to, before another worker could take it over.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.models import Account
from telemed.booking.facts import Standing, standings
from telemed.db.engine import Database
from telemed.kit.clock import monotonic
from telemed.kit.ids import new_id
from telemed.kit.zones import zone
from telemed.notifications import repository
from telemed.notifications.kinds import KINDS, Kind, Topic, wants
from telemed.notifications.models import Message, MessageSettings
from telemed.notifications.policy import A_DAY, Drop, Due, Quiet, Send, Wait, admit
from telemed.notifications.transports import NotNow, Outgoing, Undeliverable, transport_for
from telemed.settings import Settings

MESSAGES_AT_ONCE = 100
SIDE_BY_SIDE = 20
PATIENCE_S = 60.0
"""Less than a lease, by more than one round of sends that all time out."""
MAX_ATTEMPTS = 12
_FIRST_PAUSE = timedelta(seconds=10)
_LONGEST_PAUSE = timedelta(hours=1)
_UNKNOWN = Kind(Topic.VISITS)
_BLANK = {"body_text": "", "body_html": "", "body_calendar": ""}

log = structlog.get_logger("telemed.notifications")
Outcome = Mapping[str, Any]


async def send_due(database: Database, settings: Settings, now: datetime) -> int:
    """Send due messages; returns how many were dealt with."""
    async with database.writing() as session:
        due = await repository.claim_due(session, now, MESSAGES_AT_ONCE)
        ready = await _admitted(session, settings, due, now) if due else []
    if ready:
        await _send_all(database, settings, ready, now)
    return len(due)


# ── may it leave? ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Known:
    """What deciding about a lease's messages needs."""

    accounts: Mapping[UUID, Account]
    chosen: Mapping[UUID, MessageSettings]
    visits: Mapping[UUID, Standing]
    reminded: Mapping[UUID, UUID]
    sent: dict[str, int] = field(default_factory=dict)

    def due(self, message: Message) -> Due:
        kind = KINDS.get(message.kind, _UNKNOWN)
        return Due(
            kind, message.awaited, message.moment, message.good_until, self._still_true(message, kind),
            self._wanted(message, kind), self._quiet(message), self.sent.get(_recipient(message), 0),
        )  # fmt: skip

    def _still_true(self, message: Message, kind: Kind) -> bool:
        """A reminder, or a word of a visit ahead, is true of the time and the doctor that it names."""
        if message.appointment_id is None or not kind.while_:
            return True
        visit = self.visits.get(message.appointment_id)
        if visit is None or visit.status not in kind.while_:
            return False
        if kind.topic is not Topic.REMINDERS:
            return True
        return visit.starts_at == message.moment and self.reminded.get(message.event_id) == visit.doctor_id

    def _wanted(self, message: Message, kind: Kind) -> bool:
        account = self.accounts.get(message.recipient_account_id) if message.recipient_account_id else None
        if account is None:
            return True
        chosen = self.chosen.get(account.id)
        choices = chosen.choices if chosen else {}
        return account.disabled_at is None and wants(
            choices, kind.topic, message.channel, has_mail=account.email is not None
        )

    def _quiet(self, message: Message) -> Quiet | None:
        """None for somebody without an account: their clock is not known to be theirs, and the clinic wrote them down."""
        account = self.accounts.get(message.recipient_account_id) if message.recipient_account_id else None
        if account is None:
            return None
        return quiet_of(account, self.chosen.get(account.id))


def quiet_of(account: Account, chosen: MessageSettings | None) -> Quiet | None:
    """The quiet hours of an account, on its own clock."""
    chosen = chosen or MessageSettings(id=account.id)
    if not chosen.quiet:
        return None
    return Quiet(time.fromisoformat(chosen.quiet_from), time.fromisoformat(chosen.quiet_until), zone(account.zone))


async def _admitted(
    session: AsyncSession, settings: Settings, messages: Sequence[Message], now: datetime
) -> list[Message]:
    """Those that may leave now; of the others the rows say until when they wait, or why they never will."""
    known = await _look_up(session, messages, now)
    ready: list[Message] = []
    others: list[tuple[Message, Outcome]] = []
    for message in messages:
        verdict = admit(known.due(message), settings.messages_a_day, now)
        if isinstance(verdict, Send):
            ready.append(message)
            known.sent[_recipient(message)] = known.sent.get(_recipient(message), 0) + 1
        elif isinstance(verdict, Wait):
            others.append((message, {"next_attempt_at": verdict.until, "attempts": message.attempts - 1}))
        else:
            assert isinstance(verdict, Drop)  # noqa: S101  there is no fourth
            others.append((message, {"status": "dropped", "reason": verdict.reason, **_BLANK}))
    await repository.settle(session, others)
    return ready


async def _look_up(session: AsyncSession, messages: Sequence[Message], now: datetime) -> _Known:
    account_ids = {message.recipient_account_id for message in messages if message.recipient_account_id}
    return _Known(
        await repository.accounts(session, account_ids),
        await repository.settings_of(session, account_ids),
        await standings(session, {message.appointment_id for message in messages if message.appointment_id}),
        await repository.reminded_doctors(
            session, {message.event_id for message in messages if message.kind == "appointment.reminder"}
        ),
        await repository.sent_since(session, messages, now - A_DAY),
    )


def _recipient(message: Message) -> str:
    return str(message.recipient_account_id or message.to_address)


# ── sending and settling ────────────────────────────────────────────────────────────────────────────────────────────


async def _send_all(database: Database, settings: Settings, messages: Sequence[Message], now: datetime) -> None:
    began = monotonic()
    async with transport_for(settings, database) as transport:
        for first in range(0, len(messages), SIDE_BY_SIDE):
            together = messages[first : first + SIDE_BY_SIDE]
            if monotonic() - began < PATIENCE_S:
                results: Sequence[BaseException | None] = await asyncio.gather(
                    *(transport.send(_outgoing(message)) for message in together), return_exceptions=True
                )
            else:
                results = [_NotTried() for _ in together]
            await _settle(database, zip(together, results, strict=True), now)


class _NotTried(Exception):
    """There was no time left for it."""


def _outgoing(message: Message) -> Outgoing:
    return Outgoing(
        message.id, message.channel, message.to_address, message.subject, message.body_text, message.body_html,
        message.created_at, message.body_calendar, message.link, message.good_until,
    )  # fmt: skip


async def _settle(database: Database, results: Iterable[tuple[Message, BaseException | None]], now: datetime) -> None:
    outcomes: list[tuple[Message, Outcome]] = []
    attempts: list[dict[str, Any]] = []
    for message, error in results:
        outcomes.append((message, _outcome(message, error, now)))
        if not isinstance(error, _NotTried):
            attempts.append(_attempt(message, error, now))
    async with database.writing() as session:
        await repository.settle(session, outcomes)
        await repository.note_attempts(session, attempts)


def _outcome(message: Message, error: BaseException | None, now: datetime) -> Outcome:
    if error is None:
        return {"status": "sent", "sent_at": now, "last_error": None, **_BLANK, "subject": _kept_subject(message)}
    if isinstance(error, _NotTried):
        return {"attempts": message.attempts - 1}
    known = isinstance(error, Undeliverable | NotNow)
    reason = str(error) if known else type(error).__name__
    if isinstance(error, Undeliverable) or message.attempts >= MAX_ATTEMPTS:
        log.warning("message_dead", kind=message.kind, channel=message.channel, error=reason)
        return {"status": "dead", "last_error": reason[:300]}
    if not known:
        log.error("message_failed", kind=message.kind, channel=message.channel, error=reason)
    pause = min(_FIRST_PAUSE * 2 ** (message.attempts - 1), _LONGEST_PAUSE)
    return {"next_attempt_at": now + pause, "last_error": reason[:300]}


def _kept_subject(message: Message) -> str:
    """A subject may hold a code; that of a visit tells support what was sent."""
    return "" if message.kind.startswith("account.") else message.subject


def _attempt(message: Message, error: BaseException | None, now: datetime) -> dict[str, Any]:
    outcome = "sent" if error is None else "refused" if isinstance(error, Undeliverable) else "later"
    known = isinstance(error, Undeliverable | NotNow)
    detail = None if error is None else (str(error) if known else type(error).__name__)[:300]
    return {"id": new_id(), "message_id": message.id, "at": now, "outcome": outcome, "detail": detail}
