"""Free times across doctors, earliest first, and one doctor's by day.

Openings are read in the order of their starts, a batch at a time, and only until enough starts are certain: a start is
certain when no opening that was not read yet could hold an earlier one.
"""

import heapq
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, Uuid, and_, bindparam, cast, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.booking.errors import NotBookable
from telemed.booking.repository import Offer, offer_of, offers
from telemed.booking.rules import Terms
from telemed.booking.slots import PartOfDay, starts
from telemed.booking.views import photo_url, reader_languages, terms_of
from telemed.db.statements import Prepared
from telemed.db.types import Instant
from telemed.directory.models import Doctor, DoctorService, Service
from telemed.kit.errors import Invalid
from telemed.kit.intervals import Interval
from telemed.kit.paging import BadCursor, decode_cursor, encode_cursor
from telemed.kit.text import pick
from telemed.kit.zones import day_bounds, zone
from telemed.schedules.claims import openings_between
from telemed.schedules.models import Opening

DEFAULT_SPAN = timedelta(days=28)
LONGEST_SPAN = timedelta(days=370)
LONGEST_LIST_DAYS = 62
BATCH = 48
MOST_OPENINGS = 4000
_FIRST_YEAR, _LAST_YEAR = 2000, 2200
_FAR_WEST, _FAR_EAST = timedelta(hours=12), timedelta(hours=14)

When = date | datetime


@dataclass(frozen=True, slots=True)
class SlotWish:
    """Which free times are wanted. `since` and `until` are instants, or dates of each clinic's own calendar (both
    included).
    """

    specialty_id: UUID | None = None
    service_id: UUID | None = None
    doctor_id: UUID | None = None
    clinic_id: UUID | None = None
    language: str | None = None
    modality: str | None = None
    part_of_day: PartOfDay | None = None
    since: When | None = None
    until: When | None = None
    limit: int = 30
    cursor: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class _Place:
    """Where a start stands in the order of all: by itself, then by its opening, then by the service."""

    start: datetime
    opening_start: datetime
    opening_id: str
    service_id: str

    def cursor(self) -> str:
        return encode_cursor(self.start.isoformat(), self.opening_start.isoformat(), self.opening_id, self.service_id)

    @classmethod
    def of_cursor(cls, cursor: str) -> "_Place":
        start, opening_start, opening_id, service_id = decode_cursor(cursor, 4)
        try:
            first, opened = datetime.fromisoformat(start), datetime.fromisoformat(opening_start)
            return cls(first.astimezone(UTC), opened.astimezone(UTC), UUID(opening_id).hex, UUID(service_id).hex)
        except (TypeError, ValueError, AttributeError, OverflowError) as error:
            raise BadCursor from error


@dataclass(frozen=True, slots=True)
class Slot:
    """A start that can be chosen, and what is offered there."""

    place: _Place
    offer: Offer
    terms: Terms
    price_minor: int
    currency: str


_FILTERS: dict[str, Any] = {
    "specialty_id": lambda: col(Service.specialty_id) == bindparam("specialty_id"),
    "service_id": lambda: col(Service.id) == bindparam("service_id"),
    "doctor_id": lambda: col(Doctor.id) == bindparam("doctor_id"),
    "clinic_id": lambda: col(Service.clinic_id) == bindparam("clinic_id"),
    "language": lambda: cast(col(Doctor.languages), String).like(bindparam("language", type_=String)),
    "modality": lambda: cast(col(Service.modalities), String).like(bindparam("modality", type_=String)),
}


@lru_cache(maxsize=128)
def _batch_query(filters: frozenset[str]) -> Prepared:
    """Openings with their offers, in the order of their starts, from after (`seen_start`, `seen_id`, `seen_service`)."""
    opening_start, opening_id = col(Opening.starts_at), col(Opening.id)
    service_id = col(Service.id)
    seen_start = bindparam("seen_start", type_=Instant)
    seen_id, seen_service = bindparam("seen_id", type_=Uuid), bindparam("seen_service", type_=Uuid)
    conditions: list[ColumnElement[bool]] = [_FILTERS[name]() for name in sorted(filters)]
    statement = (
        offers(opening_start, col(Opening.ends_at), opening_id, col(Service.price_minor), col(Service.currency))
        .join(Opening, col(Opening.calendar_id) == col(DoctorService.doctor_id))
        .where(
            col(Service.active), col(Doctor.active),
            col(Opening.ends_at) > bindparam("since", type_=Instant),
            opening_start < bindparam("until", type_=Instant),
            opening_start >= seen_start,
            or_(opening_start > seen_start, opening_id > seen_id, and_(opening_id == seen_id, service_id > seen_service)),
            *conditions,
        )
        .order_by(opening_start, opening_id, service_id)
        .limit(bindparam("batch"))
    )  # fmt: skip
    return Prepared(statement)


