"""What changes when templates change: by hand stands, the past stands, the rest follows."""

from datetime import date

from telemed.kit.ids import new_id
from telemed.kit.intervals import Interval
from telemed.schedules.hours import Stretch
from telemed.schedules.shift_plan import MadeShift, changes, wanted
from tests.schedules.builders import DAY, at, span

PLAN = new_id()


def stretch(start: str, end: str, template_id: object = PLAN, day: date = DAY) -> Stretch:
    return Stretch(day, template_id, span(start, end, day))  # type: ignore[arg-type]


def made(start: str, end: str, template_id: object = PLAN) -> MadeShift:
    return MadeShift(new_id(), DAY, template_id, span(start, end))  # type: ignore[arg-type]


def test_time_made_or_set_aside_by_hand_is_left_alone() -> None:
    """A template makes what is left of its hours beside it, and nothing where nothing is left."""
    found = wanted(
        [stretch("09:00", "13:00"), stretch("14:00", "16:00")], [span("10:00", "11:00"), span("14:00", "16:00")]
    )
    assert [each.time for each in found] == [span("09:00", "10:00"), span("11:00", "13:00")]


def test_the_night_of_old_hours_stays_when_new_ones_begin() -> None:
    """Stretches of two plans that meet do not overlap: the earlier one is kept whole."""
    night = Stretch(DAY, PLAN, Interval(at("22:00"), at("06:00", date(2026, 11, 25))))
    early = stretch("05:00", "09:00", new_id(), date(2026, 11, 25))
    found = wanted([night, early], [])
    assert [each.time for each in found] == [night.time, span("06:00", "09:00", date(2026, 11, 25))]


def test_equal_hours_change_nothing() -> None:
    """Running twice is running once."""
    assert not changes([made("09:00", "13:00")], [stretch("09:00", "13:00")], at("08:00"))


def test_of_a_shift_that_has_begun_the_worked_part_stays() -> None:
    """Hours that begin later cut it now; hours that cover it take its place."""
    running = made("09:00", "13:00")
    cut = changes([running], [stretch("14:00", "18:00")], at("10:00"))
    assert cut.trimmed == [(running, span("09:00", "10:00"))]
    assert cut.removed == []
    assert cut.window() == span("09:00", "18:00")
    grown = changes([running], [stretch("09:00", "18:00")], at("10:00"))
    assert (grown.removed, grown.trimmed) == ([running], [])


def test_hours_that_are_over_are_not_made() -> None:
    """A template given at noon makes the afternoon, not the morning."""
    found = changes([], [stretch("08:00", "11:00"), stretch("11:30", "15:00")], at("12:00"))
    assert [each.time for each in found.added] == [span("11:30", "15:00")]
