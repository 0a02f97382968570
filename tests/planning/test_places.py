"""Promises of the search for places: nobody is in two places, as many as can be are placed, never worse than greedy."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given, settings, strategies as st

from telemed.booking.rules import Terms
from telemed.kit.intervals import Interval
from telemed.planning.proposals.assignment import Placed, compatible, greedy, solve, total
from telemed.planning.proposals.finding import find_places, place_at
from telemed.planning.proposals.picture import Picture
from telemed.planning.proposals.scoring import (
    SOON,
    Colleague,
    Needing,
    Offered,
    Option,
    Place,
    Word,
    cost,
    enough,
    options,
    starts_of,
    words,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTES = timedelta(minutes=1)
SERVICE, SPECIALTY = UUID(int=900), UUID(int=901)
SICK, GERMAN, RUSSIAN, OTHER_FIELD = (UUID(int=number) for number in range(1, 5))
COLLEAGUES = (
    Colleague(SICK, frozenset({"ru"}), frozenset({SPECIALTY})),
    Colleague(GERMAN, frozenset({"de"}), frozenset({SPECIALTY})),
    Colleague(RUSSIAN, frozenset({"ru"}), frozenset({SPECIALTY})),
    Colleague(OTHER_FIELD, frozenset({"ru"}), frozenset()),
)
QUICK = settings(max_examples=25, deadline=None)


def terms(duration: int = 20, before: int = 0, after: int = 0, grid: int = 10) -> Terms:
    return Terms(duration, before, after, grid, 0, 56, ZoneInfo("UTC"))


def between(start: int, end: int) -> Interval:
    """Minutes after noon."""
    return Interval(NOON + start * MINUTES, NOON + end * MINUTES)


def needing(number: int, start: int = 0, *, person: int | None = None, busy: tuple[Interval, ...] = ()) -> Needing:
    """A visit of 20 minutes with the sick doctor; each patient comes to one, unless `person` says otherwise."""
    people = frozenset({UUID(int=10_000 + (number if person is None else person))})
    return Needing(UUID(int=number), SERVICE, SICK, between(start, start + 20), "ru", people, busy)


def offered(free: dict[UUID, list[Interval]], of: Terms | None = None, days: int = 9) -> Offered:
    return Offered(of or terms(), SPECIALTY, Interval(NOON, NOON + timedelta(days=days)), COLLEAGUES, free)


def picture(visits: list[Needing], where: Offered) -> Picture:
    return Picture((), {visit.id: visit for visit in visits}, {SERVICE: where}, {})


def every_choice(choices: dict[UUID, list[Option]], people: dict[UUID, frozenset[UUID]]) -> tuple[int, int]:
    """The best there is, by trying everything."""
    best = (len(choices), 0)
    for combination in product(*([None, *each] for each in choices.values())):
        placed: Placed = {v: o for v, o in zip(choices, combination, strict=True) if o is not None}
        if total(placed, choices) < best and compatible(placed, people):
            best = total(placed, choices)
    return best


@st.composite
def small(draw: st.DrawFn) -> tuple[dict[UUID, list[Option]], dict[UUID, frozenset[UUID]]]:
    """Up to five visits of different lengths, each with up to four places that get into each other's way."""
    choices: dict[UUID, list[Option]] = {}
    people: dict[UUID, frozenset[UUID]] = {}
    for number in range(draw(st.integers(1, 5))):
        visit = UUID(int=number)
        people[visit] = frozenset({UUID(int=100 + draw(st.integers(0, 5)))})
        found = []
        for _ in range(draw(st.integers(0, 4))):
            start, length = draw(st.integers(0, 6)) * 10, draw(st.sampled_from((10, 20, 30)))
            time = between(start, start + length)
            taken = time.widened(timedelta(0), draw(st.sampled_from((0, 10))) * MINUTES)
            doctor = UUID(int=draw(st.integers(1, 2)))
            found.append(Option(Place(doctor, time, taken), draw(st.integers(0, 50))))
        choices[visit] = sorted(found, key=lambda option: option.cost)
    return choices, people


@QUICK
@given(small())
def test_everything_is_placed_that_could_be_at_the_least_cost_and_nobody_is_needed_twice(
    case: tuple[dict[UUID, list[Option]], dict[UUID, frozenset[UUID]]],
) -> None:
    """Compared with trying every combination; and with giving each visit the best that is left."""
    choices, people = case
    placed = solve(choices, people)
    assert compatible(placed, people)
    assert total(placed, choices) == every_choice(choices, people)
    assert total(placed, choices) <= total(greedy(choices, people), choices)


@st.composite
def clinics(draw: st.DrawFn) -> tuple[list[Needing], Offered]:
    """Visits of a sick doctor, and colleagues with some free time; sometimes one patient comes twice."""
    starts = draw(st.lists(st.integers(0, 20), min_size=1, max_size=6))
    visits = [
        needing(number, start * 10, person=draw(st.one_of(st.none(), st.integers(0, 2))))
        for number, start in enumerate(starts)
    ]
    free = {}
    for doctor in (SICK, GERMAN, RUSSIAN, OTHER_FIELD):
        times = draw(st.lists(st.tuples(st.integers(0, 60), st.integers(2, 9)), max_size=2))
        free[doctor] = [
            between(start * 10 + 300 * n, (start + length) * 10 + 300 * n) for n, (start, length) in enumerate(times)
        ]
        free[doctor] = (
            free[doctor] if len(free[doctor]) < 2 or not free[doctor][0].overlaps(free[doctor][1]) else free[doctor][:1]
        )
    return visits, offered(free, terms(before=draw(st.sampled_from((0, 10))), after=draw(st.sampled_from((0, 5)))))


