"""`contend`: two hundred clients at one time of one doctor, again and again, with two server processes."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from bench.figures import Row, spread
from bench.load import Answer, Outcome, run_apart
from bench.options import Options
from bench.stack import Stack, stack
from bench.town import Town, settle

CLIENTS, SERVERS, SLOTS, WARM = 200, 2, 50, 24
KINDS = ("postgresql", "sqlite")


@dataclass(frozen=True)
class Rush:
    """How a run at some slots ended."""

    outcome: Outcome
    slots: int

    def of_slot(self, number: int) -> list[Answer]:
        return [answer for answer in self.outcome.answers if answer.number == number]

    def successes(self) -> list[int]:
        """How many were told 201, for each slot."""
        return [sum(answer.status == 201 for answer in self.of_slot(number)) for number in range(self.slots)]


def rush(running: Stack, town: Town, slots: int) -> Rush:
    """Everybody at once at one time of the first doctor, then at the next, `slots` times."""
    texts = town.rush(town.doctor_ids[0], list(islice(town.times(), slots)))
    return Rush(run_apart(running.ports, texts, together=True, bodies=True), slots)


def warm_up(running: Stack, town: Town) -> None:
    """A few bookings at the last doctor, so that every server has opened its connections before the rush."""
    starts = list(town.times())[-WARM:]
    people = town.patients[:WARM]
    texts = [[town.booking(who, town.doctor_ids[-1], at)] for who, at in zip(people, starts, strict=True)]
    run_apart(running.ports, texts, together=True)


def contended_town(running: Stack, days: int = 4) -> Town:
    """A few doctors, and as many patients as there are clients."""
    return settle(running.settings, doctors=4, days=days, patients=CLIENTS)


def measure(options: Options) -> Iterator[Row]:
    """The most successes that any slot saw, on either database; it has to be one."""
    slots = 10 if options.quick else SLOTS
    found = {kind: _on(kind, slots) for kind in KINDS}
    counts = [count for each in found.values() for count in each.successes()]
    statuses = {status for each in found.values() for status in each.outcome.statuses()}
    met = set(counts) == {1} and statuses == {201, 409}
    more: dict[str, Any] = {kind: _described(each) for kind, each in found.items()}
    yield Row(
        "contend", "most successes at one slot", max(counts, key=lambda count: abs(count - 1)), 1, max(counts),
        "one 201, else 409", met, {"clients": CLIENTS, "slots": slots, "servers": SERVERS, **more},
    )  # fmt: skip


def _on(kind: str, slots: int) -> Rush:
    with stack(kind, servers=SERVERS) as running:
        town = contended_town(running)
        warm_up(running, town)
        return rush(running, town, slots)


def _described(found: Rush) -> dict[str, Any]:
    successes = found.successes()
    return {
        "statuses": found.outcome.statuses(),
        "slots_with_one": successes.count(1),
        "seconds_per_slot": round(found.outcome.seconds / found.slots, 2),
        **spread([answer.seconds for answer in found.outcome.answers]),
    }
