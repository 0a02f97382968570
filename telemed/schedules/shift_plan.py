"""Which shifts the templates call for, beside those made by hand, and what has to change to get there. Pure.

What people did by hand stands: a shift made or edited by hand is never overwritten, and a template shift that somebody
removed or edited leaves its time "set aside", where templates make nothing again. The past stays as it was: of a shift
that has begun, the part that was worked is kept.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from telemed.kit.intervals import Interval, subtract
from telemed.schedules.hours import Stretch


@dataclass(frozen=True, slots=True)
class MadeShift:
    """A stored shift that a template made."""

    id: UUID
    local_date: date
    template_id: UUID | None
    time: Interval


@dataclass(frozen=True, slots=True)
class ShiftChanges:
    """What to write. `trimmed`: shifts that have begun and end now or where the new hours take over."""

    removed: list[MadeShift]
    trimmed: list[tuple[MadeShift, Interval]]
    added: list[Stretch]

    def __bool__(self) -> bool:
        return bool(self.removed or self.trimmed or self.added)

    def window(self) -> Interval | None:
        """From the first to the last instant at which something changes; None when nothing does."""
        before = [shift.time for shift in (*self.removed, *(shift for shift, _ in self.trimmed))]
        touched = [*before, *(stretch.time for stretch in self.added)]
        return Interval(min(t.start for t in touched), max(t.end for t in touched)) if touched else None


def wanted(plan: Iterable[Stretch], fixed: Sequence[Interval]) -> list[Stretch]:
    """The stretches to have beside time that is `fixed`: made by hand, set aside by hand, or past.

    `plan` is in order of time. Where the last night of old hours runs into the first day of new ones, the night stays.
    """
    found: list[Stretch] = []
    busy_until: datetime | None = None
    for stretch in plan:
        start = max(stretch.time.start, busy_until or stretch.time.start)
        if start < stretch.time.end:
            left = subtract([Interval(start, stretch.time.end)], fixed)
            found.extend(Stretch(stretch.local_date, stretch.template_id, part) for part in left)
            busy_until = stretch.time.end
    return found


def changes(made: Iterable[MadeShift], target: Iterable[Stretch], now: datetime) -> ShiftChanges:
    """From the shifts that templates made to those they call for, leaving the past as it was.

    `made` are those that end after `now`; of `target`, stretches that ended before `now` are not made.
    """
    ahead = [stretch for stretch in target if stretch.time.end > now]
    keep = {(s.template_id, s.time) for s in ahead}
    stale = [shift for shift in made if (shift.template_id, shift.time) not in keep]
    gone = {shift.id for shift in stale}
    kept = {(shift.template_id, shift.time) for shift in made if shift.id not in gone}
    added = [stretch for stretch in ahead if (stretch.template_id, stretch.time) not in kept]
    trimmed: list[tuple[MadeShift, Interval]] = []
    for shift in stale:
        worked = _worked(shift, added, now)
        if worked is not None:
            trimmed.append((shift, worked))
            gone.discard(shift.id)
    return ShiftChanges([shift for shift in stale if shift.id in gone], trimmed, added)


def _worked(shift: MadeShift, added: Sequence[Stretch], now: datetime) -> Interval | None:
    """The part of a shift being taken away that was already worked and that no new stretch covers."""
    if shift.time.start >= now:
        return None
    parts = subtract([Interval(shift.time.start, min(now, shift.time.end))], [stretch.time for stretch in added])
    return parts[0] if parts else None
