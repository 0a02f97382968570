"""What may be true after everything that was asked and answered. Pure.

Every visit has a set of states it may be in. An acknowledged step leaves one; a refused step changes nothing; a step
without an answer may have happened or not, so it leaves both. Time may turn a hold into an expired one by itself. In the
end the database has to show, for every visit that was ever acknowledged, one of its possible states, and no visit that no
request explains.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

LIVE = frozenset({"held", "booked", "arrived", "in_progress"})
BY_TIME = {"held": ("expired",)}
"""What a status may become without anybody asking."""


class State(NamedTuple):
    """Where a visit stands; `start` is an instant in UTC, as ISO 8601."""

    status: str
    doctor: str
    start: str


class Wanted(NamedTuple):
    """What a request without an answer would have made, for a patient whose own requests come one after the other."""

    patient: str
    state: State


@dataclass
class Ledger:
    """The possible states of everything, and what was found wrong while it was kept."""

    visits: dict[str, set[State]] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    maybe: list[Wanted] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def made(self, visit: str, patient: str, state: State) -> None:
        """Acknowledged: the visit is there, in this state."""
        if visit in self.visits and state not in self._possible(visit):
            self.wrong.append(f"{visit} was acknowledged as {state}, may only be {self.visits[visit]}")
        self.visits[visit] = {state}
        self.owners[visit] = patient

    def may_be_made(self, patient: str, state: State) -> None:
        """Asked for, and no answer: it may be there."""
        self.maybe.append(Wanted(patient, state))

    def asked_again(self, patient: str, state: State) -> None:
        """The same request is sent once more with its key: its answer will say what became of the first."""
        self.maybe.remove(Wanted(patient, state))

    def stepped(self, visit: str, state: State) -> None:
        """Acknowledged: the visit is in this state now."""
        self.visits[visit] = {state}

    def may_have_stepped(self, visit: str, state: State) -> None:
        """Asked for, and no answer."""
        self.visits[visit] = self._possible(visit) | {state}

    def seen(self, visit: str, state: State) -> None:
        """Read by its owner, who asked for nothing meanwhile: it has to be possible, and from now on it is certain."""
        if state not in self._possible(visit):
            self.wrong.append(f"{visit} was read as {state}, may only be {self.visits[visit]}")
        self.visits[visit] = {state}

    def _possible(self, visit: str) -> set[State]:
        return {later for state in self.visits[visit] for later in _with_time(state)}

    def verdict(self, found: Iterable[tuple[str, str, State]]) -> Iterator[str]:
        """What is wrong with what the database holds in the end: (visit, patient, state) of every visit."""
        yield from self.wrong
        there = {visit: (patient, state) for visit, patient, state in found}
        for visit, possible in self.visits.items():
            if visit not in there:
                yield f"{visit} was acknowledged and is not there"
            elif there[visit][1] not in self._possible(visit):
                yield f"{visit} is {there[visit][1]}, may only be {possible}"
        unexplained = list(self.maybe)
        for visit, (patient, state) in there.items():
            if visit not in self.visits and not _explain(unexplained, patient, state):
                yield f"{visit} ({state}) is there, and nobody was told so or is still waiting for it"


def _explain(maybe: list[Wanted], patient: str, state: State) -> bool:
    """Whether a request without an answer made this; each explains one visit."""
    for wanted in maybe:
        if wanted.patient == patient and state in _with_time(wanted.state):
            maybe.remove(wanted)
            return True
    return False


def _with_time(state: State) -> Iterator[State]:
    yield state
    for status in BY_TIME.get(state.status, ()):
        yield state._replace(status=status)


class Stretch(NamedTuple):
    """Time that somebody had for themselves; instants as comparable values."""

    start: str
    end: str
    what: str


def overlaps(stretches: Iterable[Stretch]) -> Iterator[tuple[Stretch, Stretch]]:
    """Pairs that overlap; half-open, so one that ends where another starts does not."""
    latest: Stretch | None = None
    for each in sorted(stretches):
        if latest is not None and each.start < latest.end:
            yield latest, each
        if latest is None or each.end > latest.end:
            latest = each
