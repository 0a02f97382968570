"""Queries of releases and their tickets."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Uuid,
    and_,
    bindparam,
    cast,
    exists,
    func,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from telemed.booking.lifecycle import Status
from telemed.booking.models import Appointment
from telemed.booking.releases.admission import PRIME, Rate
from telemed.booking.releases.models import Release, ReleaseTicket
from telemed.db.statements import Prepared
from telemed.db.types import Instant

_STANDING = (Status.BOOKED, Status.ARRIVED, Status.IN_PROGRESS, Status.COMPLETED)


class TicketRow(NamedTuple):
    """A ticket with what decides about it."""

    id: UUID
    release_id: UUID
    patient_id: UUID
    has_come: bool
    opens_at: datetime
    closes_at: datetime
    per_minute: int
    window_min: int
    drawn: bool
    place: int | None
    used: bool

    @property
    def rate(self) -> Rate:
        return Rate(self.opens_at, self.closes_at, self.per_minute, self.window_min)


def _used(moving_id: Any) -> ColumnElement[bool]:
    """Whether a visit stands that was booked with the ticket: not the one that is being moved, nor one that is held, since
    the next takes its place.
    """
    return exists().where(
        col(Appointment.id) == col(ReleaseTicket.appointment_id),
        col(Appointment.id) != moving_id,
        or_(*(col(Appointment.status) == status for status in _STANDING)),
    )


def _bound(name: str) -> Any:
    return bindparam(name, type_=Uuid if name.endswith("_id") else Instant)


_ASKED: tuple[Any, ...] = (
    col(ReleaseTicket.id), col(Release.opens_at), col(Release.closes_at), col(Release.per_minute),
    col(Release.window_min), col(Release.seed).is_not(None), col(ReleaseTicket.place), _used(_bound("moving_id")),
)  # fmt: skip
_TICKET = Prepared(
    select(*_ASKED)
    .select_from(Release)
    .outerjoin(
        ReleaseTicket,
        and_(col(ReleaseTicket.release_id) == col(Release.id), col(ReleaseTicket.patient_id) == _bound("patient_id")),
    )
    .where(col(Release.id) == _bound("release_id"))
)


async def standing(
    session: AsyncSession, release_id: UUID, patient_id: UUID, *, moving_id: UUID | None = None
) -> TicketRow | None:
    """The patient's ticket, or what one would be (`has_come` says which); None when there is no such release."""
    row = await _TICKET.first(session, release_id=release_id, patient_id=patient_id, moving_id=moving_id or UUID(int=0))
    if row is None:
        return None
    return TicketRow(uuid5(release_id, str(patient_id)), release_id, patient_id, row[0] is not None, *row[1:])


async def ticket(
    session: AsyncSession, release_id: UUID, patient_id: UUID, *, moving_id: UUID | None = None
) -> TicketRow | None:
    """None when the patient has not come."""
    found = await standing(session, release_id, patient_id, moving_id=moving_id)
    return found if found is not None and found.has_come else None


_TAKE_TURN = Prepared(
    update(ReleaseTicket)
    .where(
        col(ReleaseTicket.release_id) == _bound("release_id"),
        col(ReleaseTicket.patient_id) == _bound("patient_id"),
        not_(_used(_bound("booked_id"))),
    )
    .values(appointment_id=_bound("booked_id"))
    .returning(col(ReleaseTicket.id))
)


async def take_turn(session: AsyncSession, release_id: UUID, patient_id: UUID, appointment_id: UUID) -> bool:
    """Use the ticket for this visit; False when another one that was booked with it stands."""
    found = await _TAKE_TURN.first(session, release_id=release_id, patient_id=patient_id, booked_id=appointment_id)
    return found is not None


async def release(session: AsyncSession, release_id: UUID, *, lock: bool = False) -> Release | None:
    found = select(Release).where(col(Release.id) == release_id)
    if lock:
        found = found.with_for_update()
    return (await session.scalars(found, execution_options={"populate_existing": lock})).first()


# The clause is spelled alike in both dialects, and compiled by that of the connection.
_ADD_TICKET = Prepared(
    insert(ReleaseTicket)
    .values({name: bindparam(name) for name in ("id", "release_id", "patient_id", "account_id", "joined_at", "lot")})
    .on_conflict_do_nothing()
)


async def add_ticket(
    session: AsyncSession, release_id: UUID, patient_id: UUID, account_id: UUID, lot: int, now: datetime
) -> None:
    """Does nothing when the patient has one."""
    await _ADD_TICKET.run(
        session, id=uuid5(release_id, str(patient_id)), release_id=release_id, patient_id=patient_id,
        account_id=account_id, joined_at=now, lot=lot,
    )  # fmt: skip


