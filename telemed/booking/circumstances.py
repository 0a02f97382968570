"""What the rules ask about a patient and about a doctor's time, and how it is read.

For one booking it travels in the columns of the statement that is sent anyway, each worked out only where the service has
such a rule: several rows of a kind come as one text. For a search it is read once, for all services.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    String,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.booking.lifecycle import Status
from telemed.booking.models import Appointment
from telemed.booking.referrals.models import Referral
from telemed.booking.rules import FIRST_YEAR, LAST_YEAR, RELEASE, Member, Person, Reserved
from telemed.db.statements import Prepared
from telemed.db.types import Instant
from telemed.directory.models import Service
from telemed.kit.intervals import Interval
from telemed.patients.models import Patient
from telemed.programmes.models import Membership, Programme
from telemed.schedules.models import Claim, ReservedTime

COUNTED = (Status.BOOKED, Status.ARRIVED, Status.IN_PROGRESS, Status.COMPLETED)
"""Visits that count among the most of a period. A hold does not: the patient's next one takes its place."""

LONGEST_PERIOD = timedelta(days=367)
NEAR = timedelta(hours=12)
"""A visit with its buffers is shorter."""

_ROWS, _PARTS = ";", "|"


def _bound(name: str) -> Any:
    return bindparam(name, type_=Uuid if name.endswith("_id") else Instant)


def _joined(*columns: Any) -> ColumnElement[str]:
    """The rows' columns as one text."""
    empty: ColumnElement[str] = literal_column("''")
    between: ColumnElement[str] = literal_column(f"'{_PARTS}'")
    texts = [func.coalesce(cast(each, String), empty) for each in columns]
    line: ColumnElement[str] = texts[0]
    for each in texts[1:]:
        line = line.concat(between).concat(each)
    # A string would be written into the statement at each execution, which a prepared one does not have.
    separator: Any = literal_column(f"'{_ROWS}'")
    return func.aggregate_strings(line, separator)


def _counted() -> ColumnElement[bool]:
    """Visits of the patient that count among the most of a period, without the one that is being moved."""
    return and_(
        col(Appointment.patient_id) == _bound("patient_id"),
        col(Appointment.id) != _bound("moving_id"),
        or_(*(col(Appointment.status) == status for status in COUNTED)),
        col(Appointment.starts_at) > _bound("period_from"),
    )


def asked_of_a_booking() -> list[Any]:
    """Columns for a statement that names Service: visits near, memberships, referral and reserved time, or NULL."""
    visits = select(_joined(col(Appointment.starts_at))).where(
        _counted(),
        col(Appointment.service_id) == col(Service.id),
        col(Appointment.starts_at) < _bound("period_until"),
    )
    members = (
        select(_joined(col(Programme.code), col(Membership.since), col(Membership.until)))
        .select_from(Membership)
        .join(Programme, col(Programme.id) == col(Membership.programme_id))
        .where(
            col(Membership.patient_id) == _bound("patient_id"),
            col(Programme.clinic_id) == col(Service.clinic_id),
            col(Programme.active),
        )
    )
    referred = select(func.max(col(Referral.until))).where(
        col(Referral.patient_id) == _bound("patient_id"),
        col(Referral.specialty_id) == col(Service.specialty_id),
        col(Referral.revoked_at).is_(None),
    )
    return [
        case((col(Service.most_per_period) > 0, visits.correlate(Service).scalar_subquery())),
        case((col(Service.programme_code) != "", members.correlate(Service).scalar_subquery())),
        case((col(Service.referral_required), referred.correlate(Service).scalar_subquery())),
        _reserved_near(),
    ]


def _reserved_near() -> Any:
    parts = (ReservedTime.audience, ReservedTime.starts_at, ReservedTime.ends_at, ReservedTime.until)
    return (
        select(_joined(*parts))
        .where(
            col(ReservedTime.calendar_id) == _bound("doctor_id"),
            col(ReservedTime.ends_at) > _bound("near_from"),
            col(ReservedTime.starts_at) < _bound("near_until"),
            col(ReservedTime.until) > _bound("now"),
        )
        .scalar_subquery()
    )


