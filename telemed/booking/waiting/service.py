"""Waiting: joining the list, leaving it, who sees what of it, and what the clinic's desk decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import DESK_STAFF, Caller, Role, Scope
from telemed.accounts.errors import Denial, NotYours, ScopeTooNarrow
from telemed.audit.service import record
from telemed.booking.errors import NotBookable
from telemed.booking.lifecycle import Actor, Status
from telemed.booking.policies import actor_who_books
from telemed.booking.repository import Visit
from telemed.booking.rules import FIRST_YEAR, LAST_YEAR
from telemed.booking.service import visit_for
from telemed.booking.waiting import answering, repository as reading
from telemed.booking.waiting.answering import Answerer
from telemed.booking.waiting.errors import AlreadyWaiting, NothingToWaitFor, TooManyWishes
from telemed.booking.waiting.repository import Eyes, Offered, Waiting
from telemed.booking.waiting.schemas import WaitlistWish
from telemed.booking.waitlist import repository
from telemed.booking.waitlist.models import WaitlistEntry
from telemed.directory.models import Service
from telemed.kit.etag import require_revision
from telemed.kit.ids import new_id

MOST_WISHES = 5
"""Wishes a patient may have at once: enough for a family's year, too few to stand in every line."""

_LONG_AGO = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _About:
    """What a wish is about, once it is known that the caller may wish it."""

    patient_id: UUID
    service: Service
    actor: Actor
    appointment_id: UUID | None
    modality: str


async def join(session: AsyncSession, caller: Caller, wish: WaitlistWish, now: datetime) -> Waiting:
    """Put a wish on the list. A worker looks for free time for it next.

    Raises NotYours (404), ScopeTooNarrow (403), NothingToWaitFor (422), AlreadyWaiting (409), TooManyWishes (429).
    """
    about = await (_earlier if wish.kind == "earlier" else _any)(session, caller, wish, now)
    await _require_sense(session, wish, about, now)
    await repository.lock_patient(session, about.patient_id)
    await _require_room(session, wish, about)
    entry = WaitlistEntry(
        id=new_id(), patient_id=about.patient_id, clinic_id=about.service.clinic_id, service_id=about.service.id,
        doctor_id=wish.doctor_id, appointment_id=about.appointment_id, kind=wish.kind, modality=about.modality,
        language=wish.language, part_of_day=wish.part_of_day, starts_from=wish.since, starts_until=wish.until,
        created_at=now, created_by=caller.account_id, checked_at=now - _LONG_AGO,
    )  # fmt: skip
    session.add(entry)
    await session.flush()
    await _trace(session, caller, "waitlist.join", entry, now)
    return await _shown(session, entry.id)


async def _earlier(session: AsyncSession, caller: Caller, wish: WaitlistWish, now: datetime) -> _About:
    assert wish.appointment_id is not None  # noqa: S101  the schema asks for it
    visit, actor = await visit_for(session, caller, wish.appointment_id, "waitlist.join")
    if actor is Actor.DOCTOR:
        raise NotYours(Denial("waitlist.join", patient_id=visit.own.patient_id, subject_id=visit.own.id))
    if visit.own.status != Status.BOOKED or visit.own.starts_at <= now:
        raise NothingToWaitFor("Only a visit that lies ahead can come sooner", reason_code="visit_over")
    service = await session.get_one(Service, visit.own.service_id)
    return _About(visit.own.patient_id, service, actor, visit.own.id, visit.own.modality)


async def _any(session: AsyncSession, caller: Caller, wish: WaitlistWish, _now: datetime) -> _About:
    assert wish.patient_id is not None  # noqa: S101  the schema asks for it
    service = await session.get(Service, wish.service_id)
    actor = await actor_who_books(session, caller, wish.patient_id, service.clinic_id if service else UUID(int=0))
    if service is None:
        raise NotBookable("There is no such service", reason_code="not_on_offer")
    return _About(wish.patient_id, service, actor, None, wish.modality or service.modalities[0])


async def _require_sense(session: AsyncSession, wish: WaitlistWish, about: _About, now: datetime) -> None:
    """Raises NothingToWaitFor for a wish that nothing can fulfil."""
    service = about.service
    if not service.active or service.duty or about.modality not in service.modalities:
        raise NothingToWaitFor("This is not booked ahead here", reason_code="not_on_offer")
    if wish.doctor_id is not None and not await reading.is_offered_by(session, service.id, wish.doctor_id):
        raise NothingToWaitFor("This doctor does not offer this service", reason_code="not_on_offer")
    for when in (wish.since, wish.until):
        if when is not None and not FIRST_YEAR <= when.year <= LAST_YEAR:
            raise NothingToWaitFor("The range is out of any calendar", reason_code="bad_range")
    if wish.until is not None and wish.until <= max(now, wish.since or now):
        raise NothingToWaitFor("The range is over before it begins", reason_code="bad_range")


