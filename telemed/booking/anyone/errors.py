"""Why no doctor is booked."""

from telemed.kit.errors import Conflict, Unavailable


class NoTime(Conflict):
    """Nothing that fits is free: none of any doctor."""

    slug, title = "no-time", "No doctor is free at such a time"


class TooManyAtOnce(Unavailable):
    """Others were quicker every time; there may still be times left."""

    slug, title = "too-many-at-once", "Very many people are booking right now"
