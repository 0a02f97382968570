"""What can be refused here."""

from telemed.kit.errors import Forbidden, Invalid


class NoCareRelation(Forbidden):
    slug, title = "no-care-relation", "You have not treated this patient"


class ConsentMissing(Invalid):
    slug, title = "consent-missing", "Registering needs your consent to the present version of each document"


class NotADependant(Invalid):
    slug, title = "not-a-dependant", "Only a child under 18 can be added by somebody else"


class BadBirthDate(Invalid):
    slug, title = "bad-birth-date", "The date of birth lies in the future, or too far in the past"


class SmsUnavailable(Invalid):
    slug, title = "sms-unavailable", "Codes cannot be sent by SMS here; please use an e-mail address"
