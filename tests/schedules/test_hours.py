"""Promises about time: weekly hours on a wall clock become the right stretches of real time."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from telemed.kit.ids import new_id
from telemed.kit.intervals import Interval
from telemed.kit.zones import zone
from telemed.schedules.hours import Stretch, WeeklyHours, WeeklyPlan, overlapping, ruling, stretches
from tests.schedules.builders import every_day, hours


def plan(*week: WeeklyHours, since: date = date(2000, 1, 1), until: date | None = None) -> WeeklyPlan:
    return WeeklyPlan(new_id(), since, until, week)


def laid(zone_name: str, first: date, last: date, *week: WeeklyHours) -> list[Stretch]:
    return stretches([plan(*week)], first, last, zone(zone_name))


def local(stretch: Stretch, zone_name: str) -> tuple[str, str]:
    tz = zone(zone_name)
    return tuple(f"{at.astimezone(tz):%d %H:%M}" for at in (stretch.time.start, stretch.time.end))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("zone_name", "first"), [("Europe/Berlin", date(2026, 3, 25)), ("Europe/Berlin", date(2026, 10, 22))]
)
def test_nine_stays_nine_across_both_clock_changes(zone_name: str, first: date) -> None:
    """09:00 to 17:00 local is eight hours on every day around both changes, and its instant moves by an hour."""
    found = laid(zone_name, first, first + timedelta(days=6), *every_day("09:00", "17:00"))
    assert [local(each, zone_name) for each in found] == [
        (f"{first.day + n} 09:00", f"{first.day + n} 17:00") for n in range(7)
    ]
    assert {each.time.duration for each in found} == {timedelta(hours=8)}
    assert len({each.time.start.time() for each in found}) == 2


def test_a_start_inside_the_spring_gap_moves_to_its_end() -> None:
    """02:30 does not exist in Berlin on 29 March 2026: work begins when clocks jump to 03:00."""
    (found,) = laid("Europe/Berlin", date(2026, 3, 29), date(2026, 3, 29), *every_day("02:30", "06:00"))
    assert found.time == Interval(datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 3, 29, 4, tzinfo=UTC))


def test_hours_inside_the_spring_gap_are_no_time() -> None:
    """02:00 to 03:00 on that day is nothing, and 01:00 to 03:00 is one hour."""
    day = date(2026, 3, 29)
    assert laid("Europe/Berlin", day, day, *every_day("02:00", "03:00")) == []
    assert laid("Europe/Berlin", day, day, *every_day("02:15", "02:45")) == []
    (found,) = laid("Europe/Berlin", day, day, *every_day("01:00", "03:00"))
    assert found.time.duration == timedelta(hours=1)


def test_both_instants_of_the_autumn_hour_are_distinct() -> None:
    """02:00 to 03:00 on 25 October 2026 holds the repeated hour: two hours of real time, none of it twice."""
    (found,) = laid("Europe/Berlin", date(2026, 10, 25), date(2026, 10, 25), *every_day("02:00", "03:00"))
    assert found.time == Interval(datetime(2026, 10, 25, 0, tzinfo=UTC), datetime(2026, 10, 25, 2, tzinfo=UTC))


def test_neighbours_inside_the_fold_neither_overlap_nor_leave_a_hole() -> None:
    """A boundary at 02:30 in the repeated hour is one instant for the shift that ends and the one that begins."""
    one, other = laid(
        "Europe/Berlin", date(2026, 10, 25), date(2026, 10, 25), hours(6, "01:00", "02:30"), hours(6, "02:30", "05:00")
    )
    assert one.time.end == other.time.start
    assert one.time.duration + other.time.duration == timedelta(hours=5)


def test_half_hour_changes_keep_the_right_number_of_slots() -> None:
    """Lord Howe moves by half an hour: the night of 5 April 2026 has half an hour more, 4 October half an hour less."""
    night = every_day("00:00", "06:00")
    (autumn,) = laid("Australia/Lord_Howe", date(2026, 4, 5), date(2026, 4, 5), *night)
    (spring,) = laid("Australia/Lord_Howe", date(2026, 10, 4), date(2026, 10, 4), *night)
    assert autumn.time.duration == timedelta(hours=6, minutes=30)
    assert spring.time.duration == timedelta(hours=5, minutes=30)


def test_a_midnight_change_starts_the_day_at_one() -> None:
    """Beirut skips 00:00 to 01:00 on 29 March 2026: hours from midnight begin at 01:00, and the day before is whole."""
    before, after = laid("Asia/Beirut", date(2026, 3, 28), date(2026, 3, 29), *every_day("00:00", "00:00"))
    assert before.time.duration == timedelta(hours=24)
    assert after.time.duration == timedelta(hours=23)
    assert before.time.end == after.time.start
    assert local(after, "Asia/Beirut") == ("29 01:00", "30 00:00")


def test_a_midnight_change_back_gives_the_evening_an_hour_more() -> None:
    """Beirut goes from 24:00 back to 23:00 on 24 October 2026: an evening until midnight is an hour longer."""
    (evening,) = laid("Asia/Beirut", date(2026, 10, 24), date(2026, 10, 24), *every_day("20:00", "00:00"))
    assert evening.time.duration == timedelta(hours=5)


def test_a_skipped_day_has_no_shift() -> None:
    """Apia had no 30 December 2011: the day's hours make nothing, and the night before ends at the jump."""
    found = laid("Pacific/Apia", date(2011, 12, 29), date(2011, 12, 31), *every_day("20:00", "04:00"))
    assert [each.local_date.day for each in found] == [29, 31]
    assert local(found[0], "Pacific/Apia") == ("29 20:00", "31 00:00")


