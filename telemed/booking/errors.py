"""Why a visit is not held, booked, moved or cancelled."""

from telemed.kit.errors import BadRequest, Conflict, Forbidden, Gone, Invalid, NotFound, TooMany


class SlotTaken(Conflict):
    """`alternatives` are the nearest free times of the same service."""

    slug, title = "slot-taken", "This time has just been taken"


class PatientBusy(Conflict):
    slug, title = "patient-busy", "The patient already has a visit at this time"


class NotBookable(Invalid):
    """`reason_code` says which rule of the service refuses the time."""

    slug, title = "not-bookable", "This time cannot be booked"


class NotAdmitted(Forbidden):
    """The time is given out in turn, through the release's queue."""

    slug, title = "not-admitted", "It is not your turn yet"


class StepRefused(Conflict):
    """`reason_code` says why the visit cannot take this step now."""

    slug, title = "step-refused", "This cannot be done with the visit now"


class HoldExpired(Gone):
    """The time was held for a while; it is free for anybody now."""

    slug, title = "hold-expired", "The time was not held any longer"


class TooManyHolds(TooMany):
    """Times are held one after the other and not booked, or many at once: others find none meanwhile."""

    slug, title = "too-many-holds", "Too many times are being held"


class NoSuchVisit(NotFound):
    slug, title = "not-found", "There is no such thing, or it is not yours"


class TooManyVisits(TooMany):
    """One person keeps so many times that others find none. The clinic's desk may book more."""

    slug, title = "too-many-visits", "The patient has too many visits ahead"


class OfferOver(Gone):
    """It lapsed, was answered, or what it was about has changed. The time went to the next, or is free for everybody."""

    slug, title = "offer-over", "This time is not kept for you any more"


class LinkRefused(BadRequest):
    """Forged, expired, or about something that was answered or has changed since: all look the same."""

    slug, title = "link-refused", "This link does not work any more; please sign in to see how things stand"
