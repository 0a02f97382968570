"""Making a proposal, changing it, working it out anew, and reading it. Nothing here moves a visit: see `applying`.

Places are looked for between two transactions, in a thread: a search may take a second, and nobody should wait for that.
What it found is kept, and whether it is still true is found out when it is applied.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import DESK_STAFF, Caller
from telemed.accounts.errors import Denial, NotYours
from telemed.audit.service import record
from telemed.db.engine import Database
from telemed.directory import service as directory
from telemed.directory.models import Clinic
from telemed.kit.zones import zone
from telemed.planning.proposals import picture as pictures, repository
from telemed.planning.proposals.change import Change, OneVisit, OtherHours, of_json, to_json
from telemed.planning.proposals.errors import NoSuchProposal, PlaceImpossible, PlaceRefused, ProposalDone
from telemed.planning.proposals.finding import Refused, find_places, options_for, place_at, words_for
from telemed.planning.proposals.models import Proposal, ProposalMove
from telemed.planning.proposals.picture import Picture, Setting
from telemed.planning.proposals.repository import MoveRow, ThreatenedVisit
from telemed.planning.proposals.scoring import Place, Word
from telemed.schedules import service as schedules
from telemed.settings import Settings

MOST_OPTIONS = 24
SHOWN_AT_MOST = 30


@dataclass(frozen=True, slots=True)
class Whole:
    """A proposal with everything that is shown of it."""

    proposal: Proposal
    rows: list[MoveRow]
    names: dict[UUID, str]
    clinic: Clinic


@dataclass(frozen=True, slots=True)
class Shown:
    """A place that a visit could have, in words."""

    place: Place
    words: list[Word]


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to become of one visit; `decided_by` is a person, none where the search decided."""

    visit: ThreatenedVisit
    choice: str
    place: Place | None = None
    words: tuple[Word, ...] = ()
    decided_by: UUID | None = None

    def move(self, proposal_id: UUID) -> ProposalMove:
        visit, place = self.visit, self.place
        return ProposalMove(
            proposal_id=proposal_id, appointment_id=visit.id, appointment_revision=visit.revision,
            from_doctor_id=visit.doctor_id, from_starts_at=visit.starts_at, from_ends_at=visit.ends_at,
            to_doctor_id=place.doctor_id if place else None, to_starts_at=place.visit.start if place else None,
            choice=self.choice, words=[str(word) for word in self.words], decided_by=self.decided_by,
        )  # fmt: skip


# ── working it out ────────────────────────────────────────


async def work_out(
    database: Database, doctor_id: UUID, change: Change, setting: Setting, kept: Sequence[ProposalMove] = ()
) -> list[Decision]:
    """Look for places. What people decided before stays, as far as it is still possible."""
    by_hand = {move.appointment_id: move for move in kept if move.decided_by is not None}
    async with _looking(database, change) as session:
        seen = await pictures.look(session, doctor_id, change, setting)
    return await asyncio.to_thread(decide, seen, by_hand, setting.now)


@asynccontextmanager
async def _looking(database: Database, change: Change) -> AsyncIterator[AsyncSession]:
    """Weekly hours are looked at by making them in a savepoint, and that takes a writer."""
    async with database.writing() if isinstance(change, OtherHours) else database.reading() as session:
        yield session


def decide(seen: Picture, by_hand: Mapping[UUID, ProposalMove], now: datetime) -> list[Decision]:
    """What becomes of each visit: as people said, else the best place found. It may take a second, so not in an event loop."""
    fixed = _still_possible(seen, by_hand, now)
    waved = {visit_id for visit_id, move in by_hand.items() if move.to_doctor_id is None}
    found = find_places(seen.without(fixed).but(waved))

    def of(visit: ThreatenedVisit) -> Decision:
        if visit.id in waved:
            return Decision(visit, by_hand[visit.id].choice, decided_by=by_hand[visit.id].decided_by)
        if visit.id in fixed:
            said = tuple(words_for(seen, visit.id, fixed[visit.id]))
            return Decision(visit, "chosen", fixed[visit.id], said, by_hand[visit.id].decided_by)
        if visit.id in found:
            place = found[visit.id].place
            return Decision(visit, "found", place, tuple(words_for(seen, visit.id, place)))
        return Decision(visit, "leftover")

    return [of(visit) for visit in seen.threatened]


def _still_possible(seen: Picture, by_hand: Mapping[UUID, ProposalMove], now: datetime) -> dict[UUID, Place]:
    """The places that people chose and that are still to be had, also beside each other."""
    fixed: dict[UUID, Place] = {}
    for visit_id, move in by_hand.items():
        if visit_id in seen.needing and move.to_doctor_id is not None and move.to_starts_at is not None:
            place = place_at(seen.without(fixed), visit_id, move.to_doctor_id, move.to_starts_at, now)
            if isinstance(place, Place):
                fixed[visit_id] = place
    return fixed


def setting_of(clinic: Clinic, settings: Settings, now: datetime) -> Setting:
    return Setting(clinic.zone, settings.horizon_weeks, now)


