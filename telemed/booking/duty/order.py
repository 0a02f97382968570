"""Who is next, and who still waits. Pure: everything is decided from instants that were written down, and from now.

    waiting → called → done        and left, from waiting and called

By urgency, then by arrival. Nobody is moved by anything but these two, so whoever is given back has their old place.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

WARN_AFTER = timedelta(minutes=3)
"""Unseen for this long, a waiting person is asked whether they are still there."""

LEAVE_AFTER = timedelta(minutes=10)
"""Unseen for this long, a waiting person has left, unless they want to be called back."""

LONGEST_WAIT = timedelta(hours=12)
"""Nobody waits for longer, called back or not: a queue of yesterday helps nobody today."""

DOCTOR_COUNTS = timedelta(minutes=10)
"""A doctor on duty who was not seen for this long, and is with nobody, is not counted on."""

ANSWER_WITHIN = timedelta(minutes=3)
"""How long a called person has before a doctor may say that nobody came."""

MOST_URGENT, LEAST_URGENT = 1, 4
USUAL_URGENCY = 4
"""Of whoever nothing says to be more urgent."""


class Stage(StrEnum):
    """Where somebody's turn stands."""

    WAITING = "waiting"
    CALLED = "called"
    DONE = "done"
    LEFT = "left"


class Left(StrEnum):
    """Why somebody is in the line no more without having been seen."""

    BY_THEMSELVES = "by_themselves"
    GONE = "gone"
    NO_ANSWER = "no_answer"
    TOO_LONG = "too_long"


class Presence(StrEnum):
    """Whether a waiting person is there."""

    HERE = "here"
    AWAY = "away"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody in the line, as far as its order is concerned."""

    id: UUID
    service_id: UUID
    urgency: int
    joined_at: datetime
    last_seen_at: datetime
    callback: bool = False

    @property
    def key(self) -> tuple[int, datetime, UUID]:
        return self.urgency, self.joined_at, self.id


def presence(turn: Turn, now: datetime) -> Presence:
    """Whether they are here, away (and to be warned), or gone."""
    if gone_reason(turn, now) is not None:
        return Presence.GONE
    unseen = now - turn.last_seen_at
    return Presence.AWAY if unseen >= WARN_AFTER and not turn.callback else Presence.HERE


def gone_reason(turn: Turn, now: datetime) -> Left | None:
    """Why a waiting person counts as gone by now; None while they wait."""
    if now - turn.joined_at >= LONGEST_WAIT:
        return Left.TOO_LONG
    return Left.GONE if now - turn.last_seen_at >= LEAVE_AFTER and not turn.callback else None


def leaves_at(turn: Turn) -> datetime:
    """When they count as gone unless they are seen before."""
    latest = turn.joined_at + LONGEST_WAIT
    return latest if turn.callback else min(latest, turn.last_seen_at + LEAVE_AFTER)


def line(turns: Iterable[Turn], now: datetime) -> list[Turn]:
    """Those who wait, in the order in which they are called."""
    return sorted((turn for turn in turns if presence(turn, now) is not Presence.GONE), key=lambda turn: turn.key)


def ahead_of(turn: Turn, everybody: Sequence[Turn], rivals: Collection[UUID]) -> list[Turn]:
    """Those of a line who are called before `turn`, among the services whose patients compete for the same doctors."""
    return [other for other in everybody if other.key < turn.key and other.service_id in rivals]


def rivals_of(service_id: UUID, treated: Iterable[Collection[UUID]]) -> set[UUID]:
    """The services treated by any doctor who treats this one; `treated` has the services of each doctor on duty."""
    return {service_id}.union(*(services for services in treated if service_id in services))


def stage_after(visit_status: str) -> Stage:
    """Where the turn of a called person stands, now that the visit has come so far.

    A visit that was called off by whomever is not the patient's loss: they wait again.
    """
    if visit_status in {"cancelled", "expired"}:
        return Stage.WAITING
    return {"completed": Stage.DONE, "no_show": Stage.LEFT}.get(visit_status, Stage.CALLED)


def counts(last_seen_at: datetime, *, with_somebody: bool, now: datetime) -> bool:
    """Whether a doctor on duty is counted on."""
    return with_somebody or now - last_seen_at < DOCTOR_COUNTS