@QUICK
@given(clinics())
def test_places_are_free_for_their_whole_length_and_looking_at_more_of_them_changes_nothing(
    case: tuple[list[Needing], Offered],
) -> None:
    """With buffers inside free time, for the doctor and for everybody who comes; the same total as with all options."""
    visits, where = case
    seen = picture(visits, where)
    placed = find_places(seen)
    known = starts_of(where)
    everything = {visit.id: list(options(visit, where, known)) for visit in visits}
    people = {visit.id: visit.people for visit in visits}
    assert compatible(placed, people)
    for option in placed.values():
        assert any(time.contains(option.place.taken) for time in where.free[option.place.doctor_id])
    assert total(placed, everything) == total(solve(everything, people), everything)


def test_the_same_doctor_soon_comes_before_language_specialty_and_time() -> None:
    """In this order; and a doctor who is back only after days is as good as any other."""
    visit, where = needing(1), offered({})
    soon, late = NOON + SOON, NOON + SOON + timedelta(days=4)
    sick, german, russian, other_field = COLLEAGUES
    ranked = [
        cost(visit, sick, where, soon),
        cost(visit, russian, where, NOON),
        cost(visit, russian, where, NOON + timedelta(hours=1)),
        cost(visit, other_field, where, NOON),
        cost(visit, german, where, NOON),
    ]
    assert ranked == sorted(ranked)
    assert len(set(ranked)) == len(ranked)
    assert cost(visit, sick, where, late) > cost(visit, russian, where, NOON)
    assert cost(visit, russian, where, NOON - timedelta(hours=1)) > cost(
        visit, russian, where, NOON + timedelta(hours=1)
    )


def test_a_place_is_named_by_what_speaks_for_it() -> None:
    """Of another doctor: language, specialty, and how near the time is."""
    where, visit = offered({}), needing(1, 60)
    sick, german, _, other_field = COLLEAGUES
    assert words(visit, sick, where, NOON) == [Word.SAME_DOCTOR, Word.SAME_DAY]
    assert words(visit, german, where, visit.time.start) == [Word.OTHER_LANGUAGE, Word.SAME_SPECIALTY, Word.SAME_TIME]
    after = words(visit, other_field, where, NOON + timedelta(days=2))
    assert after == [Word.SAME_LANGUAGE, Word.OTHER_SPECIALTY, Word.LATER]


def test_nobody_who_came_by_day_is_sent_into_the_night_while_there_is_another_day() -> None:
    """With the same doctor; the patient of a night shift may come at night."""
    night, next_day = between(12 * 60, 13 * 60), between(24 * 60, 25 * 60)
    by_day, by_night = needing(1, 0), needing(2, 11 * 60)
    where = offered({SICK: [night, next_day]})
    assert find_places(picture([by_day], where))[by_day.id].place.visit.start == next_day.start
    assert find_places(picture([by_night], where))[by_night.id].place.visit.start == night.start


def test_one_visit_gives_way_when_that_lets_another_one_be_seen() -> None:
    """The first would take the only time at which the second's patient can come."""
    only = between(60, 80)
    elsewhere = (between(80, 300),)
    visits = [needing(1, 60), needing(2, 60, busy=elsewhere)]
    placed = find_places(picture(visits, offered({RUSSIAN: [only, between(100, 120)]})))
    assert placed[UUID(int=2)].place.visit == only
    assert placed[UUID(int=1)].place.visit == between(100, 120)


def test_a_place_that_a_person_picks_is_refused_with_the_reason() -> None:
    """Not on offer, past, too far, off the grid, taken, and somebody is busy."""
    busy = between(200, 220)
    seen = picture([needing(1, busy=(busy,))], offered({RUSSIAN: [between(60, 300)]}))
    now = NOON - timedelta(hours=1)
    visit = UUID(int=1)

    def code(doctor: UUID, minute: int) -> str:
        found = place_at(seen, visit, doctor, NOON + minute * MINUTES, now)
        return found.code if not isinstance(found, Place) else "possible"

    assert code(RUSSIAN, 60) == "possible"
    assert code(UUID(int=77), 60) == "not_on_offer"
    assert code(RUSSIAN, -60) == "past"
    assert code(RUSSIAN, 60 * 24 * 60) == "too_far"
    assert code(RUSSIAN, 65) == "misaligned"
    assert code(RUSSIAN, 50) == "taken"
    assert code(RUSSIAN, 210) == "person_busy"
    assert place_at(seen, UUID(int=5), RUSSIAN, NOON, now).code == "not_movable"  # type: ignore[union-attr]


def test_more_visits_than_are_solved_together_are_placed_in_turns() -> None:
    """None overlaps another, and all of them fit."""
    visits = [needing(number, number % 40 * 10) for number in range(70)]
    free = {GERMAN: [between(0, 1000)], RUSSIAN: [between(0, 1000)], OTHER_FIELD: [between(0, 1000)]}
    placed = find_places(picture(visits, offered(free, terms(grid=20))))
    assert len(placed) == 70
    assert compatible(placed, {visit.id: visit.people for visit in visits})


def test_enough_keeps_one_more_than_the_others_can_spoil() -> None:
    """Two other visits of 30 minutes can spoil three apart places of 20 minutes each, so seven are kept."""
    where = offered({RUSSIAN: [between(0, 2000)]}, terms(grid=20))
    found = enough(options(needing(1), where, starts_of(where)), 2, longest=30 * MINUTES, alone=True)
    assert len(found) == 7
