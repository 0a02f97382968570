"""Which stretch of time a request means by dates or instants. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from telemed.kit.intervals import Interval
from telemed.kit.zones import first_instant_from
from telemed.schedules.errors import BadTime

DAY = timedelta(days=1)
YEARS = range(2000, 2101)


def window(since: date | datetime, until: date | datetime, tz: ZoneInfo, longest: timedelta) -> Interval:
    """From `since` to `until`; dates are days of the clinic's calendar, both included. Raises BadTime."""
    if since.year not in YEARS or until.year not in YEARS:
        raise BadTime("a year from 2000 to 2100")
    start = _instant(since, tz)
    end = _instant(until, tz) if isinstance(until, datetime) else _instant(until + DAY, tz)
    if not timedelta(0) < end - start <= longest + DAY:
        raise BadTime(f"`to` is after `from`, by at most {longest.days} days")
    return Interval(start, end)


def _instant(at: date | datetime, tz: ZoneInfo) -> datetime:
    return at.astimezone(UTC) if isinstance(at, datetime) else first_instant_from(at, time.min, tz)
