"""Half-open intervals of time, `[start, end)`, and the algebra of sorted lists of them.

Half-open means that neighbours touch without overlapping: a visit until 10:00 and one from 10:00 share nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From `start` (included) to `end` (excluded). Both are aware instants.

    Raises ValueError when `end` is not after `start`: an empty interval is no interval.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end <= self.start:
            message = f"an interval ends after it starts: {self.start.isoformat()} .. {self.end.isoformat()}"
            raise ValueError(message)

    @property
    def duration(self) -> timedelta:
        return self.end - self.start

    def contains(self, other: "Interval") -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Interval") -> bool:
        return self.start < other.end and other.start < self.end

    def widened(self, before: timedelta, after: timedelta) -> "Interval":
        """This interval with `before` added in front and `after` behind."""
        return Interval(self.start - before, self.end + after)

    def clipped(self, window: "Interval") -> "Interval | None":
        """The part inside `window`, or None when nothing is."""
        start, end = max(self.start, window.start), min(self.end, window.end)
        return Interval(start, end) if start < end else None


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """Sorted and disjoint, covering exactly the same time; touching neighbours become one."""
    merged: list[Interval] = []
    for interval in sorted(intervals):
        if merged and interval.start <= merged[-1].end:
            if interval.end > merged[-1].end:
                merged[-1] = Interval(merged[-1].start, interval.end)
        else:
            merged.append(interval)
    return merged


def subtract(whole: Iterable[Interval], taken: Iterable[Interval]) -> list[Interval]:
    """The time that is in `whole` and not in `taken`, sorted and disjoint."""
    holes = merge(taken)
    left: list[Interval] = []
    index = 0
    for interval in merge(whole):
        start = interval.start
        while index < len(holes) and holes[index].end <= start:
            index += 1
        look = index
        while look < len(holes) and holes[look].start < interval.end:
            if start < holes[look].start:
                left.append(Interval(start, holes[look].start))
            start = max(start, holes[look].end)
            look += 1
        if start < interval.end:
            left.append(Interval(start, interval.end))
    return left


def intersect(some: Iterable[Interval], others: Iterable[Interval]) -> list[Interval]:
    """The time that is in both, sorted and disjoint."""
    return list(_common(merge(some), merge(others)))


def _common(some: list[Interval], others: list[Interval]) -> Iterator[Interval]:
    i = j = 0
    while i < len(some) and j < len(others):
        common = some[i].clipped(others[j])
        if common is not None:
            yield common
        if some[i].end <= others[j].end:
            i += 1
        else:
            j += 1
