"""How long somebody in the duty queue will wait, honestly: the middle, and what nine of ten stay within. Pure.

The rest of the day is played through many times with chance that is always the same: each doctor on duty finishes whom
they are with and takes the next they can treat; how long each patient takes is drawn from the real lengths of today,
or from what the service plans while the day is young; people who are more urgent come in between as often as they have
come so far. What is stated are the quantiles of these waits.
"""

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from uuid import UUID

DRAWS = 240
HORIZON_S = 6 * 3600.0
"""Nothing is promised beyond."""

_SEED = 20_261_122
_PLANNED = (0.45, 0.65, 0.8, 0.95, 1.1, 1.3, 1.6, 2.2)
"""How lengths spread around the planned one, before a day has lengths of its own."""
_YOUNG_DAY = 6
"""So many visits have to be over before today's lengths weigh as much as the planned ones."""
_HANDOVER_S = 45.0
_LONGEST_HANDOVER_S = 600.0
_JITTER = 0.12
_PACE = 0.1
"""How much a whole day is slower or quicker than what is known of it says."""
_ARRIVALS_SHAPE = 6.0
"""How little a few hours say about how often somebody more urgent comes: the shape of a gamma distribution."""
_STEP_S = 60


@dataclass(frozen=True, slots=True)
class Estimate:
    """A wait in seconds, whole minutes: half of the people are called within the first, nine of ten within the second."""

    median_s: int
    p90_s: int


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A doctor on duty. `elapsed_s` is how long they have been with somebody, None when they are free.

    `windows` are the stretches, in seconds from now, in which their calendar lets them take somebody.
    """

    services: frozenset[UUID]
    elapsed_s: float | None
    windows: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Past:
    """Somebody who was called today, and when the doctor was done with them."""

    doctor_id: UUID
    joined_at: datetime
    called_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Picture:
    """What is known when a wait is asked for."""

    doctors: Sequence[OnDuty]
    ahead: Sequence[UUID]
    """The service of each person who is called before, in order."""
    service_id: UUID
    planned_s: float
    lengths_s: Sequence[float]
    """How long a patient took today, from one call to the next that could have been."""
    more_urgent_per_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Promise:
    """What somebody was told, and how long they have waited: until they were called, or gave up."""

    stated_p90_s: int
    waited_s: float
    called: bool


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How many of `of` people were called within the 90th percentile that they had been told."""

    kept: int
    of: int

    @property
    def share(self) -> float:
        return self.kept / self.of


def estimate(picture: Picture) -> Estimate | None:
    """None when it cannot be said: nobody on duty treats this, or too many plays end without a call."""
    if not any(picture.service_id in doctor.services for doctor in picture.doctors):
        return None
    chance = Random(_SEED)  # noqa: S311  the same question gets the same answer
    waits = sorted(_Play(picture, chance).wait() for _ in range(DRAWS))
    median, p90 = waits[DRAWS // 2], waits[math.ceil(DRAWS * 0.9) - 1]
    if p90 == math.inf:
        return None
    return Estimate(_whole_minutes(median), _whole_minutes(p90))


def lengths(past: Sequence[Past]) -> list[float]:
    """Seconds from each call until the same doctor called, or could have called, the next one.

    The pause before the next call counts where somebody was waiting already; else a usual one is added.
    """
    by_doctor: dict[UUID, list[Past]] = {}
    for each in sorted(past, key=lambda each: each.called_at):
        by_doctor.setdefault(each.doctor_id, []).append(each)
    found = []
    for own in by_doctor.values():
        found += [_length(one, following) for one, following in pairwise(own)]
        found.append(_length(own[-1], None))
    return found


def accuracy(promises: Sequence[Promise]) -> Accuracy | None:
    """Of people who were called, or waited for longer than they had been told. None when there is nobody to ask."""
    decided = [p for p in promises if p.called or p.waited_s > p.stated_p90_s]
    if not decided:
        return None
    return Accuracy(sum(p.called and p.waited_s <= p.stated_p90_s for p in decided), len(decided))


def rate_per_s(arrivals: int, span: timedelta) -> float:
    """How often somebody comes, when so many came in `span`; a little for what has not happened yet."""
    return (arrivals + 0.5) / max(span.total_seconds(), 3600.0) if arrivals else 0.0


def _length(one: Past, following: Past | None) -> float:
    taken = max(1.0, (one.ended_at - one.called_at).total_seconds())
    if following is None or following.joined_at > one.ended_at:
        return taken + _HANDOVER_S
    pause = (following.called_at - one.ended_at).total_seconds()
    return taken + min(max(0.0, pause), _LONGEST_HANDOVER_S)


def _whole_minutes(seconds: float) -> int:
    return math.ceil(seconds / _STEP_S) * _STEP_S


class _Play:
    """One way in which the next hours may go."""

    def __init__(self, picture: Picture, chance: Random) -> None:
        self._picture = picture
        self._chance = chance
        self._ahead = list(picture.ahead)
        self._pace = math.exp(chance.gauss(0.0, _PACE))
        self._rate = picture.more_urgent_per_s * chance.gammavariate(_ARRIVALS_SHAPE, 1 / _ARRIVALS_SHAPE)
        self._more_urgent = 0
        self._next_more_urgent = self._until_more_urgent()
        self._free = [(self._rest(doctor), n) for n, doctor in enumerate(picture.doctors)]
        heapq.heapify(self._free)

    def wait(self) -> float:
        """Seconds until the call; infinite when there is none before the horizon."""
        while self._free:
            at, n = heapq.heappop(self._free)
            begins = _fitting(self._picture.doctors[n].windows, at, self._picture.planned_s)
            if begins > at:
                if begins <= HORIZON_S:
                    heapq.heappush(self._free, (begins, n))
                continue
            self._let_arrive(at)
            if self._takes_another(self._picture.doctors[n]):
                heapq.heappush(self._free, (at + self._draw(), n))
            elif self._picture.service_id in self._picture.doctors[n].services:
                return at
        return math.inf

    def _takes_another(self, doctor: OnDuty) -> bool:
        if self._more_urgent and self._picture.service_id in doctor.services:
            self._more_urgent -= 1
            return True
        for position, service_id in enumerate(self._ahead):
            if service_id in doctor.services:
                del self._ahead[position]
                return True
        return False

    def _let_arrive(self, until: float) -> None:
        while self._next_more_urgent <= until:
            self._more_urgent += 1
            self._next_more_urgent += self._until_more_urgent()

    def _until_more_urgent(self) -> float:
        return self._chance.expovariate(self._rate) if self._rate > 0 else math.inf

    def _rest(self, doctor: OnDuty) -> float:
        """How much longer a doctor will be with whom they are with."""
        if doctor.elapsed_s is None:
            return 0.0
        for _ in range(8):
            length = self._draw()
            if length > doctor.elapsed_s:
                return length - doctor.elapsed_s
        # Longer than nearly all before: nobody knows, and it seldom ends at once.
        return self._draw() * self._chance.uniform(0.2, 0.9)

    def _draw(self) -> float:
        known = self._picture.lengths_s
        if known and self._chance.random() * (len(known) + _YOUNG_DAY) < len(known):
            return self._chance.choice(known) * self._pace * math.exp(self._chance.gauss(0.0, _JITTER))
        return self._picture.planned_s * self._chance.choice(_PLANNED) * self._pace + _HANDOVER_S


def _fitting(windows: Sequence[tuple[float, float]], at: float, length: float) -> float:
    """The first moment from `at` on at which a window still holds a visit of this length; infinite when none does."""
    for start, end in windows:
        begins = max(at, start)
        if begins + length <= end:
            return begins
    return math.inf
