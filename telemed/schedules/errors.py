"""What can be refused here."""

from telemed.kit.errors import Conflict, Invalid, NotFound


class NotFree(Conflict):
    """The time is taken, closed, or outside working hours: nothing says which, so nobody learns about others' visits."""

    slug, title = "not-free", "This time is not free"


class ShiftOverlap(Conflict):
    slug, title = "shift-overlap", "There is another shift at this time"


class HolidayExists(Conflict):
    slug, title = "holiday-exists", "This day is a holiday already"


class TimePast(Invalid):
    slug, title = "time-past", "Working time that is over cannot be changed"


class BadTime(Invalid):
    slug, title = "bad-time", "This time cannot be used"


class NoSuchCalendar(NotFound):
    """A calendar nobody opened, or somebody else's."""


class NoSuchRow(NotFound):
    """No template, shift, absence or holiday with this id."""
