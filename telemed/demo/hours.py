"""Working weeks as clinics write them: lunch breaks, early and late shifts, part time, nights over midnight."""

from datetime import date, time, timedelta
from enum import StrEnum

from telemed.schedules.hours import WeeklyHours
from telemed.schedules.service import TemplateDraft

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)
_WEEKDAYS = (MON, TUE, WED, THU, FRI)


class Pattern(StrEnum):
    """How somebody works."""

    FULL = "full"
    EARLY = "early"
    LATE = "late"
    MORNINGS = "mornings"
    THREE_DAYS = "three days"
    PART_TIME = "part time"
    SATURDAY = "saturday"
    EVENING = "evening"
    LATE_AND_SUNDAY = "late and sunday"
    DUTY_EVEN = "duty on even nights"
    DUTY_ODD = "duty on odd nights"
    DUTY_WEEKEND = "duty at weekends"
    CHANGING = "changing"


def _week(days: tuple[int, ...], *spans: str) -> tuple[WeeklyHours, ...]:
    """Each span, such as "09:00-13:00", on each of the days."""
    edges = [span.split("-") for span in spans]
    return tuple(
        WeeklyHours(day, time.fromisoformat(start), time.fromisoformat(end)) for day in days for start, end in edges
    )


_FULL = _week(_WEEKDAYS, "09:00-13:00", "14:00-18:00")
_AFTERNOONS = _week((MON, WED, THU), "13:00-16:00", "16:20-20:00")

WEEKS: dict[Pattern, tuple[WeeklyHours, ...]] = {
    Pattern.FULL: _FULL,
    Pattern.EARLY: _week(_WEEKDAYS, "07:40-11:00", "11:40-15:00"),
    Pattern.LATE: _week((MON, TUE, WED, THU), "13:00-16:40", "17:20-20:40") + _week((FRI,), "12:00-16:00"),
    Pattern.MORNINGS: _week(_WEEKDAYS, "08:00-12:40"),
    Pattern.THREE_DAYS: _week((MON, WED, FRI), "09:00-13:00", "13:40-17:00"),
    Pattern.PART_TIME: _week((TUE, THU), "10:00-14:00") + _week((FRI,), "15:00-19:00"),
    Pattern.SATURDAY: _week((WED, THU, FRI), "10:00-13:00", "14:00-18:00") + _week((SAT,), "09:00-14:00"),
    Pattern.EVENING: _week((MON, TUE, WED, THU), "17:00-22:00"),
    Pattern.LATE_AND_SUNDAY: _week((MON, TUE, THU), "15:00-21:00") + _week((SUN,), "10:00-18:00"),
    Pattern.DUTY_EVEN: _week((MON, WED, FRI, SUN), "20:00-08:00"),
    Pattern.DUTY_ODD: _week((TUE, THU), "20:00-08:00") + _week((SAT,), "08:00-13:00", "20:00-08:00"),
    Pattern.DUTY_WEEKEND: _week((TUE, THU), "12:00-17:00") + _week((FRI, SAT, SUN), "20:00-08:00"),
    Pattern.CHANGING: _FULL,
}


def drafts(pattern: Pattern, since: date, today: date) -> list[TemplateDraft]:
    """The templates of a pattern from `since` on; the changing one has other hours from a Monday four weeks ahead."""
    if pattern is not Pattern.CHANGING:
        return [TemplateDraft(since, None, WEEKS[pattern])]
    change = today + timedelta(days=28 - today.weekday())
    return [
        TemplateDraft(since, change - timedelta(days=1), WEEKS[pattern]),
        TemplateDraft(change, None, _AFTERNOONS),
    ]