_BEFORE_ALL = {"seen_start": datetime(1, 1, 2, tzinfo=UTC), "seen_id": UUID(int=0), "seen_service": UUID(int=0)}


async def find_slots(session: AsyncSession, wish: SlotWish, now: datetime) -> list[Slot]:
    """At most `wish.limit` free starts, earliest first, after the cursor. Raises Invalid for a range that is none."""
    since, until = _span(wish, now)
    after = _Place.of_cursor(wish.cursor) if wish.cursor else None
    if after is not None:
        since = max(since, after.start)
    found: list[Slot] = []
    waiting: list[tuple[_Place, Slot, Iterator[datetime]]] = []
    async for batch, certain_until in _batches(session, wish, since, until):
        for row in batch:
            _add(waiting, row, wish, Interval(since, until), now)
        while waiting and (certain_until is None or waiting[0][0].start <= certain_until):
            place, slot, rest = waiting[0]
            if after is None or place > after:
                found.append(slot)
            _advance(waiting, place, slot, rest)
            if len(found) >= wish.limit:
                return found
    return found


def _add(
    waiting: list[tuple[_Place, Slot, Iterator[datetime]]],
    row: tuple[Any, ...],
    wish: SlotWish,
    span: Interval,
    now: datetime,
) -> None:
    offer = offer_of(row)
    opening_start, opening_end, opening_id, price_minor, currency = row[-5:]
    terms = terms_of(offer.service, offer.clinic.zone)
    window_start, window_end = max(span.start, terms.earliest(now)), min(span.end, terms.latest(now))
    if window_start >= window_end:
        return
    choices = starts(Interval(opening_start, opening_end), terms, Interval(window_start, window_end))
    choices = _wanted(choices, wish, terms)
    first = next(choices, None)
    if first is not None:
        place = _Place(first, opening_start, opening_id.hex, offer.service.id.hex)
        heapq.heappush(waiting, (place, Slot(place, offer, terms, price_minor, currency), choices))


def _advance(
    waiting: list[tuple[_Place, Slot, Iterator[datetime]]], place: _Place, slot: Slot, rest: Iterator[datetime]
) -> None:
    """Put the same opening's next start where the last one was."""
    following = next(rest, None)
    if following is None:
        heapq.heappop(waiting)
        return
    moved = _Place(following, place.opening_start, place.opening_id, place.service_id)
    heapq.heapreplace(waiting, (moved, Slot(moved, slot.offer, slot.terms, slot.price_minor, slot.currency), rest))


def _wanted(choices: Iterator[datetime], wish: SlotWish, terms: Terms) -> Iterator[datetime]:
    """Only starts in the part of the day and on the local dates that were asked for."""
    if wish.part_of_day is not None:
        part = wish.part_of_day
        choices = (start for start in choices if PartOfDay.of(start, terms.zone) is part)
    first, last = _as_date(wish.since), _as_date(wish.until)
    if first is None and last is None:
        return choices
    low, high = first or date.min, last or date.max
    return (start for start in choices if low <= start.astimezone(terms.zone).date() <= high)


def _as_date(when: When | None) -> date | None:
    return when if when is not None and not isinstance(when, datetime) else None