# ── making and changing ────────────────────────────────────────


async def subject(
    database: Database, caller: Caller, clinic_id: UUID, change: Change, doctor_id: UUID | None
) -> tuple[UUID, Clinic]:
    """The doctor whose time is planned, and their clinic. Raises NotYours (404) for anybody else's, NoSuchProposal for a visit
    that is not to come.
    """
    async with database.reading() as session:
        if isinstance(change, OneVisit):
            visit = await repository.visit(session, change.appointment_id)
            if visit is None or visit.clinic_id != clinic_id:
                raise NotYours(Denial("proposal.make", clinic_id=clinic_id, subject_id=change.appointment_id))
            doctor_id = visit.doctor_id
        place = await directory.place_of_doctor(session, doctor_id) if doctor_id else None
        if doctor_id is None or place is None or place.clinic_id != clinic_id or not at_desk(caller, clinic_id):
            raise NotYours(Denial("proposal.make", clinic_id=clinic_id, subject_id=doctor_id))
        if isinstance(change, OtherHours) and change.template_id is not None:
            template = await schedules.template_by_id(session, change.template_id)
            if template.calendar_id != doctor_id:
                raise NotYours(Denial("proposal.make", clinic_id=clinic_id, subject_id=change.template_id))
        return doctor_id, await directory.clinic_by_id(session, clinic_id)


def at_desk(caller: Caller, clinic_id: UUID) -> bool:
    return clinic_id in caller.clinics(*DESK_STAFF)


async def keep(
    session: AsyncSession,
    caller: Caller,
    clinic: Clinic,
    doctor_id: UUID,
    change: Change,
    decisions: Sequence[Decision],
    now: datetime,
) -> Whole:
    """Store what was worked out, as a new proposal."""
    proposal = Proposal(
        clinic_id=clinic.id, doctor_id=doctor_id, kind=change.kind, change=to_json(change),
        created_by=caller.account_id, created_at=now, worked_out_at=now,
    )  # fmt: skip
    session.add(proposal)
    await session.flush()
    session.add_all(decision.move(proposal.id) for decision in decisions)
    await _note(session, "proposal.make", caller, proposal, now)
    return await whole(session, proposal)


async def work_out_anew(database: Database, proposal_id: UUID, setting: Setting) -> Whole:
    """The proposal as it would be now: another revision, with what people decided kept where it is still possible.

    When somebody else changed it meanwhile, theirs is what counts. Raises ProposalDone.
    """
    async with database.reading() as session:
        before = await open_proposal(session, proposal_id)
        moves = await repository.moves(session, proposal_id)
    change = of_json(before.kind, before.change)
    decisions = await work_out(database, before.doctor_id, change, setting, moves)
    async with database.writing() as session:
        proposal = await open_proposal(session, proposal_id, lock=True)
        if proposal.revision == before.revision:
            await repository.drop_moves(session, proposal_id)
            session.add_all(decision.move(proposal_id) for decision in decisions)
            proposal.revision += 1
            proposal.worked_out_at = setting.now
            await session.flush()
        return await whole(session, proposal)


async def choose(
    session: AsyncSession,
    caller: Caller,
    proposal: Proposal,
    appointment_id: UUID,
    to: tuple[UUID, datetime] | Literal["leave"] | None,
    setting: Setting,
) -> Whole:
    """Decide about one visit of a locked proposal. Raises PlaceImpossible (422), PlaceRefused (409), NoSuchProposal."""
    moves = {move.appointment_id: move for move in await repository.moves(session, proposal.id)}
    move = moves.get(appointment_id)
    if move is None:
        raise NoSuchProposal
    words: list[Word] = []
    if isinstance(to, tuple):
        seen = await pictures.look(session, proposal.doctor_id, of_json(proposal.kind, proposal.change), setting)
        place = _require_place(seen, moves, appointment_id, to, setting.now)
        words = words_for(seen, appointment_id, place)
    move = await session.merge(move)
    move.choice = "chosen" if isinstance(to, tuple) else "leave" if to == "leave" else "leftover"
    move.to_doctor_id, move.to_starts_at = to if isinstance(to, tuple) else (None, None)
    move.words, move.decided_by = [str(word) for word in words], caller.account_id
    proposal = await session.merge(proposal)
    proposal.revision += 1
    await session.flush()
    return await whole(session, proposal)


def _require_place(
    seen: Picture, moves: Mapping[UUID, ProposalMove], appointment_id: UUID, to: tuple[UUID, datetime], now: datetime
) -> Place:
    if not any(visit.id == appointment_id for visit in seen.threatened):
        raise PlaceRefused("The visit is not what it was; work the proposal out anew", reason_code="gone")
    alone = place_at(seen, appointment_id, *to, now)
    if isinstance(alone, Refused):
        conflict = alone.code in {"taken", "person_busy"}
        raise (PlaceRefused if conflict else PlaceImpossible)(alone.reason, reason_code=alone.code)
    beside = place_at(seen.without(others(seen, moves, appointment_id, now)), appointment_id, *to, now)
    if isinstance(beside, Refused):
        raise PlaceRefused("Another visit of this proposal goes there", reason_code="chosen")
    return beside