async def draw_places(session: AsyncSession, release_id: UUID, seed: int) -> int:
    """Give everybody who came a place, in the order of the draw; how many there are. The release's row is locked."""
    order = (cast(col(ReleaseTicket.lot), BigInteger) * seed) % PRIME
    ranked = (
        select(col(ReleaseTicket.id), func.row_number().over(order_by=(order, col(ReleaseTicket.id))).label("n"))
        .where(col(ReleaseTicket.release_id) == release_id, col(ReleaseTicket.place).is_(None))
        .subquery()
    )
    drawn = await session.execute(
        update(ReleaseTicket)
        .where(col(ReleaseTicket.id) == ranked.c.id)
        .values(place=ranked.c.n)
        .execution_options(synchronize_session=False)
    )
    return drawn.rowcount  # type: ignore[attr-defined,no-any-return]  # of an UPDATE it is a CursorResult


async def next_place(session: AsyncSession, release_id: UUID) -> int:
    """The place behind everybody; the release's row is locked from here on."""
    given = await session.execute(
        update(Release)
        .where(col(Release.id) == release_id)
        .values(places=col(Release.places) + 1)
        .returning(col(Release.places))
        .execution_options(synchronize_session=False)
    )
    return int(given.scalar_one())


async def put_at(session: AsyncSession, release_id: UUID, patient_id: UUID, place: int) -> None:
    await session.execute(
        update(ReleaseTicket)
        .where(col(ReleaseTicket.release_id) == release_id, col(ReleaseTicket.patient_id) == patient_id)
        .values(place=place, told_at=None, appointment_id=None)
        .execution_options(synchronize_session=False)
    )


async def releases(session: AsyncSession, now: datetime, *, clinic_id: UUID | None, over: bool) -> list[Release]:
    """Those that are not over, the one that opens first before the others; with `over` all, the latest first."""
    found = select(Release)
    if clinic_id is not None:
        found = found.where(col(Release.clinic_id) == clinic_id)
    if over:
        return list(await session.scalars(found.order_by(col(Release.opens_at).desc()).limit(100)))
    return list(
        await session.scalars(found.where(col(Release.closes_at) > now).order_by(col(Release.opens_at)).limit(100))
    )


async def figures(session: AsyncSession, release_ids: Sequence[UUID]) -> dict[UUID, tuple[int, int]]:
    """How many have come to each, and how many of them have booked a visit that stands."""
    stands = exists().where(
        col(Appointment.id) == col(ReleaseTicket.appointment_id),
        or_(*(col(Appointment.status) == status for status in _STANDING)),
    )
    rows = await session.execute(
        select(col(ReleaseTicket.release_id), func.count(), func.count().filter(stands))
        .where(col(ReleaseTicket.release_id).in_(release_ids))
        .group_by(col(ReleaseTicket.release_id))
    )
    return {row[0]: (row[1], row[2]) for row in rows}


async def to_be_drawn(session: AsyncSession, now: datetime) -> list[UUID]:
    found = select(col(Release.id)).where(
        col(Release.seed).is_(None), col(Release.opens_at) <= now, col(Release.closes_at) > now
    )
    return list(await session.scalars(found))


async def drawn(session: AsyncSession, now: datetime) -> list[Release]:
    found = select(Release).where(col(Release.seed).is_not(None), col(Release.closes_at) > now)
    return list(await session.scalars(found))


async def untold(session: AsyncSession, release_id: UUID, places: range, limit: int) -> list[tuple[UUID, UUID]]:
    """Tickets at these places whose people have not been told, locked: their ids and their patients'."""
    rows = await session.execute(
        select(col(ReleaseTicket.id), col(ReleaseTicket.patient_id))
        .where(
            col(ReleaseTicket.release_id) == release_id,
            col(ReleaseTicket.place) >= places.start,
            col(ReleaseTicket.place) < places.stop,
            col(ReleaseTicket.told_at).is_(None),
        )
        .order_by(col(ReleaseTicket.place))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [(row[0], row[1]) for row in rows]


async def mark_told(session: AsyncSession, ticket_ids: Collection[UUID], now: datetime) -> None:
    await session.execute(
        update(ReleaseTicket)
        .where(col(ReleaseTicket.id).in_(ticket_ids))
        .values(told_at=now)
        .execution_options(synchronize_session=False)
    )


async def ticket_with_release(session: AsyncSession, ticket_id: UUID) -> tuple[ReleaseTicket, Release] | None:
    found = await session.execute(
        select(ReleaseTicket, Release)
        .join(Release, col(Release.id) == col(ReleaseTicket.release_id))
        .where(col(ReleaseTicket.id) == ticket_id)
    )
    row = found.first()
    return None if row is None else (row[0], row[1])
