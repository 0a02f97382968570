"""Which step of an appointment is allowed from where, to whom, and when. Everything else asks this table.

    held → booked → arrived → in_progress → completed        and expired, cancelled, no_show

Pure: the decision needs the status, the step, who asks, the visit's times and the present instant.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

JOIN_OPENS = timedelta(minutes=30)
"""How long before its start a visit's waiting room opens."""

LATE_JOIN = timedelta(hours=2)
"""How long after its planned end a visit can still be joined: doctors run late."""


class Status(StrEnum):
    HELD = "held"
    BOOKED = "booked"
    ARRIVED = "arrived"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class Step(StrEnum):
    CONFIRM = "confirm"
    EXPIRE = "expire"
    RESCHEDULE = "reschedule"
    CANCEL = "cancel"
    ARRIVE = "arrive"
    START = "start"
    COMPLETE = "complete"
    NO_SHOW = "no_show"


class Actor(StrEnum):
    PATIENT = "patient"
    """The patient, and whoever represents them in full."""
    ATTENDANT = "attendant"
    """Somebody who may join the visit beside the patient, and change nothing about it."""
    ONLOOKER = "onlooker"
    """Somebody who may look, and no more."""
    DOCTOR = "doctor"
    STAFF = "staff"
    SYSTEM = "system"


class When(StrEnum):
    """When a step may be taken, relative to the visit."""

    ANY_TIME = "any_time"
    IN_NOTICE = "in_notice"
    """Until the clinic's notice period for cancelling, before the start."""
    IN_MOVE_NOTICE = "in_move_notice"
    """The same for moving."""
    BEFORE_END = "before_end"
    WHILE_OPEN = "while_open"
    """From the opening of the waiting room until well after the planned end."""
    AFTER_START = "after_start"
    WHILE_HELD = "while_held"
    """Until the hold expires."""


TAKES_TIME = frozenset({Status.HELD, Status.BOOKED, Status.ARRIVED, Status.IN_PROGRESS})
"""Statuses whose appointments hold claims on the calendars."""

TERMINAL = frozenset({Status.COMPLETED, Status.EXPIRED, Status.CANCELLED, Status.NO_SHOW})

_ROWS: tuple[tuple[Step, Status, Status, Actor, When], ...] = (
    (Step.CONFIRM, Status.HELD, Status.BOOKED, Actor.PATIENT, When.WHILE_HELD),
    (Step.CONFIRM, Status.HELD, Status.BOOKED, Actor.STAFF, When.WHILE_HELD),
    (Step.EXPIRE, Status.HELD, Status.EXPIRED, Actor.SYSTEM, When.ANY_TIME),
    (Step.EXPIRE, Status.HELD, Status.EXPIRED, Actor.PATIENT, When.ANY_TIME),
    (Step.EXPIRE, Status.HELD, Status.EXPIRED, Actor.STAFF, When.ANY_TIME),
    (Step.RESCHEDULE, Status.BOOKED, Status.BOOKED, Actor.PATIENT, When.IN_MOVE_NOTICE),
    (Step.RESCHEDULE, Status.BOOKED, Status.BOOKED, Actor.STAFF, When.BEFORE_END),
    (Step.RESCHEDULE, Status.BOOKED, Status.BOOKED, Actor.DOCTOR, When.BEFORE_END),
    (Step.RESCHEDULE, Status.BOOKED, Status.BOOKED, Actor.SYSTEM, When.BEFORE_END),
    (Step.CANCEL, Status.BOOKED, Status.CANCELLED, Actor.PATIENT, When.IN_NOTICE),
    (Step.CANCEL, Status.BOOKED, Status.CANCELLED, Actor.STAFF, When.BEFORE_END),
    (Step.CANCEL, Status.BOOKED, Status.CANCELLED, Actor.DOCTOR, When.BEFORE_END),
    (Step.CANCEL, Status.ARRIVED, Status.CANCELLED, Actor.STAFF, When.ANY_TIME),
    (Step.CANCEL, Status.ARRIVED, Status.CANCELLED, Actor.DOCTOR, When.ANY_TIME),
    (Step.ARRIVE, Status.BOOKED, Status.ARRIVED, Actor.PATIENT, When.WHILE_OPEN),
    (Step.START, Status.ARRIVED, Status.IN_PROGRESS, Actor.DOCTOR, When.ANY_TIME),
    (Step.COMPLETE, Status.IN_PROGRESS, Status.COMPLETED, Actor.DOCTOR, When.ANY_TIME),
    (Step.NO_SHOW, Status.BOOKED, Status.NO_SHOW, Actor.DOCTOR, When.AFTER_START),
    (Step.NO_SHOW, Status.BOOKED, Status.NO_SHOW, Actor.STAFF, When.AFTER_START),
)

