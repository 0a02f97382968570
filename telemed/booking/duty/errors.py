"""What the duty queue refuses."""

from telemed.kit.errors import Conflict, Invalid, NotFound, TooMany


class DutyClosed(Conflict):
    slug, title = "duty-closed", "No doctor is on duty for this now"


class AlreadyWaiting(Conflict):
    """`entry_id` is the turn that the patient has."""

    slug, title = "already-waiting", "The patient is in the line already"


class NotOnDuty(Conflict):
    slug, title = "not-on-duty", "You are not on duty"


class NobodyWaits(Conflict):
    slug, title = "nobody-waits", "Nobody waits whom you can treat"


class WithSomebody(Conflict):
    """`appointment_id` is the visit that has to end first."""

    slug, title = "with-somebody", "You are with a patient"


class DoctorBusy(Conflict):
    """`reason_code` is `visit` (then `next_visit_at` and `busy_until` say when, `..._local` on
    the clinic's wall clock) or `not_working`.
    """

    slug, title = "doctor-busy", "Your calendar has no room for a patient now"


class TurnOver(Conflict):
    """`reason_code` says what has become of it."""

    slug, title = "turn-over", "This turn cannot be changed any more"


class TooManyTurns(TooMany):
    slug, title = "too-many-turns", "This account has too many people in line"


class NotForDuty(Invalid):
    """`reason_code` says which rule refuses."""

    slug, title = "not-for-duty", "The duty queue does not take this"


class NoSuchTurn(NotFound):
    slug, title = "not-found", "There is no such thing, or it is not yours"