async def _batches(
    session: AsyncSession, wish: SlotWish, since: datetime, until: datetime
) -> AsyncIterator[tuple[list[tuple[Any, ...]], datetime | None]]:
    """Batches of openings, each with the instant up to which starts are certain (None: all are)."""
    filters = {name: getattr(wish, name) for name in _FILTERS if getattr(wish, name) is not None}
    for name in ("language", "modality"):
        if name in filters:
            filters[name] = f'%"{filters[name]}"%'
    query = _batch_query(frozenset(filters))
    seen: dict[str, Any] = _BEFORE_ALL
    size, read = max(BATCH, wish.limit + wish.limit // 2), 0
    while read < MOST_OPENINGS:
        rows = await query.all(session, since=since, until=until, batch=size, **seen, **filters)
        read += len(rows)
        if len(rows) < size:
            yield rows, None
            return
        last = rows[-1]
        seen = {"seen_start": last[-5], "seen_id": last[-3], "seen_service": offer_of(last).service.id}
        yield rows, seen["seen_start"]
        size *= 2


def _span(wish: SlotWish, now: datetime) -> tuple[datetime, datetime]:
    for when in (wish.since, wish.until):
        if when is not None and not _FIRST_YEAR <= when.year <= _LAST_YEAR:
            raise Invalid("The range is out of any calendar of ours")
    since = _first_instant(wish.since) if wish.since is not None else now
    until = _last_instant(wish.until) if wish.until is not None else max(since, now) + DEFAULT_SPAN
    if until <= since:
        raise Invalid("The range ends before it starts")
    if until - since > LONGEST_SPAN:
        raise Invalid("The range is longer than a year")
    return max(since, now), until


def _first_instant(when: When) -> datetime:
    return when if isinstance(when, datetime) else datetime.combine(when, time.min, UTC) - _FAR_EAST


def _last_instant(when: When) -> datetime:
    if isinstance(when, datetime):
        return when
    return datetime.combine(when, time.min, UTC) + timedelta(days=1) + _FAR_WEST


def slot_documents(slots: Sequence[Slot], preferred: Sequence[str]) -> list[dict[str, Any]]:
    """What travels of each slot, as plain values: this is a hot path, so no model is built for each."""
    described: dict[tuple[UUID, UUID], dict[str, Any]] = {}
    documents = []
    for slot in slots:
        key = (slot.offer.doctor.id, slot.offer.service.id)
        base = described.get(key)
        if base is None:
            base = described[key] = _describe(slot, preferred)
        visit = slot.terms.visit(slot.place.start)
        documents.append(
            {
                **base,
                "starts_at": visit.start,
                "ends_at": visit.end,
                "local_start": visit.start.astimezone(slot.terms.zone).isoformat(),
                "local_end": visit.end.astimezone(slot.terms.zone).isoformat(),
            }
        )
    return documents


def _describe(slot: Slot, preferred: Sequence[str]) -> dict[str, Any]:
    clinic, service, doctor = slot.offer.clinic, slot.offer.service, slot.offer.doctor
    languages = reader_languages(preferred, slot.offer)
    return {
        "doctor_id": doctor.id,
        "doctor_name": f"{doctor.given_name} {doctor.family_name}",
        "doctor_title": pick(doctor.title, languages),
        "photo_url": photo_url(doctor.id, doctor.photo_path),
        "clinic_id": clinic.id,
        "clinic_name": pick(clinic.name, languages),
        "service_id": service.id,
        "service_name": pick(service.name, languages),
        "duration_min": service.duration_min,
        "zone": clinic.zone,
        "modalities": service.modalities,
        "price_minor": slot.price_minor,
        "currency": slot.currency,
    }


async def nearest(
    session: AsyncSession, *, service_id: UUID, doctor_id: UUID, around: datetime, now: datetime, count: int = 5
) -> list[Slot]:
    """Free starts of the service closest to `around`: the same doctor's first, then others'."""
    since = max(now, around - timedelta(hours=12))
    until = max(since, around) + timedelta(days=7)
    own = await find_slots(
        session, SlotWish(service_id=service_id, doctor_id=doctor_id, since=since, until=until, limit=60), now
    )
    anyone = await find_slots(session, SlotWish(service_id=service_id, since=since, until=until, limit=60), now)

    def distance(slot: Slot) -> timedelta:
        return abs(slot.place.start - around)

    chosen = sorted(own, key=distance)[: count // 2 + 1]
    others = [slot for slot in sorted(anyone, key=distance) if slot.offer.doctor.id != doctor_id]
    return chosen + others[: count - len(chosen)]


async def free_days(
    session: AsyncSession, *, doctor_id: UUID, service_id: UUID, first: date, last: date, now: datetime
) -> tuple[str, dict[date, list[Interval]]]:
    """One doctor's free visits by date of the clinic, every date of the range included; and the clinic's zone.

    Raises NotBookable when the doctor does not offer the service, Invalid for a range that is none or too long.
    """
    if last < first or (last - first).days >= LONGEST_LIST_DAYS:
        raise Invalid(f"A range has 1 to {LONGEST_LIST_DAYS} days")
    offer = await _active_offer(session, doctor_id, service_id)
    tz = zone(offer.clinic.zone)
    days: dict[date, list[Interval]] = {first + timedelta(days=n): [] for n in range((last - first).days + 1)}
    bounds = [bound for day in (first, last) if (bound := day_bounds(day, tz)) is not None]
    terms = terms_of(offer.service, offer.clinic.zone)
    since = max(bounds[0].start, terms.earliest(now)) if bounds else now
    until = min(bounds[-1].end, terms.latest(now)) if bounds else now
    if since < until:
        window = Interval(since, until)
        for _, opening in await openings_between(session, [doctor_id], window):
            for start in starts(opening, terms, window):
                days[start.astimezone(tz).date()].append(terms.visit(start))
    return offer.clinic.zone, days


async def _active_offer(session: AsyncSession, doctor_id: UUID, service_id: UUID) -> Offer:
    statement = offers().where(
        col(DoctorService.doctor_id) == doctor_id,
        col(DoctorService.service_id) == service_id,
        col(Service.active),
        col(Doctor.active),
    )
    row = (await session.execute(statement)).first()
    if row is None:
        raise NotBookable("This doctor does not offer this service", reason_code="not_on_offer")
    return offer_of(tuple(row))
