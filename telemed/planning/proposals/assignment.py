"""Giving many visits their places at once, so that as many as can be are placed, at the lowest total cost. Pure.

One doctor sees one patient at a time (with buffers), and nobody is in two visits at once. Places of different lengths
overlap each other in part, so this is more than an assignment of rows to columns: it is solved as a whole-number
programme by HiGHS, to its proven optimum, with a limit of time. See docs/decisions/0017.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from telemed.kit.intervals import Interval
from telemed.planning.proposals.scoring import Option

TIME_LIMIT_S = 8.0
AT_ONCE = 60
"""So many visits are solved together; more of them in turns, the earliest first."""

Options = Mapping[UUID, Sequence[Option]]
People = Mapping[UUID, frozenset[UUID]]
Placed = dict[UUID, Option]


@dataclass(frozen=True, slots=True)
class _Choice:
    """One visit in one of its places: a column of the programme."""

    visit_id: UUID
    option: Option


def total(placed: Placed, options: Options) -> tuple[int, int]:
    """How many visits are left without a place, and what the others cost: the smaller, the better."""
    return len(options) - len(placed), sum(option.cost for option in placed.values())


def compatible(placed: Mapping[UUID, Option], people: People) -> bool:
    """Whether no doctor and no person is needed twice at once."""
    lines: dict[Hashable, list[Interval]] = defaultdict(list)
    for visit_id, option in placed.items():
        for line, time in _needs(visit_id, option, people):
            if any(time.overlaps(other) for other in lines[line]):
                return False
            lines[line].append(time)
    return True


def greedy(options: Options, people: People) -> Placed:
    """One visit after the other, each in the cheapest place that is left."""
    lines: dict[Hashable, list[Interval]] = defaultdict(list)
    placed: Placed = {}
    for visit_id, choices in options.items():
        for option in choices:
            needs = list(_needs(visit_id, option, people))
            if not any(time.overlaps(other) for line, time in needs for other in lines[line]):
                placed[visit_id] = option
                for line, time in needs:
                    lines[line].append(time)
                break
    return placed


def solve(options: Options, people: People, *, limit_s: float = TIME_LIMIT_S) -> Placed:
    """The most visits placed, at the least cost. At the limit of time: the best found, never worse than greedy."""
    simple = greedy(options, people)
    columns = [_Choice(visit_id, option) for visit_id, choices in options.items() for option in choices]
    if not columns:
        return simple
    chosen = _optimum(columns, options, people, limit_s)
    placed = {columns[n].visit_id: columns[n].option for n in chosen}
    if compatible(placed, people) and total(placed, options) <= total(simple, options):
        return placed
    return simple


def _needs(visit_id: UUID, option: Option, people: People) -> Iterator[tuple[Hashable, Interval]]:
    yield ("doctor", option.place.doctor_id), option.place.taken
    for person in people.get(visit_id, ()):
        yield ("person", person), option.place.visit


def _optimum(columns: Sequence[_Choice], options: Options, people: People, limit_s: float) -> list[int]:
    """The columns of the best solution found."""
    # Loaded here: it takes 0.2 s and 30 MB, and only those who replan need it.
    import highspy  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415  it comes with the solver

    most = max(column.option.cost for column in columns) + 1
    # Worth more than anything that placing one more visit can cost the others.
    worth = most * len(options) + 1
    rows = [*_once_each(columns), *_one_at_a_time(columns, people)]
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(columns), len(rows)
    model.col_cost_ = np.array([column.option.cost - worth for column in columns], dtype=np.float64)
    model.col_lower_, model.col_upper_ = np.zeros(len(columns)), np.ones(len(columns))
    model.row_lower_, model.row_upper_ = np.full(len(rows), -highspy.kHighsInf), np.ones(len(rows))
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(columns)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.cumsum([0, *(len(row) for row in rows)]).astype(np.int32)
    index = np.array([column for row in rows for column in row], dtype=np.int32)
    model.a_matrix_.index_, model.a_matrix_.value_ = index, np.ones(len(index))
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor is left untyped
    wanted = {"output_flag": False, "threads": 1, "time_limit": limit_s, "mip_rel_gap": 0.0, "random_seed": 1}
    for name, value in wanted.items():
        solver.setOptionValue(name, value)
    solver.passModel(model)
    solver.run()
    values = solver.getSolution().col_value
    return [n for n, value in enumerate(values) if value > 0.5]  # noqa: PLR2004  whole numbers, nearly


def _once_each(columns: Sequence[_Choice]) -> Iterable[Sequence[int]]:
    of_visit: dict[UUID, list[int]] = defaultdict(list)
    for number, column in enumerate(columns):
        of_visit[column.visit_id].append(number)
    return of_visit.values()


def _one_at_a_time(columns: Sequence[_Choice], people: People) -> Iterator[Sequence[int]]:
    """For each doctor and each person: of all choices that cover one moment, at most one. It is enough to look at the
    moments at which one begins.
    """
    lines: dict[Hashable, list[tuple[Interval, int]]] = defaultdict(list)
    shared = _shared(people)
    for number, column in enumerate(columns):
        for line, time in _needs(column.visit_id, column.option, people):
            if line[0] == "doctor" or line[1] in shared:  # type: ignore[index]  # a pair, as made above
                lines[line].append((time, number))
    for taken in lines.values():
        seen: set[tuple[int, ...]] = set()
        for row in _covering(taken):
            if len(row) > 1 and row not in seen:
                seen.add(row)
                yield row


def _covering(taken: Sequence[tuple[Interval, int]]) -> Iterator[tuple[int, ...]]:
    """For each start, the choices that cover it."""
    ordered = sorted(taken, key=lambda pair: pair[0].start)
    open_now: list[tuple[datetime, int]] = []
    for position, (time, number) in enumerate(ordered):
        open_now = [(end, other) for end, other in open_now if end > time.start]
        open_now.append((time.end, number))
        last = position + 1 == len(ordered) or ordered[position + 1][0].start > time.start
        if last:
            yield tuple(sorted(other for _, other in open_now))


def _shared(people: People) -> set[UUID]:
    """Those who come to more than one of the visits."""
    counted: dict[UUID, int] = defaultdict(int)
    for those in people.values():
        for person in those:
            counted[person] += 1
    return {person for person, times in counted.items() if times > 1}