def bounds_of(start: datetime) -> dict[str, datetime]:
    """Values of the columns' parameters for a visit that starts then."""
    sensible = min(max(start, datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)), datetime(LAST_YEAR, 1, 1, tzinfo=UTC))
    return {
        "period_from": sensible - LONGEST_PERIOD,
        "period_until": sensible + LONGEST_PERIOD,
        "near_from": sensible - NEAR,
        "near_until": sensible + NEAR,
    }


def person_of(birth_date: date, visits: str | None, members: str | None, referred_until: datetime | None) -> Person:
    """The patient, from the columns of a booking."""
    return Person(
        birth_date=birth_date,
        members=tuple(Member(code, _instant(since), _maybe(until)) for code, since, until in _lines(members)),
        referred_until=referred_until,
        visits=tuple(_instant(start) for (start,) in _lines(visits)),
    )


def reserved_of(text: str | None) -> tuple[Reserved, ...]:
    return tuple(
        Reserved(Interval(_instant(start), _instant(end)), audience, _instant(until))
        for audience, start, end, until in _lines(text)
    )


def _lines(text: str | None) -> list[list[str]]:
    return [line.split(_PARTS) for line in text.split(_ROWS)] if text else []


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _maybe(text: str) -> datetime | None:
    return _instant(text) if text else None


_PERIOD = Prepared(
    select(col(Appointment.starts_at)).where(
        _counted(),
        col(Appointment.service_id) == _bound("service_id"),
        col(Appointment.starts_at) < _bound("period_until"),
    )
)


async def visits_near(
    session: AsyncSession, *, patient_id: UUID, service_id: UUID, start: datetime, moving_id: UUID | None
) -> tuple[datetime, ...]:
    """Starts of the patient's visits of a service, read anew: under the lock of their calendar they stay so."""
    bounds = bounds_of(start)
    rows = await _PERIOD.all(
        session, patient_id=patient_id, service_id=service_id, moving_id=moving_id or UUID(int=0),
        period_from=bounds["period_from"], period_until=bounds["period_until"],
    )  # fmt: skip
    return tuple(start for (start,) in rows)


async def memberships_of(session: AsyncSession, patient_id: UUID, clinic_id: UUID) -> tuple[Member, ...]:
    """The patient's programmes at a clinic, for reserved time of a service that asks for none itself."""
    rows = await session.execute(
        select(col(Programme.code), col(Membership.since), col(Membership.until))
        .select_from(Membership)
        .join(Programme, col(Programme.id) == col(Membership.programme_id))
        .where(col(Membership.patient_id) == patient_id, col(Programme.clinic_id) == clinic_id, col(Programme.active))
    )
    return tuple(Member(*row) for row in rows)


_ANYTHING = Prepared(
    select(literal(1))
    .where(
        col(ReservedTime.until) > _bound("now"),
        col(ReservedTime.ends_at) > _bound("since"),
        col(ReservedTime.starts_at) < _bound("until"),
    )
    .limit(1)
)


async def anything_reserved(session: AsyncSession, window: Interval, now: datetime) -> bool:
    """Whether anything of anybody's is reserved in the window: most of the time nothing is."""
    return await _ANYTHING.first(session, now=now, since=window.start, until=window.end) is not None


async def reserved_between(
    session: AsyncSession, calendar_ids: Collection[UUID], window: Interval, now: datetime
) -> dict[UUID, list[Reserved]]:
    """What is reserved of these calendars and still in force, where it overlaps the window."""
    rows = await session.execute(
        select(
            col(ReservedTime.calendar_id), col(ReservedTime.starts_at), col(ReservedTime.ends_at),
            col(ReservedTime.audience), col(ReservedTime.until),
        ).where(
            col(ReservedTime.calendar_id).in_(calendar_ids),
            col(ReservedTime.ends_at) > window.start,
            col(ReservedTime.starts_at) < window.end,
            col(ReservedTime.until) > now,
        )
    )  # fmt: skip
    found: dict[UUID, list[Reserved]] = defaultdict(list)
    for calendar_id, start, end, audience, until in rows:
        found[calendar_id].append(Reserved(Interval(start, end), audience, until))
    return found


