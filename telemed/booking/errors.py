"""Why a visit is not booked, moved or cancelled."""

from telemed.kit.errors import Conflict, Invalid, NotFound, TooMany


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
