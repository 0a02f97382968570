"""Who may call a route, said in its signature.

An endpoint takes one of the types below. Each carries a `Policy`, which a test finds in the route's dependency tree:

    async def book(caller: AsPatient, ...)        # 401 without a sign-in, 403 without the role
    async def find_doctors(_: Public, ...)        # no sign-in asked for

The role says who may knock. Whose things they see is decided by `Caller.subjects` and `Caller.clinics`; what is not
theirs is raised as `NotYours` (a 404 that leaves an audit row), most easily through `require_clinic` and `require_subject`.
"""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from fastapi.requests import HTTPConnection
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from telemed.accounts.callers import CLINIC_STAFF, DESK_STAFF, Caller, Grant, Role, Scope
from telemed.accounts.errors import Denial, NotYours, RoleMissing, ScopeTooNarrow, TokenRefused
from telemed.accounts.identity import identify
from telemed.db.deps import Now

__all__ = [
    "AsClinicAdmin",
    "AsClinicStaff",
    "AsDoctor",
    "AsOperator",
    "AsPatient",
    "AsRegistrar",
    "ByTicket",
    "Caller",
    "Denial",
    "Grant",
    "MaybeSignedIn",
    "NotYours",
    "Policy",
    "Public",
    "Role",
    "Scope",
    "SignedIn",
    "require_clinic",
    "require_subject",
]

bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", description="The access token of POST /api/v1/sessions")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]


@dataclass(frozen=True)
class Policy:
    """The stated rule of a route. `roles`: any one of these is needed; empty when a role is not what decides."""

    name: str
    roles: frozenset[Role] = frozenset()


class OpenPolicy(Policy):
    """Anybody may call: public things, and routes whose own secret (a ticket, a code) decides."""

    async def __call__(self) -> None:
        """Ask for nothing."""


class OptionalPolicy(Policy):
    """Anybody may call; whoever shows a token must show a good one."""

    async def __call__(self, connection: HTTPConnection, credentials: Credentials, now: Now) -> Caller | None:
        if credentials is None:
            return None
        connection.state.caller = caller = await identify(connection.app.state, credentials.credentials, now)
        return caller


class SignedInPolicy(Policy):
    """A signed-in account, with one of the roles when any are named."""

    async def __call__(self, connection: HTTPConnection, credentials: Credentials, now: Now) -> Caller:
        if credentials is None:
            raise TokenRefused
        caller = await identify(connection.app.state, credentials.credentials, now)
        connection.state.caller = caller
        if self.roles and not any(grant.role in self.roles for grant in caller.grants):
            raise RoleMissing
        return caller


PUBLIC = OpenPolicy("public")
BY_TICKET = OpenPolicy("by ticket")
MAYBE_SIGNED_IN = OptionalPolicy("maybe signed in")

Public = Annotated[None, Depends(PUBLIC)]
ByTicket = Annotated[None, Depends(BY_TICKET)]
MaybeSignedIn = Annotated[Caller | None, Depends(MAYBE_SIGNED_IN)]
SignedIn = Annotated[Caller, Depends(SignedInPolicy("signed in"))]
AsPatient = Annotated[Caller, Depends(SignedInPolicy("patient", frozenset({Role.PATIENT})))]
AsDoctor = Annotated[Caller, Depends(SignedInPolicy("doctor", frozenset({Role.DOCTOR})))]
AsRegistrar = Annotated[Caller, Depends(SignedInPolicy("registrar", frozenset(DESK_STAFF)))]
AsClinicStaff = Annotated[Caller, Depends(SignedInPolicy("clinic staff", frozenset(CLINIC_STAFF)))]
AsClinicAdmin = Annotated[Caller, Depends(SignedInPolicy("clinic admin", frozenset({Role.CLINIC_ADMIN})))]
AsOperator = Annotated[Caller, Depends(SignedInPolicy("operator", frozenset({Role.OPERATOR})))]


def require_clinic(caller: Caller, clinic_id: UUID, *roles: Role | str) -> None:
    """Raises NotYours (404) unless the caller holds one of `roles` at this clinic; no roles named: any staff role."""
    if clinic_id not in caller.clinics(*(roles or CLINIC_STAFF)):
        raise NotYours(Denial("clinic.enter", clinic_id=clinic_id))


def require_subject(caller: Caller, role: Role | str, subject_id: UUID, scope: Scope = Scope.BOOK) -> None:
    """Raises NotYours (404) unless the caller acts as this very patient (or doctor), and ScopeTooNarrow (403) when not
    as far as `scope`.
    """
    if subject_id not in caller.subjects(role, Scope.READ):
        raise NotYours(Denial(f"{role}.act", subject_id=subject_id))
    if subject_id not in caller.subjects(role, scope):
        raise ScopeTooNarrow
