"""What can be refused here."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from telemed.kit.errors import BadRequest, Conflict, Forbidden, Invalid, NotFound, TooMany, Unauthenticated


class TokenRefused(Unauthenticated):
    """The access token is absent, forged, expired, or its session has ended. The answer never says which."""


class SignInRefused(Unauthenticated):
    """Unknown account, wrong password, unconfirmed or disabled: one answer, so that nobody learns who has an account."""

    slug, title = "sign-in-refused", "The address or the password is not right"


class RefreshRefused(Unauthenticated):
    slug, title = "refresh-refused", "This sign-in has ended; please sign in again"


class CsrfRefused(Forbidden):
    slug, title = "csrf-refused", "The request did not come from our own page"


class RoleMissing(Forbidden):
    """The caller is known and holds none of the roles the route asks for."""

    slug, title = "role-missing", "Your account is not allowed to do this"


class ScopeTooNarrow(Forbidden):
    """The caller represents this patient, and not as far as this."""

    slug, title = "scope-too-narrow", "You act for this person, but may not do this for them"


class CodeRefused(BadRequest):
    slug, title = "code-refused", "The code is wrong, was used, or is too old"


class ResetRefused(BadRequest):
    slug, title = "reset-refused", "The link was used already, or is too old"


class WrongPassword(Invalid):
    """Not a 401: the caller is signed in, and a client would otherwise try to refresh its tokens."""

    slug, title = "wrong-password", "The present password is not right"


class BadAddress(Invalid):
    slug, title = "bad-address", "This is not an e-mail address or telephone number we can reach"


class AddressTaken(Conflict):
    slug, title = "address-taken", "There is an account with this address already"


class TooManyAttempts(TooMany):
    slug, title = "too-many-attempts", "Too many attempts; please wait, or reset the password"


@dataclass(frozen=True, slots=True)
class Denial:
    """What an audit row about a refusal says."""

    action: str
    patient_id: UUID | None = None
    clinic_id: UUID | None = None
    subject_id: UUID | None = None


class NotYours(NotFound):
    """A thing that exists and is somebody else's. On the wire it is `NotFound`, byte for byte; it leaves an audit row."""

    def __init__(self, denial: Denial, **members: Any) -> None:
        super().__init__(**members)
        self.denial = denial
