"""What the database and the mailbox hold in the end, and what has to be true of them whatever was killed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from telemed.booking.duty.models import DutyEntry
from telemed.booking.models import Appointment
from telemed.booking.waitlist.models import WaitlistOffer
from telemed.notifications.models import Message
from telemed.outbox.models import OutboxEvent
from telemed.schedules.consistency import find_differences
from telemed.schedules.models import Claim
from tests.faults.history.ledger import LIVE, State, Stretch, overlaps
from tests.faults.history.people import Site

HEARD = ("appointment.booked", "appointment.rescheduled", "appointment.cancelled")


async def wrongs(session: AsyncSession, site: Site, mailed: Counter[str], now: datetime) -> list[str]:
    """Everything that is wrong, in words; nobody may be writing any more."""
    visits = (await session.scalars(select(Appointment))).all()
    found = [(str(v.id), str(v.patient_id), _state(v)) for v in visits]
    claims = (await session.scalars(select(Claim))).all()
    return [
        *site.ledger.verdict(found),
        *(f"differs from what it is derived from: {each}" for each in await find_differences(session)),
        *_claims(visits, claims, now),
        *await _offers(session, site),
        *await _turns(session, site),
        *await _events(session, visits, mailed),
    ]


def _state(visit: Appointment) -> State:
    return State(visit.status, str(visit.doctor_id), visit.starts_at.isoformat())


def _claims(visits: Any, claims: Any, now: datetime) -> Iterator[str]:
    """No calendar has overlapping claims; live visits hold their doctor's and their patient's time, others hold none."""
    calendars: dict[Any, list[Stretch]] = {}
    for claim in claims:
        stretch = Stretch(claim.starts_at.isoformat(), claim.ends_at.isoformat(), str(claim.owner_id))
        calendars.setdefault(claim.calendar_id, []).append(stretch)
    for calendar, stretches in calendars.items():
        for pair in overlaps(stretches):
            yield f"calendar {calendar} is claimed twice: {pair}"
    held = Counter(claim.owner_id for claim in claims if claim.owner_kind == "appointment")
    for visit in visits:
        expired = visit.held_until is not None and visit.status == "held" and visit.held_until <= now
        wanted = 2 if visit.status in LIVE and not expired else 0
        if held[visit.id] != wanted and not (expired and held[visit.id] == 2):
            yield f"{visit.id} ({visit.status}) has {held[visit.id]} claims"


async def _offers(session: AsyncSession, site: Site) -> Iterator[str]:
    """No time of a doctor was on offer to two people at one moment, and what somebody took was theirs alone."""
    offers = (await session.scalars(select(WaitlistOffer))).all()
    times: dict[Any, list[Stretch]] = {}
    for offer in offers:
        until = offer.answered_at or offer.expires_at
        times.setdefault((offer.doctor_id, offer.starts_at), []).append(
            Stretch(offer.offered_at.isoformat(), until.isoformat(), str(offer.id))
        )
    twice = [f"{what} was on offer twice: {pair}" for what, each in times.items() for pair in overlaps(each)]
    known = {str(offer.id): offer.status for offer in offers}
    lost = [
        f"offer {each} was accepted and is {known.get(each)}" for each in site.taken if known.get(each) != "accepted"
    ]
    return iter([*twice, *lost])


async def _turns(session: AsyncSession, site: Site) -> Iterator[str]:
    """Every turn that was acknowledged is there, whoever left has left, and whoever was called has a visit."""
    entries = {str(entry.id): entry for entry in (await session.scalars(select(DutyEntry))).all()}
    lost = [f"turn {turn} was acknowledged and is not there" for turn in site.turns if turn not in entries]
    said = {turn for turn, what in site.turns.items() if what == "left"}
    left = [f"turn {turn} was left and is not" for turn in said if turn in entries and entries[turn].status != "left"]
    visits = {visit for _, visit in site.called}
    shared = len(site.called) - len(visits)
    return iter([*lost, *left, *(["two calls got one visit"] if shared else [])])


async def _events(session: AsyncSession, visits: Any, seen: Counter[str]) -> Iterator[str]:
    """Every event was turned into messages, each message went out, and every one that did has one id."""
    events = (await session.scalars(select(OutboxEvent))).all()
    messages = (await session.scalars(select(Message))).all()
    known = {visit.id for visit in visits}
    waiting = [f"{e.kind} was never worked on" for e in events if e.processed_at is None]
    strays = [
        f"{e.kind} tells of a visit that is not there" for e in events if e.kind in HEARD and e.subject_id not in known
    ]
    unsent = [f"{m.kind} is {m.status}: {m.last_error}" for m in messages if m.status in {"queued", "dead"}]
    told = {m.event_id for m in messages}
    unheard = [f"nobody heard {e.kind}" for e in events if e.kind == "appointment.cancelled" and e.id not in told]
    twice = [f"{name} lies in the mailbox {count} times" for name, count in seen.items() if count > 1]
    mailed = {name.strip("<>").partition("@")[0] for name in seen}
    lost = [f"{m.kind} was said to be sent, and was not" for m in messages if _by_mail(m) and str(m.id) not in mailed]
    return iter([*waiting, *strays, *unsent, *unheard, *twice, *lost])


def mailbox(folder: Path) -> Counter[str]:
    """How often each Message-ID lies in the folder."""
    return Counter(_message_id(path) for path in folder.glob("*.eml"))


def _by_mail(message: Message) -> bool:
    return message.channel == "email" and message.status == "sent"


def _message_id(path: Path) -> str:
    return str(message_from_bytes(path.read_bytes(), policy=default)["Message-ID"])
