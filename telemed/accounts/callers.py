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


CLINIC_STAFF = (Role.DOCTOR, Role.REGISTRAR, Role.CLINIC_ADMIN)
DESK_STAFF = (Role.REGISTRAR, Role.CLINIC_ADMIN)


@dataclass(frozen=True, slots=True)
class Grant:
    """One role of an account: at a clinic (staff), and for a subject (the patient or doctor it acts as)."""

    role: Role
    clinic_id: UUID | None = None
    subject_id: UUID | None = None


def grant_id(account_id: UUID, grant: Grant) -> UUID:
    """The id of the row of a grant: equal grants of an account have equal ids."""
    return uuid5(account_id, f"{grant.role}|{grant.clinic_id}|{grant.subject_id}")


@dataclass(frozen=True, slots=True)
class Caller:
    """An account whose token and session were checked for this very request.

    A patient grant names a patient the account acts for: itself, or somebody it represents now.
    """

    account_id: UUID
    session_id: UUID
    language: str
    grants: tuple[Grant, ...] = ()

    def has(self, role: Role | str, clinic_id: UUID | None = None) -> bool:
        """Whether the caller holds `role`; with a clinic, whether it holds it there."""
        return any(g.role == role and clinic_id in {None, g.clinic_id} for g in self.grants)

    def subjects(self, role: Role | str) -> set[UUID]:
        """The patients (or doctors) the caller acts as in `role`. Empty means: none, so no rows."""
        return {g.subject_id for g in self.grants if g.role == role and g.subject_id is not None}

    def clinics(self, *roles: Role | str) -> set[UUID]:
        """The clinics where the caller holds any of `roles`. Empty means: none, so no rows."""
        return {g.clinic_id for g in self.grants if g.role in roles and g.clinic_id is not None}