async def _require_room(session: AsyncSession, wish: WaitlistWish, about: _About) -> None:
    """Under the patient's lock: not the same wish twice, and not too many."""
    present = await reading.wishes_of(session, about.patient_id)
    same = (about.appointment_id, about.service.id, wish.doctor_id)
    for entry in present:
        if about.appointment_id is not None and entry.appointment_id == about.appointment_id:
            raise AlreadyWaiting
        if (entry.appointment_id, entry.service_id, entry.doctor_id) == same:
            raise AlreadyWaiting
    if len(present) >= MOST_WISHES and about.actor is Actor.PATIENT:
        raise TooManyWishes(f"At most {MOST_WISHES} wishes at once", retry_after=3600)


# ── looking ────────────────────────────────────────


def eyes_of(caller: Caller) -> Eyes:
    return Eyes(caller.subjects(Role.PATIENT, Scope.READ), caller.subjects(Role.PATIENT, Scope.SELF))


async def with_offers(
    session: AsyncSession, found: Sequence[Waiting], now: datetime
) -> list[tuple[Waiting, Offered | None]]:
    offers = await reading.offers_of_entries(session, [each.entry.id for each in found], now)
    return [(each, offers.get(each.entry.id)) for each in found]


async def _shown(session: AsyncSession, entry_id: UUID) -> Waiting:
    found = await reading.entry(session, entry_id)
    if found is None:
        raise NotYours(Denial("waitlist.read", subject_id=entry_id))
    return found


async def _own_entry(session: AsyncSession, caller: Caller, entry_id: UUID, action: str) -> Waiting:
    """A wish that the caller may act on. Raises NotYours (404), ScopeTooNarrow (403)."""
    found = await reading.entry(session, entry_id)
    if found is None:
        raise NotYours(Denial(action, subject_id=entry_id))
    hidden = found.visit is not None and found.visit.private
    _require_reach(caller, action, found.entry.patient_id, found.entry.clinic_id, entry_id, hidden=hidden)
    return found


def _require_reach(
    caller: Caller, action: str, patient_id: UUID, clinic_id: UUID, subject_id: UUID, *, hidden: bool
) -> None:
    if clinic_id in caller.clinics(*DESK_STAFF):
        return
    scope = caller.scope_for(patient_id)
    if scope is None or (hidden and scope is not Scope.SELF):
        raise NotYours(Denial(action, patient_id=patient_id, clinic_id=clinic_id, subject_id=subject_id))
    if not scope.covers(Scope.BOOK):
        raise ScopeTooNarrow


# ── changing ────────────────────────────────────────


async def leave(session: AsyncSession, caller: Caller, entry_id: UUID, now: datetime) -> None:
    """Wait no longer. Doing so again changes nothing."""
    found = await _own_entry(session, caller, entry_id, "waitlist.leave")
    await answering.withdraw(session, found.entry, caller.account_id, now)
    await _trace(session, caller, "waitlist.leave", found.entry, now)


async def prioritise(
    session: AsyncSession, caller: Caller, entry_id: UUID, priority: int, if_match: str | None, now: datetime
) -> Waiting:
    """Say who is offered time first. Raises NotYours (404) away from the clinic's desk, StaleRevision (412)."""
    found = await reading.entry(session, entry_id)
    if found is None or found.entry.clinic_id not in caller.clinics(*DESK_STAFF):
        raise NotYours(Denial("waitlist.prioritise", subject_id=entry_id))
    await repository.lock_patient(session, found.entry.patient_id)
    entry = await repository.entry_by_id(session, entry_id, lock=True)
    assert entry is not None  # noqa: S101  wishes are not deleted, and this one was just read
    require_revision(if_match, entry.revision)
    if entry.status == "waiting":
        await repository.change_entry(session, entry_id, priority=priority)
        await _trace(session, caller, "waitlist.prioritise", entry, now, priority=priority)
    return await _shown(session, entry_id)


async def accept(session: AsyncSession, caller: Caller, offer_id: UUID, now: datetime) -> tuple[Visit, Actor]:
    """Take the offered time, as the patient or for them. Raises what `answering.accept` raises, NotYours (404)."""
    actor = await _answerable(session, caller, offer_id, "waitlist.accept")
    return await answering.accept(session, offer_id, Answerer(caller.account_id), now), actor


async def decline(session: AsyncSession, caller: Caller, offer_id: UUID, now: datetime) -> None:
    await _answerable(session, caller, offer_id, "waitlist.decline")
    await answering.decline(session, offer_id, Answerer(caller.account_id), now)


async def _answerable(session: AsyncSession, caller: Caller, offer_id: UUID, action: str) -> Actor:
    found = await reading.offer(session, offer_id)
    if found is None:
        raise NotYours(Denial(action, subject_id=offer_id))
    own, hidden = found.offer, found.visit is not None and found.visit.private
    _require_reach(caller, action, own.patient_id, own.clinic_id, offer_id, hidden=hidden)
    return Actor.STAFF if own.clinic_id in caller.clinics(*DESK_STAFF) else Actor.PATIENT


async def _trace(
    session: AsyncSession, caller: Caller, action: str, entry: WaitlistEntry, now: datetime, **more: int
) -> None:
    await record(
        session, action=action, outcome="allowed", actor_id=caller.account_id, patient_id=entry.patient_id,
        clinic_id=entry.clinic_id, subject_id=entry.id, details=more, now=now,
    )  # fmt: skip
