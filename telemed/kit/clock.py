"""The only place that reads the clock.

Everything else takes `now` as a parameter, so that a rule about time can be tested by saying what time it is.
"""

from datetime import UTC, datetime, timedelta
from time import monotonic

_shift = timedelta(0)

__all__ = ["monotonic", "now", "shift"]


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC) + _shift


def shift(by: timedelta) -> None:
    """Move this process's clock by `by` from the true time: for demonstrations and tests only."""
    global _shift  # noqa: PLW0603  one process has one clock
    _shift = by
