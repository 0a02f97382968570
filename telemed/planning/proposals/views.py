"""Proposals as answers. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from telemed.booking.lifecycle import Status
from telemed.kit.text import pick
from telemed.kit.zones import to_local, zone
from telemed.planning.proposals.change import Away, of_json
from telemed.planning.proposals.models import Proposal, ProposalMove
from telemed.planning.proposals.repository import MoveRow
from telemed.planning.proposals.schemas import (
    Counts,
    MoveShown,
    OptionShown,
    PlaceShown,
    ProposalShown,
    ProposalSummary,
)
from telemed.planning.proposals.scoring import Place, Word
from telemed.schedules.views import times

Names = Mapping[UUID, str]
Languages = Sequence[str]


def token_of(proposal: Proposal, moves: Sequence[ProposalMove]) -> str:
    """Equal for equal proposals: another visit, another revision of one, another place is another token."""
    said = [proposal.id.hex, proposal.revision, [_said(move) for move in moves]]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]


def _said(move: ProposalMove) -> list[Any]:
    place = [move.to_doctor_id.hex, move.to_starts_at.isoformat()] if move.to_doctor_id and move.to_starts_at else []
    return [move.appointment_id.hex, move.appointment_revision, move.choice, *place]


def proposal_view(
    proposal: Proposal, rows: Sequence[MoveRow], names: Names, zone_name: str, languages: Languages
) -> ProposalShown:
    return ProposalShown(
        token=token_of(proposal, [row.move for row in rows]),
        clinic_id=proposal.clinic_id,
        zone=zone_name,
        revision=proposal.revision,
        worked_out_at=proposal.worked_out_at,
        moves=[move_view(row, names, zone(zone_name), languages) for row in rows],
        **_head(proposal, rows, names, zone(zone_name)),
        **_away(proposal),
    )


def summary_view(proposal: Proposal, rows: Sequence[MoveRow], names: Names, zone_name: str) -> ProposalSummary:
    return ProposalSummary(
        created_at=proposal.created_at,
        answered=sum(1 for row in rows if row.move.answer),
        **_head(proposal, rows, names, zone(zone_name)),
    )


def _head(proposal: Proposal, rows: Sequence[MoveRow], names: Names, tz: ZoneInfo) -> dict[str, Any]:
    change = of_json(proposal.kind, proposal.change)
    away = change if isinstance(change, Away) else None
    return {
        "id": proposal.id,
        "kind": proposal.kind,
        "status": proposal.status,
        "doctor_id": proposal.doctor_id,
        "doctor_name": names.get(proposal.doctor_id, ""),
        "local_start": to_local(away.time.start, tz).isoformat() if away else None,
        "local_end": to_local(away.time.end, tz).isoformat() if away else None,
        "reason": away.reason if away else None,
        "applied_at": proposal.applied_at,
        "counts": counts([row.move for row in rows]),
    }


def _away(proposal: Proposal) -> dict[str, Any]:
    change = of_json(proposal.kind, proposal.change)
    if not isinstance(change, Away):
        return {"starts_at": None, "ends_at": None, "note": ""}
    return {"starts_at": change.time.start, "ends_at": change.time.end, "note": change.note}


def counts(moves: Sequence[ProposalMove]) -> Counts:
    placed = [move for move in moves if move.to_doctor_id is not None]
    return Counts(
        affected=len(moves),
        placed=len(placed),
        same_doctor=sum(1 for move in placed if move.to_doctor_id == move.from_doctor_id),
        same_day=sum(1 for move in placed if {Word.SAME_DAY, Word.SAME_TIME} & set(move.words)),
        leftovers=sum(1 for move in moves if move.choice == "leftover"),
        left=sum(1 for move in moves if move.choice == "leave"),
    )


def move_view(row: MoveRow, names: Names, tz: ZoneInfo, languages: Languages) -> MoveShown:
    move = row.move
    return MoveShown(
        appointment_id=move.appointment_id,
        patient_id=row.patient_id,
        patient_name=f"{row.given_name} {row.family_name}",
        phone=row.phone,
        service_name=pick(row.service_name, languages),
        modality=row.modality,  # type: ignore[arg-type]  # booking wrote it from the same set
        status=Status(row.status),
        words=[Word(word) for word in move.words],
        choice=move.choice,  # type: ignore[arg-type]  # the table's check knows the choices
        movable=row.status == Status.BOOKED,
        answer=move.answer,  # type: ignore[arg-type]  # the table's check knows the answers
        answered_at=move.answered_at,
        **{"from": was_view(move, names, tz)},
        to=to_view(move, names, tz),
    )


def was_view(move: ProposalMove, names: Names, tz: ZoneInfo) -> PlaceShown:
    return PlaceShown(
        doctor_id=move.from_doctor_id,
        doctor_name=names.get(move.from_doctor_id, ""),
        **times(move.from_starts_at, move.from_ends_at, tz),
    )


def to_view(move: ProposalMove, names: Names, tz: ZoneInfo) -> PlaceShown | None:
    """The visit is as long as it was: the service stays the same."""
    if move.to_doctor_id is None or move.to_starts_at is None:
        return None
    length: timedelta = move.from_ends_at - move.from_starts_at
    return PlaceShown(
        doctor_id=move.to_doctor_id,
        doctor_name=names.get(move.to_doctor_id, ""),
        **times(move.to_starts_at, move.to_starts_at + length, tz),
    )


def option_view(place: Place, words: Sequence[Word], names: Names, tz: ZoneInfo) -> OptionShown:
    return OptionShown(
        doctor_id=place.doctor_id,
        doctor_name=names.get(place.doctor_id, ""),
        words=list(words),
        **times(place.visit.start, place.visit.end, tz),
    )
