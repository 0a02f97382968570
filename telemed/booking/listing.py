"""Lists of visits, each reader their own, by cursor."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Caller
from telemed.booking import repository
from telemed.booking.lifecycle import TERMINAL, Status
from telemed.booking.placing import Reader
from telemed.booking.repository import Visit, Wanted
from telemed.booking.schemas import AppointmentPage
from telemed.booking.service import actor_in_list, visible_to
from telemed.booking.views import appointment_view
from telemed.kit.errors import Invalid
from telemed.kit.paging import BadCursor, decode_cursor, encode_cursor

_LISTED = frozenset(Status) - {Status.HELD, Status.EXPIRED}
"""What a list shows unless it is asked otherwise: a time that was only held is no visit yet, or none any more."""


@dataclass(frozen=True, slots=True)
class ListWish:
    """Which visits are wanted. `upcoming` are those not over yet, `past` the others, latest first."""

    when: Literal["upcoming", "past"] | None = None
    patient_id: UUID | None = None
    doctor_id: UUID | None = None
    clinic_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    status: Status | None = None
    cursor: str | None = None
    limit: int = 50


async def list_for(session: AsyncSession, caller: Caller, wish: ListWish, reader: Reader) -> AppointmentPage:
    """One page of the caller's visits. Raises Invalid for a range that ends before it starts, and for a bad cursor."""
    if wish.since is not None and wish.until is not None and wish.until <= wish.since:
        raise Invalid("The range ends before it starts")
    visits = await repository.list_visits(
        session, _wanted(caller, wish, reader.now), after=_position(wish.cursor), limit=wish.limit + 1
    )
    more, page = len(visits) > wish.limit, visits[: wish.limit]
    return AppointmentPage(
        items=[appointment_view(v, actor_in_list(caller, v), reader.languages, reader.now) for v in page],
        next_cursor=_cursor(page[-1]) if more else None,
    )


def _wanted(caller: Caller, wish: ListWish, now: datetime) -> Wanted:
    upcoming, past = wish.when == "upcoming", wish.when == "past"
    open_ended = frozenset({Status.IN_PROGRESS, Status.ARRIVED})
    return Wanted(
        **visible_to(caller, clinic_id=wish.clinic_id, doctor_id=wish.doctor_id),
        starts_from=wish.since,
        starts_before=wish.until,
        over_at=now if upcoming or past else None,
        is_over=past,
        still_open=open_ended,
        terminal=TERMINAL,
        statuses=frozenset({wish.status}) if wish.status else _LISTED,
        now=now,
        only_patient=wish.patient_id,
        only_doctor=wish.doctor_id,
        latest_first=past,
    )


def _cursor(visit: Visit) -> str:
    return encode_cursor(visit.own.starts_at.isoformat(), visit.own.id.hex)


def _position(cursor: str | None) -> tuple[datetime, UUID] | None:
    if cursor is None:
        return None
    start, identity = decode_cursor(cursor, 2)
    try:
        return datetime.fromisoformat(start).astimezone(UTC), UUID(identity)
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise BadCursor from error