def releases_in(reserved: Sequence[Reserved]) -> set[UUID]:
    """The releases that some of the time belongs to."""
    return {UUID(each.audience.removeprefix(RELEASE)) for each in reserved if each.audience.startswith(RELEASE)}


# ── for a search ────────────────────────────────────────


@dataclass(slots=True)
class Known:
    """All that is known of one patient, for the rules of whatever service."""

    patient_id: UUID
    birth_date: date
    members: dict[UUID, list[Member]] = field(default_factory=lambda: defaultdict(list))
    referrals: dict[UUID, datetime] = field(default_factory=dict)
    visits: dict[UUID, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    busy: list[Interval] = field(default_factory=list)
    moving_id: UUID | None = None
    desks: frozenset[UUID] = frozenset()
    """Clinics whose desk asks on the patient's behalf."""

    def person(self, *, clinic_id: UUID, service_id: UUID, specialty_id: UUID) -> Person:
        """The patient, as the rules of one service see them."""
        return Person(
            birth_date=self.birth_date,
            members=tuple(self.members.get(clinic_id, ())),
            referred_until=self.referrals.get(specialty_id),
            visits=tuple(self.visits.get(service_id, ())),
            busy=tuple(self.busy),
            by_desk=clinic_id in self.desks,
        )


@lru_cache(maxsize=1)
def _known_query() -> Prepared:
    """Rows of (kind, id, text, from, until)."""
    patient = _bound("patient_id")
    no_text = literal("", String)
    claim_counts = or_(
        col(Claim.expires_at).is_(None),
        and_(col(Claim.expires_at) > _bound("now"), col(Claim.owner_kind) != "appointment"),
    )
    busy = select(literal("busy"), col(Claim.owner_id), no_text, col(Claim.starts_at), col(Claim.ends_at)).where(
        col(Claim.calendar_id) == patient,
        col(Claim.ends_at) > _bound("now"),
        col(Claim.owner_id) != _bound("moving_id"),
        claim_counts,
    )
    born = select(literal("born"), col(Patient.id), cast(col(Patient.birth_date), String), null(), null()).where(
        col(Patient.id) == patient
    )
    member_of = (col(Programme.clinic_id), col(Programme.code), col(Membership.since), col(Membership.until))
    members = (
        select(literal("member"), *member_of)
        .select_from(Membership)
        .join(Programme, col(Programme.id) == col(Membership.programme_id))
        .where(col(Membership.patient_id) == patient, col(Programme.active))
    )
    referred_to = (col(Referral.specialty_id), no_text, col(Referral.given_at), col(Referral.until))
    referrals = select(literal("referral"), *referred_to).where(
        col(Referral.patient_id) == patient, col(Referral.revoked_at).is_(None)
    )
    visit = (col(Appointment.service_id), no_text, col(Appointment.starts_at), col(Appointment.ends_at))
    visits = (
        select(literal("visit"), *visit)
        .select_from(Appointment)
        .join(Service, and_(col(Service.id) == col(Appointment.service_id), col(Service.most_per_period) > 0))
        .where(_counted())
    )
    return Prepared(union_all(busy, born, members, referrals, visits))  # type: ignore[arg-type]  # read like any select


async def known_of(
    session: AsyncSession,
    patient_id: UUID,
    now: datetime,
    *,
    moving_id: UUID | None = None,
    desks: frozenset[UUID] = frozenset(),
) -> Known | None:
    """What the rules may ask about a patient; the visit `moving_id` is left out. None when there is no such patient."""
    rows = await _known_query().all(
        session, patient_id=patient_id, now=now, moving_id=moving_id or UUID(int=0), period_from=now - LONGEST_PERIOD
    )
    born = next((date.fromisoformat(text) for kind, _, text, _, _ in rows if kind == "born"), None)
    if born is None:
        return None
    known = Known(patient_id, born, moving_id=moving_id, desks=desks)
    for kind, identity, text, start, end in rows:
        if kind == "busy":
            known.busy.append(Interval(start, end))
        elif kind == "member":
            known.members[identity].append(Member(text, start, end))
        elif kind == "referral":
            known.referrals[identity] = max(end, known.referrals.get(identity, end))
        elif kind == "visit":
            known.visits[identity].append(start)
    return known
