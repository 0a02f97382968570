"""An independent account of a calendar: sets of ten-minute slots, counted by walking a clock forward minute by minute.

It shares nothing with the code under test: no intervals, no offsets, no round trips. A slot is the number of ten-minute
steps since `start`; a wall time begins at the first slot whose local clock shows it or a later time.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

STEP = timedelta(minutes=10)


@dataclass
class Plan:
    """A template, as the oracle knows it. `order` breaks ties between two that began on one day."""

    valid_from: date
    valid_until: date | None
    hours: list[tuple[int, time, time]]
    order: int

    def covers(self, day: date) -> bool:
        return self.valid_from <= day <= (self.valid_until or date.max)


@dataclass
class Oracle:
    """What should be true. Slots before `now` are not foretold: the past stays as it was."""

    tz: ZoneInfo
    start: datetime
    slots: int
    now: int = 0
    plans: dict[object, Plan] = field(default_factory=dict)
    by_template: dict[date, set[int]] = field(default_factory=dict)
    by_hand: dict[object, set[int]] = field(default_factory=dict)
    aside: set[int] = field(default_factory=set)
    absences: dict[object, set[int]] = field(default_factory=dict)
    holidays: dict[object, date] = field(default_factory=dict)
    claims: dict[object, tuple[set[int], int | None]] = field(default_factory=dict)
    planned_until: date | None = None

    def __post_init__(self) -> None:
        walls = [self.instant(slot).astimezone(self.tz).replace(tzinfo=None) for slot in range(self.slots)]
        self.dates = [wall.date() for wall in walls]
        self.reached: list[datetime] = []
        for wall in walls:
            self.reached.append(max(wall, self.reached[-1]) if self.reached else wall)

    def instant(self, slot: int) -> datetime:
        return self.start + STEP * slot

    def slot(self, instant: datetime) -> int:
        return int((instant - self.start) / STEP)

    def from_wall(self, day: date, at: time) -> int:
        return bisect_left(self.reached, datetime.combine(day, at))

    def today(self) -> date:
        return self.dates[self.now]

    def ruling(self, day: date) -> Plan | None:
        covering = [plan for plan in self.plans.values() if plan.covers(day)]
        return max(covering, key=lambda plan: (plan.valid_from, plan.order), default=None)

    def lay(self, first: date, last: date) -> None:
        """Make the template slots of these dates what the plans say, an earlier day's night before a later day."""
        first = max(first, self.today())
        taken = {slot for slots in self.by_hand.values() for slot in slots} | self.aside
        for day in [d for d in self.by_template if first <= d <= last]:
            del self.by_template[day]
        taken |= {slot for slots in self.by_template.values() for slot in slots}
        night: set[int] = set()
        while first <= last:
            plan = self.ruling(first)
            whole = set() if plan is None or first not in self.dates else self._hours_of(plan, first)
            self.by_template[first] = whole - taken - night
            night |= whole
            first += timedelta(days=1)

    def _hours_of(self, plan: Plan, day: date) -> set[int]:
        found: set[int] = set()
        for weekday, start, end in plan.hours:
            if weekday == day.weekday():
                last_day = day if end > start else day + timedelta(days=1)
                found |= set(range(self.from_wall(day, start), self.from_wall(last_day, end)))
        return found

    def plan_ahead(self, horizon: date) -> None:
        self.planned_until = max(horizon, self.planned_until or horizon)
        self.lay(self.today(), self.planned_until)

    def extend(self, horizon: date) -> None:
        if self.planned_until is not None and self.planned_until < horizon:
            self.lay(self.planned_until + timedelta(days=1), horizon)
            self.planned_until = horizon

    def given_back(self, slots: set[int]) -> None:
        """Template time that a hand-made shift had taken comes back when it goes."""
        if self.planned_until is not None:
            first = self.dates[min(slots)] - timedelta(days=1)
            self.lay(first, min(self.dates[min(max(slots) + 1, self.slots - 1)], self.planned_until))

    def worked(self) -> set[int]:
        layers = [*self.by_template.values(), *self.by_hand.values()]
        return {slot for slots in layers for slot in slots}

    def closed(self) -> set[int]:
        days = set(self.holidays.values())
        on_holiday = {slot for slot, day in enumerate(self.dates) if day in days}
        return on_holiday | {slot for slots in self.absences.values() for slot in slots}

    def taken(self) -> set[int]:
        return {slot for slots, _ in self.claims.values() for slot in slots}

    def sweep(self) -> None:
        self.claims = {
            who: (slots, until) for who, (slots, until) in self.claims.items() if until is None or until > self.now
        }

    def free(self) -> set[int]:
        return self.worked() - self.closed() - self.taken()
