"""Statements that find free time for a search: doctor by doctor, or over a town at one moment. See `sources`."""

from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Uuid, and_, bindparam, func, lateral, literal_column, or_, select, true
from sqlalchemy.orm import aliased
from sqlmodel import col

from telemed.booking.repository_on_offer import pairs
from telemed.db.statements import Prepared
from telemed.db.types import Instant
from telemed.directory.models import DoctorService
from telemed.schedules.models import Opening, Shift

CROWD = 100
"""So many doctors free at one moment fill a page by themselves."""
MANY = 400
"""With fewer free in all the town, it is night: everything up to the morning is read at once."""

_opening = aliased(Opening, name="free")
_earlier = aliased(Opening, name="earlier")
_COLUMNS = (_opening.starts_at, _opening.ends_at, col(DoctorService.doctor_id), col(DoctorService.service_id))
_since, _until = bindparam("since", type_=Instant), bindparam("until", type_=Instant)
_seen_start = bindparam("seen_start", type_=Instant)
_seen_doctor, _seen_service = bindparam("seen_doctor", type_=Uuid), bindparam("seen_service", type_=Uuid)
_beyond_pair = or_(
    col(DoctorService.doctor_id) > _seen_doctor,
    and_(col(DoctorService.doctor_id) == _seen_doctor, col(DoctorService.service_id) > _seen_service),
)


# ── doctor by doctor ────────────────────────────────────────


@lru_cache(maxsize=256)
def by_doctor(filters: frozenset[str], size: int) -> Prepared:
    """From each doctor's running opening on; past ones, of which there are ever more, are not touched."""
    begun = and_(col(_earlier.calendar_id) == col(DoctorService.doctor_id), col(_earlier.starts_at) <= _since)
    running = select(func.max(col(_earlier.starts_at), type_=Instant)).where(begun).scalar_subquery()
    starts_at = col(_opening.starts_at)
    statement = (
        pairs(filters, *_COLUMNS)
        .join(
            _opening,
            and_(
                col(_opening.calendar_id) == col(DoctorService.doctor_id),
                starts_at >= func.coalesce(running, _since, type_=Instant),
                starts_at < _until,
                col(_opening.ends_at) > _since,
            ),
        )
        .where(starts_at >= _seen_start, or_(starts_at > _seen_start, _beyond_pair))
        .order_by(starts_at, col(DoctorService.doctor_id), col(DoctorService.service_id))
        .limit(literal_column(str(size)))
    )
    return Prepared(statement)


# ── over a town ────────────────────────────────────────

_at = bindparam("at", type_=Instant)
_time = func.tstzrange(col(_opening.starts_at), col(_opening.ends_at))


@lru_cache(maxsize=128)
def crowd(filters: frozenset[str]) -> Prepared:
    """How many doctors are free at a moment, up to MANY; when so many more will have begun their day that it may be
    otherwise; and with filters, how many of those in question are free, up to CROWD.
    """
    anybody: Select[Any] = select(literal_column("1")).select_from(_opening).where(_time.op("@>")(_at))
    theirs = pairs(filters, literal_column("1")).where(col(DoctorService.doctor_id) == col(_opening.calendar_id))
    wanted = anybody.where(theirs.correlate(_opening).exists())
    begins = col(Shift.starts_at)
    next_day = (
        select(begins)
        .where(begins > _at, begins < _until)
        .order_by(begins)
        .offset(literal_column(str(CROWD)))
        .limit(literal_column("1"))
        .scalar_subquery()
    )
    columns = [_up_to(anybody, MANY), next_day, *([_up_to(wanted, CROWD)] if filters else [])]
    return Prepared(select(*columns))


def _up_to(rows: Select[Any], most: int) -> Any:
    some = rows.limit(literal_column(str(most))).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


@lru_cache(maxsize=128)
def all_between(filters: frozenset[str]) -> Prepared:
    overlapping = _time.op("&&")(func.tstzrange(_since, _until))
    return Prepared(
        pairs(filters, *_COLUMNS)
        .join(_opening, col(_opening.calendar_id) == col(DoctorService.doctor_id))
        .where(overlapping)
    )


@lru_cache(maxsize=128)
def free_at(filters: frozenset[str], size: int) -> Prepared:
    """Doctors who are free at a moment, in the order of their ids, until enough were found."""
    running = lateral(
        select(col(_opening.starts_at), col(_opening.ends_at))
        .where(col(_opening.calendar_id) == col(DoctorService.doctor_id), col(_opening.starts_at) <= _at)
        .order_by(col(_opening.starts_at).desc())
        .limit(literal_column("1"))
    )
    theirs = (running.c.starts_at, running.c.ends_at, col(DoctorService.doctor_id), col(DoctorService.service_id))
    return Prepared(
        pairs(filters, *theirs)
        .join(running, true())
        .where(running.c.ends_at > _at, col(DoctorService.doctor_id) >= _seen_doctor, _beyond_pair)
        .order_by(col(DoctorService.doctor_id), col(DoctorService.service_id))
        .limit(literal_column(str(size)))
    )
