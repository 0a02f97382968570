"""What can be refused here."""

from telemed.kit.errors import BadRequest, Conflict, Forbidden, Invalid, TooMany


class NoCareRelation(Forbidden):
    slug, title = "no-care-relation", "You have not treated this patient"


class ConsentMissing(Invalid):
    slug, title = "consent-missing", "Registering needs your consent to the present version of each document"


class NotADependant(Invalid):
    slug, title = "not-a-dependant", "Only a child under 18 can be added by somebody else"


class BadEnd(Invalid):
    slug, title = "bad-end", "This would be over already"


class InvitationRefused(BadRequest):
    """Forged, used, taken back, too old, or sent by somebody who may not share the patient any more."""

    slug, title = "invitation-refused", "This invitation does not work any more; please ask for a new one"


class RepresentsAlready(Conflict):
    slug, title = "represents-already", "You act for this person already"


class TooManyInvitations(TooMany):
    slug, title = "too-many-invitations", "Too many invitations wait for an answer"


class BadBirthDate(Invalid):
    slug, title = "bad-birth-date", "The date of birth lies in the future, or too far in the past"


class SmsUnavailable(Invalid):
    slug, title = "sms-unavailable", "Codes cannot be sent by SMS here; please use an e-mail address"
