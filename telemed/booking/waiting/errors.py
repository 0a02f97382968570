"""What can be refused here."""

from telemed.kit.errors import Conflict, Invalid, TooMany


class AlreadyWaiting(Conflict):
    slug, title = "already-waiting", "There is such a wish on the waitlist already"


class TooManyWishes(TooMany):
    """Somebody waits for so much that the line says nothing any more."""

    slug, title = "too-many-wishes", "The patient waits for too many things"


class NothingToWaitFor(Invalid):
    """`reason_code` says why: the visit is over or cancelled, the service is not booked ahead, the range is none."""

    slug, title = "nothing-to-wait-for", "There is nothing to wait for"
