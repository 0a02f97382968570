"""Doing what a proposal says, if everything it was worked out from is still true; else nothing, and what is different.

One transaction, with the locks in the order of the house: the proposal, the visits (in the order of their ids), then all
calendars. Under these locks the picture is taken again and compared with the proposal, visit by visit and place by place.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Caller
from telemed.audit.service import record
from telemed.booking import relocating
from telemed.booking.relocating import Relocation
from telemed.booking.service import OWNER_KIND
from telemed.kit.intervals import Interval
from telemed.planning.proposals import picture as pictures, repository
from telemed.planning.proposals.change import Away, Change, of_json
from telemed.planning.proposals.finding import place_at
from telemed.planning.proposals.models import Proposal, ProposalMove
from telemed.planning.proposals.picture import Picture, Setting
from telemed.planning.proposals.schemas import Difference
from telemed.planning.proposals.scoring import Place
from telemed.planning.proposals.service import Whole, require_open, whole
from telemed.planning.proposals.views import token_of
from telemed.schedules import claims, closures, rearranging


class Outdated(Exception):
    """The proposal is not true any more. It ends the transaction; whoever catches it works the proposal out anew."""

    def __init__(self, changes: Sequence[Difference]) -> None:
        super().__init__()
        self.changes = list(changes)


@dataclass(frozen=True, slots=True)
class _Parts:
    """What is locked, and by which the proposal is judged."""

    moves: dict[UUID, ProposalMove]
    holds: set[UUID]
    change: Change


async def apply(session: AsyncSession, caller: Caller, proposal: Proposal, token: str, setting: Setting) -> Whole:
    """Do it, for a locked proposal. Raises ProposalDone, and Outdated, after which the transaction is of no use."""
    require_open(proposal)
    parts = await _lock(session, proposal, token, setting.now)
    seen = await pictures.look(session, proposal.doctor_id, parts.change, setting)
    places, differences = judge(seen, parts.moves, setting.now)
    differences += await _newly_held(session, proposal.doctor_id, parts, setting.now)
    if differences:
        raise Outdated(differences)
    await _change_time(session, proposal.doctor_id, parts.change, setting)
    await relocating.end_holds(session, parts.holds, setting.now)
    await _carry_out(session, caller, parts.moves, places, seen, setting.now)
    proposal = await session.merge(proposal)
    proposal.status, proposal.applied_at, proposal.applied_by = "applied", setting.now, caller.account_id
    proposal.revision += 1
    await record(
        session, action="proposal.apply", outcome="allowed", actor_id=caller.account_id, clinic_id=proposal.clinic_id,
        subject_id=proposal.id, details={"kind": proposal.kind, "moved": len(places)}, now=setting.now,
    )  # fmt: skip
    return await whole(session, proposal)


async def _lock(session: AsyncSession, proposal: Proposal, token: str, now: datetime) -> _Parts:
    """Take all locks. Raises Outdated when this is not the proposal that was shown."""
    moves = await repository.moves(session, proposal.id)
    if token != token_of(proposal, moves):
        raise Outdated([])
    change = of_json(proposal.kind, proposal.change)
    holds = await _holds(session, proposal.doctor_id, change, now)
    visits = {move.appointment_id for move in moves}
    await relocating.lock_visits(session, visits | holds)
    held = await rearranging.held_by(session, OWNER_KIND, visits | holds)
    targets = {move.to_doctor_id for move in moves if move.to_doctor_id is not None}
    calendars = {calendar for pairs in held.values() for calendar, _ in pairs}
    locked = await claims.lock(session, {proposal.doctor_id, *targets, *calendars})
    await rearranging.sweep_all(session, sorted(targets & set(locked)), now)
    return _Parts({move.appointment_id: move for move in moves}, holds, change)


async def _holds(session: AsyncSession, doctor_id: UUID, change: Change, now: datetime) -> set[UUID]:
    """Times that somebody holds while the doctor will be away."""
    return await relocating.holds_between(session, doctor_id, change.time, now) if isinstance(change, Away) else set()


async def _newly_held(session: AsyncSession, doctor_id: UUID, parts: _Parts, now: datetime) -> list[Difference]:
    """Somebody began to book between the locks. They are few, and gone by the next try."""
    held = await _holds(session, doctor_id, parts.change, now)
    return [Difference(appointment_id=None, code="being_booked")] if held - parts.holds else []


def judge(
    seen: Picture, moves: Mapping[UUID, ProposalMove], now: datetime
) -> tuple[dict[UUID, Place], list[Difference]]:
    """The places of all visits that move, and what is not as the proposal says. Pure."""
    places: dict[UUID, Place] = {}
    differences = list(_visits_changed(seen, moves))
    known = {difference.appointment_id for difference in differences}
    for visit_id, move in moves.items():
        if visit_id in known or move.to_doctor_id is None or move.to_starts_at is None:
            continue
        place = place_at(seen.without(places), visit_id, move.to_doctor_id, move.to_starts_at, now)
        if isinstance(place, Place):
            places[visit_id] = place
        else:
            differences.append(Difference(appointment_id=visit_id, code="place_taken"))
    return places, differences


def _visits_changed(seen: Picture, moves: Mapping[UUID, ProposalMove]) -> Iterator[Difference]:
    there = {visit.id: visit for visit in seen.threatened}
    for visit_id in there.keys() - moves.keys():
        yield Difference(appointment_id=visit_id, code="new_visit")
    for visit_id, move in moves.items():
        if visit_id not in there:
            yield Difference(appointment_id=visit_id, code="gone")
        elif there[visit_id].revision != move.appointment_revision:
            yield Difference(appointment_id=visit_id, code="changed")


async def _change_time(session: AsyncSession, doctor_id: UUID, change: Change, setting: Setting) -> None:
    """The absence, or the weekly hours. An absence that is there already is not made twice."""
    await pictures.make_hours(session, doctor_id, change, setting)
    if isinstance(change, Away):
        near = await closures.absences_between(session, [doctor_id], change.time)
        if not any(Interval(each.starts_at, each.ends_at).contains(change.time) for each in near):
            await closures.add_absence(session, doctor_id, change.time, reason=change.reason, note=change.note)


async def _carry_out(
    session: AsyncSession,
    caller: Caller,
    moves: Mapping[UUID, ProposalMove],
    places: Mapping[UUID, Place],
    seen: Picture,
    now: datetime,
) -> None:
    visits = await relocating.lock_visits(session, list(moves))
    relocations = [
        Relocation(visit_id, place.doctor_id, place.visit, place.taken) for visit_id, place in places.items()
    ]
    await relocating.relocate(session, relocations, visits, seen.held, by=caller.account_id, now=now)
    over = [visits[visit_id] for visit_id, move in moves.items() if move.choice == "leftover"]
    await relocating.leave_over(session, over, by=caller.account_id, now=now)
    for visit_id, move in moves.items():
        kept = await session.merge(move)
        kept.moved_revision = visits[visit_id].revision if move.choice != "leave" else None
    await session.flush()