def test_a_shift_over_midnight_belongs_to_the_day_it_begins() -> None:
    """22:00 to 06:00 is one stretch of eight hours with the first day's date; seven on the night clocks go forward."""
    night, short_night = laid("Europe/Berlin", date(2026, 3, 27), date(2026, 3, 28), *every_day("22:00", "06:00"))
    assert (night.local_date.day, night.time.duration) == (27, timedelta(hours=8))
    assert (short_night.local_date.day, short_night.time.duration) == (28, timedelta(hours=7))


def test_the_plan_that_began_last_rules_the_day() -> None:
    """New hours replace the old ones from their first date; a plan with an end gives way to the regular one again."""
    regular = plan(hours(0, "09:00", "17:00"))
    summer = plan(hours(0, "08:00", "12:00"), since=date(2026, 7, 1), until=date(2026, 8, 31))
    assert ruling([regular, summer], date(2026, 6, 30)) is regular
    assert ruling([regular, summer], date(2026, 7, 1)) is summer
    assert ruling([regular, summer], date(2026, 8, 31)) is summer
    assert ruling([regular, summer], date(2026, 9, 1)) is regular
    assert ruling([summer], date(2026, 9, 1)) is None


@pytest.mark.parametrize(
    ("week", "clash"),
    [
        ([hours(0, "09:00", "13:00"), hours(0, "13:00", "17:00")], False),
        ([hours(0, "09:00", "13:00"), hours(0, "12:59", "17:00")], True),
        ([hours(0, "22:00", "06:00"), hours(1, "05:00", "09:00")], True),
        ([hours(6, "22:00", "06:00"), hours(0, "05:00", "09:00")], True),
        ([hours(6, "22:00", "06:00"), hours(0, "06:00", "09:00")], False),
        ([hours(2, "09:00", "10:00"), hours(2, "09:00", "10:00")], True),
        ([hours(2, "09:00", "09:00")], False),
        ([], False),
    ],
)
def test_hours_of_a_week_that_share_time_are_found(week: list[WeeklyHours], *, clash: bool) -> None:
    """Also over midnight, and over the turn from Sunday to Monday."""
    assert (overlapping(week) is not None) == clash


def test_whole_days_in_a_row_do_not_clash() -> None:
    """Round-the-clock duty is seven days from midnight to midnight."""
    assert overlapping(every_day("00:00", "00:00")) is None
    assert WeeklyHours(0, time(0), time(0)) in every_day("00:00", "00:00")
