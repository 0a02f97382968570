"""Who is calling, and as what. Pure: what a request may do is decided from these facts alone."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID, uuid5


class Role(StrEnum):
    PATIENT = "patient"
    DOCTOR = "doctor"
    REGISTRAR = "registrar"
    CLINIC_ADMIN = "clinic_admin"
    OPERATOR = "operator"


class Scope(StrEnum):
    """How far somebody acts for a patient. Each covers those after it.

    SELF is the patient's own account; the others are a representative's: BOOK books, moves, cancels and takes offers,
    ATTEND joins the room, READ looks.
    """

    SELF = "self"
    BOOK = "book"
    ATTEND = "attend"
    READ = "read"

    def covers(self, other: "Scope") -> bool:
        return _WIDTH[self] >= _WIDTH[other]


_WIDTH = {scope: -place for place, scope in enumerate(Scope)}

CLINIC_STAFF = (Role.DOCTOR, Role.REGISTRAR, Role.CLINIC_ADMIN)
DESK_STAFF = (Role.REGISTRAR, Role.CLINIC_ADMIN)


@dataclass(frozen=True, slots=True)
class Grant:
    """One role of an account: at a clinic (staff), and for a subject (the patient or doctor it acts as)."""

    role: Role
    clinic_id: UUID | None = None
    subject_id: UUID | None = None
    scope: Scope = Scope.SELF


def grant_id(account_id: UUID, grant: Grant) -> UUID:
    """The id of the row of a grant, whatever its scope: an account acts for a subject in one scope at a time."""
    return uuid5(account_id, f"{grant.role}|{grant.clinic_id}|{grant.subject_id}")


@dataclass(frozen=True, slots=True)
class Caller:
    """An account whose token and session were checked for this very request.

    A patient grant names a patient the account acts for: itself, or somebody it represents now, within the grant's
    scope. Whoever asks without naming a scope asks for the one that may change things, so a forgotten scope refuses.
    """

    account_id: UUID
    session_id: UUID
    language: str
    grants: tuple[Grant, ...] = ()

    def has(self, role: Role | str, clinic_id: UUID | None = None) -> bool:
        """Whether the caller holds `role`; with a clinic, whether it holds it there."""
        return any(g.role == role and clinic_id in {None, g.clinic_id} for g in self.grants)

    def subjects(self, role: Role | str, scope: Scope = Scope.BOOK) -> set[UUID]:
        """The patients (or doctors) the caller acts as in `role`, as far as `scope`. Empty means: none, so no rows."""
        return {
            g.subject_id for g in self.grants
            if g.role == role and g.subject_id is not None and g.scope.covers(scope)
        }  # fmt: skip

    def scope_for(self, patient_id: UUID) -> Scope | None:
        """How far the caller acts for this patient; None: not at all."""
        return next((g.scope for g in self.grants if g.role == Role.PATIENT and g.subject_id == patient_id), None)

    def clinics(self, *roles: Role | str) -> set[UUID]:
        """The clinics where the caller holds any of `roles`. Empty means: none, so no rows."""
        return {g.clinic_id for g in self.grants if g.role in roles and g.clinic_id is not None}