TABLE: dict[tuple[Step, Status, Actor], tuple[Status, When]] = {
    (step, origin, actor): (target, when) for step, origin, target, actor, when in _ROWS
}


@dataclass(frozen=True, slots=True)
class VisitTimes:
    """The instants that the table's `When` compares with."""

    start: datetime
    end: datetime
    notice: timedelta
    """How long before the start a patient may last cancel."""
    move_notice: timedelta
    """How long before the start a patient may last move it."""
    held_until: datetime | None = None

    @property
    def join_opens(self) -> datetime:
        return self.start - JOIN_OPENS

    @property
    def join_closes(self) -> datetime:
        return self.end + LATE_JOIN

    @property
    def notice_ends(self) -> datetime:
        return self.start - self.notice

    @property
    def move_notice_ends(self) -> datetime:
        return self.start - self.move_notice


@dataclass(frozen=True, slots=True)
class Allowed:
    """The step may be taken, and leads to `status`."""

    status: Status


@dataclass(frozen=True, slots=True)
class Refused:
    """The step may not be taken: a stable code, and a sentence for the person."""

    code: str
    reason: str


def decide(step: Step, status: Status, actor: Actor, times: VisitTimes, now: datetime) -> Allowed | Refused:
    """Whether `actor` may take `step` now, and where it leads."""
    row = TABLE.get((step, status, actor))
    if row is None:
        return _not_from_here(step, status)
    target, when = row
    return _too_early_or_late(when, times, now) or Allowed(target)


def standing(status: Status, held_until: datetime | None, now: datetime) -> Status:
    """What the status amounts to now: a hold whose time is over has expired, whether or not a worker has said so."""
    over = status is Status.HELD and held_until is not None and held_until <= now
    return Status.EXPIRED if over else status


def may(step: Step, status: Status, actor: Actor, times: VisitTimes, now: datetime) -> bool:
    return isinstance(decide(step, status, actor, times, now), Allowed)


def may_join(status: Status, times: VisitTimes, now: datetime) -> bool:
    """Whether the visit's room can be entered: from half an hour before, as long as the visit is not over."""
    if status is Status.IN_PROGRESS:
        return True
    return status in {Status.BOOKED, Status.ARRIVED} and times.join_opens <= now < times.join_closes


def _not_from_here(step: Step, status: Status) -> Refused:
    if any(key[:2] == (step, status) for key in TABLE):
        return Refused("not_yours_to_do", "Somebody else has to do this")
    if status in TERMINAL:
        return Refused("already_over", f"The visit is over: {status.replace('_', ' ')}")
    return Refused("wrong_status", f"This cannot be done while the visit is {status.replace('_', ' ')}")


def _too_early_or_late(when: When, times: VisitTimes, now: datetime) -> Refused | None:
    last = {When.IN_NOTICE: times.notice_ends, When.IN_MOVE_NOTICE: times.move_notice_ends}.get(when)
    if last is not None and now > last:
        return Refused("too_late", "It is too close to the visit to change it here; please phone the clinic")
    if when is When.WHILE_HELD and (times.held_until is None or now >= times.held_until):
        return Refused("hold_expired", "The time was held for a while, and that is over")
    over = {When.BEFORE_END: times.end, When.WHILE_OPEN: times.join_closes}.get(when)
    if over is not None and now >= over:
        return Refused("too_late", "The visit's time is over")
    if when is When.WHILE_OPEN and now < times.join_opens:
        return Refused("too_early", "The waiting room opens half an hour before the visit")
    if when is When.AFTER_START and now < times.start:
        return Refused("too_early", "The visit has not begun yet")
    return None
