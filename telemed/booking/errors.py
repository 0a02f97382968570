"""Why a visit is not booked, moved or cancelled."""

from telemed.kit.errors import BadRequest, Conflict, Invalid, NotFound, TooMany


class SlotTaken(Conflict):
    """`alternatives` are the nearest free times of the same service."""

    slug, title = "slot-taken", "This time has just been taken"


class PatientBusy(Conflict):
    slug, title = "patient-busy", "The patient already has a visit at this time"


class NotBookable(Invalid):
    """`reason_code` says which rule of the service refuses the time."""

    slug, title = "not-bookable", "This time cannot be booked"


class StepRefused(Conflict):
    """`reason_code` says why the visit cannot take this step now."""

    slug, title = "step-refused", "This cannot be done with the visit now"


class NoSuchVisit(NotFound):
    slug, title = "not-found", "There is no such thing, or it is not yours"


class TooManyVisits(TooMany):
    """One person keeps so many times that others find none. The clinic's desk may book more."""

    slug, title = "too-many-visits", "The patient has too many visits ahead"


class LinkRefused(BadRequest):
    """Forged, expired, or about something that was answered or has changed since: all look the same."""

    slug, title = "link-refused", "This link does not work any more; please sign in to see how things stand"
