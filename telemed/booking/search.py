"""Free times across doctors, earliest first.

Openings come in batches from `sources`, each with how far the order of starts is certain; starts are merged up to there,
and no more is read than the page needs. Starts are ordered by time, then by doctor, then by service, so a page goes on
where the last one ended whatever was booked meanwhile.
"""

import heapq
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking import repository_on_offer as on_offer
from telemed.booking.acceptance import ANYBODY
from telemed.booking.gate import Allows, Gate
from telemed.booking.repository import Offer
from telemed.booking.repository_on_offer import Filters, Offering, OnOffer
from telemed.booking.rules import Terms
from telemed.booking.slots import PartOfDay, starts
from telemed.booking.sources import Batch, Found, Key, source
from telemed.booking.views import photo_url, reader_languages
from telemed.kit.errors import Invalid
from telemed.kit.intervals import Interval
from telemed.kit.paging import BadCursor, decode_cursor, encode_cursor
from telemed.kit.text import pick
from telemed.kit.zones import zone

DEFAULT_SPAN = timedelta(days=28)
LONGEST_SPAN = timedelta(days=370)
LONGEST_VISIT = timedelta(hours=12)
"""With its buffers. A visit that starts in a window may reach so far out of it."""
MOST_OPENINGS = 20_000
"""A search that looked at so many openings in vain has looked enough."""
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

    @property
    def filters(self) -> Filters:
        return Filters.of(
            specialty_id=self.specialty_id, service_id=self.service_id, doctor_id=self.doctor_id,
            clinic_id=self.clinic_id, language=self.language, modality=self.modality,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a start stands in the order of all."""

    start: datetime
    doctor_id: str
    service_id: str

    @property
    def key(self) -> Key:
        return self.start, self.doctor_id, self.service_id

    def cursor(self) -> str:
        return encode_cursor(self.start.isoformat(), self.doctor_id, self.service_id)

    @classmethod
    def of_cursor(cls, cursor: str) -> "Place":
        start, doctor_id, service_id = decode_cursor(cursor, 3)
        try:
            first = datetime.fromisoformat(start).astimezone(UTC)
            return cls(first, UUID(doctor_id).hex, UUID(service_id).hex)
        except (TypeError, ValueError, AttributeError, OverflowError) as error:
            raise BadCursor from error


@dataclass(frozen=True, slots=True)
class Slot:
    """A start that can be chosen, and what is offered there."""

    place: Place
    offer: Offer
    terms: Terms
    price_minor: int
    currency: str


@dataclass(slots=True)
class _Search:
    """One search on its way: the starts that are waiting for their turn, and those that had it."""

    session: AsyncSession
    wish: SlotWish
    gate: Gate
    now: datetime
    offered: OnOffer
    after: Place | None
    found: list[Key] = field(default_factory=list)
    _waiting: list[tuple[Key, Iterator[datetime]]] = field(default_factory=list)
    _read: int = 0

    async def run(self, window: Interval) -> bool:
        """Go through a window; whether the page is full (or the search has gone on for long enough)."""
        self._waiting.clear()
        async with aclosing(source(self.session, self.offered, window, self.wish.limit, self.now)) as batches:
            async for batch in batches:
                await self._add(batch)
                if self._emit(batch.certain) or self._read >= MOST_OPENINGS:
                    return True
        return False

    async def _add(self, batch: Batch) -> None:
        if not batch.rows:
            return
        self._read += len(batch.rows)
        await on_offer.complete(self.session, self.offered, {row.service_id for row in batch.rows})
        near = batch.window.widened(LONGEST_VISIT, LONGEST_VISIT)
        allows = await self.gate.for_doctors(
            self.session, {row.doctor_id for row in batch.rows}, self.offered.offerings, near, self.now
        )
        for row in batch.rows:
            choices = self._choices(row, self.offered.offerings[row.service_id], batch.window, allows)
            self._put(choices, row.doctor_id.hex, row.service_id.hex)

    def _choices(self, row: Found, offering: Offering, window: Interval, allows: Allows | None) -> Iterator[datetime]:
        terms = offering.terms
        first, last = max(window.start, terms.earliest(self.now)), min(window.end, terms.latest(self.now))
        if first >= last:
            return iter(())
        choices = _wanted(starts(row.opening, terms, Interval(first, last)), self.wish, terms)
        return choices if allows is None else (start for start in choices if allows(row, offering, start))

    def _put(self, choices: Iterator[datetime], doctor_id: str, service_id: str) -> None:
        first = next(choices, None)
        if first is not None:
            heapq.heappush(self._waiting, ((first, doctor_id, service_id), choices))

    def _emit(self, certain: Key | None) -> bool:
        waiting, after = self._waiting, self.after.key if self.after else None
        while waiting and (certain is None or waiting[0][0] <= certain):
            key, choices = waiting[0]
            if after is None or key > after:
                self.found.append(key)
            following = next(choices, None)
            if following is None:
                heapq.heappop(waiting)
            else:
                heapq.heapreplace(waiting, ((following, key[1], key[2]), choices))
            if len(self.found) >= self.wish.limit:
                return True
        return False


async def find_slots(session: AsyncSession, wish: SlotWish, now: datetime, gate: Gate = ANYBODY) -> list[Slot]:
    """At most `wish.limit` free starts, earliest first, after the cursor. Raises Invalid for a range that is none.

    `gate` says which of them this reader may be shown.
    """
    since, until = _span(wish, now)
    after = Place.of_cursor(wish.cursor) if wish.cursor else None
    if after is not None:
        since = max(since, after.start)
    offered = await on_offer.look(session, wish.filters)
    search = _Search(session, wish, gate, now, offered, after)
    for window in _windows(wish, offered, max(since, now + offered.least_lead), until):
        if await search.run(window):
            break
    return await _slots(session, search.found, offered)


async def _slots(session: AsyncSession, found: Sequence[Key], offered: OnOffer) -> list[Slot]:
    ids = {doctor: UUID(doctor) for _, doctor, _ in found}
    people = await on_offer.doctors(session, list(ids.values()))
    slots: list[Slot] = []
    offers: dict[tuple[str, str], Offer] = {}
    for key in found:
        _, doctor, service = key
        offering = offered.offerings[UUID(service)]
        offer = offers.get((doctor, service))
        if offer is None:
            offer = offers[doctor, service] = Offer(offering.clinic, offering.service, people[ids[doctor]])
        slots.append(Slot(Place(*key), offer, offering.terms, offering.price_minor, offering.currency))
    return slots


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


def _windows(wish: SlotWish, offered: OnOffer, since: datetime, until: datetime) -> Iterator[Interval]:
    """The stretches of time to look through, in order: with a part of the day, that of each day in the clinics' zones.

    They are only roughly right, and never too narrow: each start is looked at again.
    """
    if since >= until:
        return
    if wish.part_of_day is None or not offered.zones:
        yield Interval(since, until)
        return
    zones = [zone(name) for name in offered.zones]
    from_hour, to_hour = wish.part_of_day.hours
    day, reached = since.date() - timedelta(days=2), since
    while reached < until and day <= until.date() + timedelta(days=2):
        midnights = [datetime.combine(day, time.min, tz).astimezone(UTC) for tz in zones]
        start = max(reached, min(midnights) + timedelta(hours=from_hour - 2))
        end = min(until, max(midnights) + timedelta(hours=to_hour + 2))
        if start < end:
            yield Interval(start, end)
            reached = end
        day += timedelta(days=1)


def _span(wish: SlotWish, now: datetime) -> tuple[datetime, datetime]:
    for when in (wish.since, wish.until):
        if when is not None and not _FIRST_YEAR <= when.year <= _LAST_YEAR:
            raise Invalid("The range is out of any calendar of ours")
    first, last = _as_date(wish.since), _as_date(wish.until)
    if first is not None and last is not None and last < first:
        raise Invalid("The range ends before it starts")
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
    session: AsyncSession,
    *,
    service_id: UUID,
    doctor_id: UUID,
    around: datetime,
    now: datetime,
    count: int = 5,
    gate: Gate = ANYBODY,
) -> list[Slot]:
    """Free starts of the service closest to `around`: the same doctor's first, then others'."""
    since = max(now, around - timedelta(hours=12))
    until = max(since, around) + timedelta(days=7)
    theirs = SlotWish(service_id=service_id, doctor_id=doctor_id, since=since, until=until, limit=60)
    own = await find_slots(session, theirs, now, gate)
    anyone = await find_slots(session, replace(theirs, doctor_id=None), now, gate)

    def distance(slot: Slot) -> timedelta:
        return abs(slot.place.start - around)

    chosen = sorted(own, key=distance)[: count // 2 + 1]
    others = [slot for slot in sorted(anyone, key=distance) if slot.offer.doctor.id != doctor_id]
    return chosen + others[: count - len(chosen)]