def others(seen: Picture, moves: Mapping[UUID, ProposalMove], but: UUID, now: datetime) -> dict[UUID, Place]:
    """The places of the other visits of a proposal, as far as they can have them."""
    rest = {visit_id: move for visit_id, move in moves.items() if visit_id != but}
    return _still_possible(seen, rest, now)


async def options(
    database: Database,
    proposal: Proposal,
    appointment_id: UUID,
    setting: Setting,
    *,
    only: UUID | None = None,
    day: date | None = None,
) -> tuple[list[Shown], dict[UUID, str]]:
    """Where one visit could go, given the places of the others, the best first; and the doctors' names.

    Raises NoSuchProposal for a visit that is not in it.
    """
    change = of_json(proposal.kind, proposal.change)
    async with _looking(database, change) as session:
        moves = {move.appointment_id: move for move in await repository.moves(session, proposal.id)}
        if appointment_id not in moves:
            raise NoSuchProposal
        seen = await pictures.look(session, proposal.doctor_id, change, setting)
        doctors = {colleague.id for offered in seen.offered.values() for colleague in offered.colleagues}
        names = await repository.names(session, sorted(doctors))
    if appointment_id not in seen.needing:
        return [], names
    left = seen.without(others(seen, moves, appointment_id, setting.now))
    tz = zone(setting.zone)
    wanted = (
        option.place
        for option in options_for(left, appointment_id)
        if only in {None, option.place.doctor_id} and day in {None, option.place.visit.start.astimezone(tz).date()}
    )
    return [Shown(place, words_for(left, appointment_id, place)) for place in islice(wanted, MOST_OPTIONS)], names


async def put_away(session: AsyncSession, caller: Caller, proposal: Proposal, now: datetime) -> None:
    """It is not going to be applied."""
    proposal.status = "discarded"
    proposal.revision += 1
    await _note(session, "proposal.discard", caller, proposal, now)


# ── reading ────────────────────────────────────────


async def proposal_for(session: AsyncSession, caller: Caller, proposal_id: UUID, *, lock: bool = False) -> Proposal:
    """One of the caller's clinics'. Raises NoSuchProposal or NotYours (404)."""
    proposal = await repository.proposal(session, proposal_id, lock=lock)
    if proposal is None:
        raise NoSuchProposal
    if not at_desk(caller, proposal.clinic_id):
        raise NotYours(Denial("proposal.read", clinic_id=proposal.clinic_id, subject_id=proposal_id))
    return proposal


async def open_proposal(session: AsyncSession, proposal_id: UUID, *, lock: bool = False) -> Proposal:
    """Raises NoSuchProposal, ProposalDone."""
    proposal = await repository.proposal(session, proposal_id, lock=lock)
    if proposal is None:
        raise NoSuchProposal
    return require_open(proposal)


def require_open(proposal: Proposal) -> Proposal:
    """Raises ProposalDone (409)."""
    if proposal.status != "open":
        raise ProposalDone(proposal_status=proposal.status)
    return proposal


async def whole(session: AsyncSession, proposal: Proposal) -> Whole:
    """With the names of everybody in it."""
    await session.flush()
    clinic = await directory.clinic_by_id(session, proposal.clinic_id)
    rows = (await repository.move_rows(session, [proposal.id]))[proposal.id]
    return Whole(proposal, rows, await names_in(session, rows, [proposal]), clinic)


async def names_in(
    session: AsyncSession, rows: Sequence[MoveRow], proposals: Sequence[Proposal] = ()
) -> dict[UUID, str]:
    """The names of all doctors that these are about."""
    ids = {each.doctor_id for each in proposals}
    ids |= {row.move.from_doctor_id for row in rows}
    ids |= {row.move.to_doctor_id for row in rows if row.move.to_doctor_id}
    return await repository.names(session, sorted(ids))


async def listed(session: AsyncSession, clinic_id: UUID) -> list[Whole]:
    """The clinic's newest proposals, open and applied ones."""
    clinic = await directory.clinic_by_id(session, clinic_id)
    proposals = await repository.proposals(session, clinic_id, ("open", "applied"), SHOWN_AT_MOST)
    rows = await repository.move_rows(session, [proposal.id for proposal in proposals])
    names = await repository.names(session, sorted({proposal.doctor_id for proposal in proposals}))
    return [Whole(proposal, rows[proposal.id], names, clinic) for proposal in proposals]


async def _note(session: AsyncSession, action: str, caller: Caller, proposal: Proposal, now: datetime) -> None:
    await record(
        session, action=action, outcome="allowed", actor_id=caller.account_id, clinic_id=proposal.clinic_id,
        subject_id=proposal.id, details={"kind": proposal.kind, "revision": proposal.revision}, now=now,
    )  # fmt: skip
