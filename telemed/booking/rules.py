"""May this time be booked, and if not, why? One pure function for search, booking, and the staff's questions.

Whether the time is free is not asked here: the calendar answers that, under its lock.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from telemed.kit.intervals import Interval

FIRST_YEAR, LAST_YEAR = 2000, 2200
"""Years in which visits take place; beyond them, arithmetic leaves the range of dates."""

PHONE, NOBODY = "phone", "none"
PROGRAMME, RELEASE = "programme:", "release:"
"""Audiences of reserved time; the last two go on with the programme's code and the release's id."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a service asks of a time and of a patient. Lengths in minutes; `horizon_days` counts days of the clinic's
    calendar. Ages are whole years on the visit's day. `most_per_period` 0 is any number.
    """

    duration_min: int
    buffer_before_min: int
    buffer_after_min: int
    grid_min: int
    lead_min: int
    horizon_days: int
    zone: ZoneInfo
    min_age: int = 0
    max_age: int = 150
    referral_required: bool = False
    programme_code: str = ""
    most_per_period: int = 0
    period_days: int = 30
    duty: bool = False

    def visit(self, start: datetime) -> Interval:
        """What the patient sees: from the start, for the duration."""
        return Interval(start, start + timedelta(minutes=self.duration_min))

    def taken(self, start: datetime) -> Interval:
        """What the doctor's calendar gives: the visit with its buffers."""
        return self.visit(start).widened(
            timedelta(minutes=self.buffer_before_min), timedelta(minutes=self.buffer_after_min)
        )

    def earliest(self, now: datetime) -> datetime:
        return now + timedelta(minutes=self.lead_min)

    def latest(self, now: datetime) -> datetime:
        """The end of the last local day that can be booked."""
        day = now.astimezone(self.zone).date() + timedelta(days=self.horizon_days + 1)
        return datetime(day.year, day.month, day.day, tzinfo=self.zone)

    def local_day(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class Member:
    """Belongs to a programme of the service's clinic, for visits that start within these instants."""

    code: str
    since: datetime
    until: datetime | None = None

    def at(self, start: datetime) -> bool:
        return self.since <= start and (self.until is None or start < self.until)


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a patient for one service: `visits` are the starts of their other visits of it, `busy` is when
    they are in any other. `by_desk` when somebody at the clinic books for them.
    """

    birth_date: date
    members: tuple[Member, ...] = ()
    referred_until: datetime | None = None
    visits: tuple[datetime, ...] = ()
    busy: tuple[Interval, ...] = ()
    by_desk: bool = False


@dataclass(frozen=True, slots=True)
class Reserved:
    """Time of the doctor's that is kept for an audience until an instant."""

    time: Interval
    audience: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Restrictions:
    """What holds for the doctor's time: what is reserved near the visit, and when the patient is admitted to what."""

    reserved: tuple[Reserved, ...] = ()
    admitted: Mapping[str, Interval] = field(default_factory=dict)


NO_RESTRICTIONS = Restrictions()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a time may not be booked: a stable code, and a sentence for the person."""

    code: str
    reason: str


def refusal(
    terms: Terms,
    start: datetime,
    now: datetime,
    person: Person | None = None,
    restrictions: Restrictions = NO_RESTRICTIONS,
) -> Refusal | None:
    """None when the service's rules allow this person (None: a person of whom nothing is known) a visit at `start`."""
    return next(refusals(terms, start, now, person, restrictions), None)


def never(terms: Terms, person: Person, window: Interval) -> bool:
    """Whether no time in the window can be this person's, whichever it is: asked before each of many is."""
    first, last = terms.local_day(window.start), terms.local_day(window.end)
    return (
        _whole_years(person.birth_date, last) < terms.min_age
        or _whole_years(person.birth_date, first) > terms.max_age
        or (terms.referral_required and (person.referred_until is None or person.referred_until <= window.start))
        or (bool(terms.programme_code) and not any(each.code == terms.programme_code for each in person.members))
    )


def refusals(
    terms: Terms,
    start: datetime,
    now: datetime,
    person: Person | None = None,
    restrictions: Restrictions = NO_RESTRICTIONS,
) -> Iterator[Refusal]:
    """Everything that speaks against it, what weighs most first."""
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        yield Refusal("too_far" if start.year > LAST_YEAR else "past", "This time is out of any calendar")
        return
    yield from _of_time(terms, start, now)
    if person is not None:
        yield from _of_person(terms, start, person)
    yield from _of_reserved(terms, start, now, person, restrictions)


def _of_time(terms: Terms, start: datetime, now: datetime) -> Iterator[Refusal]:
    if terms.duty:
        yield Refusal("duty", "This is held through the queue of the doctors on duty, and not booked ahead")
    if start <= now:
        yield Refusal("past", "This time has passed")
    elif start < terms.earliest(now):
        yield Refusal("too_soon", f"This has to be booked at least {terms.lead_min} minutes ahead")
    elif start >= terms.latest(now):
        yield Refusal("too_far", f"This can be booked at most {terms.horizon_days} days ahead")
    if not on_grid(terms, start):
        yield Refusal("misaligned", f"Visits start every {terms.grid_min} minutes of the clinic's clock")


def _of_person(terms: Terms, start: datetime, person: Person) -> Iterator[Refusal]:
    age = _whole_years(person.birth_date, terms.local_day(start))
    if age < terms.min_age:
        yield Refusal("too_young", f"This is for people of {terms.min_age} years or more")
    if age > terms.max_age:
        yield Refusal("too_old", f"This is for people of at most {terms.max_age} years")
    if terms.referral_required and (person.referred_until is None or start >= person.referred_until):
        yield Refusal("no_referral", "A doctor's referral is needed that is valid on the day of the visit")
    if terms.programme_code and not _belongs(person, terms.programme_code, start):
        yield Refusal("not_in_programme", "This is for members of a programme of the clinic")
    if terms.most_per_period and not _fits_period(terms, start, person.visits):
        yield Refusal("too_many", f"At most {terms.most_per_period} such visits in {terms.period_days} days")
    if any(terms.visit(start).overlaps(other) for other in person.busy):
        yield Refusal("patient_busy", "The patient has another visit at this time")


def _whole_years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _belongs(person: Person, code: str, start: datetime) -> bool:
    return any(member.code == code and member.at(start) for member in person.members)


def _fits_period(terms: Terms, start: datetime, visits: tuple[datetime, ...]) -> bool:
    """Whether no `period_days` days of the clinic's calendar in a row would have more visits than are allowed."""
    period = timedelta(days=terms.period_days)
    day = terms.local_day(start)
    near = sorted(each for each in map(terms.local_day, visits) if abs(each - day) < period)
    days = sorted([*near, day])
    beyond = terms.most_per_period
    return all(last - first >= period for first, last in zip(days, days[beyond:], strict=False))


def _of_reserved(
    terms: Terms, start: datetime, now: datetime, person: Person | None, restrictions: Restrictions
) -> Iterator[Refusal]:
    if not restrictions.reserved:
        return
    taken = terms.taken(start)
    for each in restrictions.reserved:
        if now < each.until and each.time.overlaps(taken):
            yield from _of_audience(each.audience, start, now, person, restrictions)


def _of_audience(
    audience: str, start: datetime, now: datetime, person: Person | None, restrictions: Restrictions
) -> Iterator[Refusal]:
    if audience == PHONE:
        if person is None or not person.by_desk:
            yield Refusal("reserved_phone", "This time is kept for people who phone the clinic")
    elif audience.startswith(PROGRAMME):
        if person is None or not _belongs(person, audience.removeprefix(PROGRAMME), start):
            yield Refusal("reserved_programme", "This time is kept for members of a programme of the clinic")
    elif audience.startswith(RELEASE):
        admitted = restrictions.admitted.get(audience)
        if admitted is None or not admitted.start <= now < admitted.end:
            yield Refusal("not_admitted", "This time is given out in turn, and it is not your turn")
    else:
        yield Refusal("reserved", "The clinic keeps this time back")


def on_grid(terms: Terms, start: datetime) -> bool:
    """Whether the clinic's wall clock shows a multiple of the grid, on the minute."""
    local = start.astimezone(terms.zone)
    return not (local.second or local.microsecond or (local.hour * 60 + local.minute) % terms.grid_min)
