"""What goes over the wire about patients."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, StringConstraints, model_validator

from telemed.accounts.schemas import Language, NewPassword, Wire, ZoneName
from telemed.patients.people import clean_name

Name = Annotated[str, StringConstraints(max_length=100), AfterValidator(clean_name)]
Sex = Literal["female", "male", "other", "unknown"]
AddressText = Annotated[str, StringConstraints(min_length=3, max_length=254)]
BirthDate = Annotated[date, Field(strict=False, examples=["1988-04-12"])]
Document = Literal["terms", "privacy", "telemedicine"]
Relation = Literal["self", "representative"]
ScopeHeld = Literal["self", "book", "attend", "read"]
ScopeGiven = Literal["book", "attend", "read"]
ContactBy = Literal["email", "sms", "call"]


class ConsentGiven(Wire):
    document: Document
    version: Annotated[str, StringConstraints(max_length=32)] = Field(examples=["2026-11"])


class Person(Wire):
    given_name: Name = Field(examples=["Anna"])
    family_name: Name = Field(examples=["Ivanova"])
    birth_date: BirthDate
    sex: Sex = "unknown"


class RegistrationForm(Person):
    """An e-mail address or a telephone number, not both."""

    email: AddressText | None = Field(default=None, examples=["anna@example.org"])
    phone: AddressText | None = None
    password: NewPassword
    language: Language
    zone: ZoneName = Field(examples=["Europe/Moscow"])
    consents: Annotated[list[ConsentGiven], Field(max_length=10)]

    @model_validator(mode="after")
    def _one_address(self) -> Self:
        if (self.email is None) == (self.phone is None):
            message = "give an e-mail address or a telephone number"
            raise ValueError(message)
        return self


class RegistrationAnswer(BaseModel):
    confirmation_id: UUID
    channel: Literal["email", "sms"]
    expires_at: datetime


class Confirmation(Wire):
    code: Annotated[str, StringConstraints(max_length=16)] = Field(examples=["123456"])


class PatientEntry(Person):
    """Somebody whom a registrar enters."""

    language: Language | None = None
    zone: ZoneName | None = None
    phone: AddressText | None = None
    email: AddressText | None = None
    contact_by: ContactBy | None = None


class Dependant(Person):
    """A child for whom the caller will act."""


class PatientChange(Wire):
    """Only what is sent changes."""

    given_name: Name | None = None
    family_name: Name | None = None
    language: Language | None = None
    zone: ZoneName | None = None
    phone: AddressText | None = None
    email: AddressText | None = None
    contact_by: ContactBy | None = None


class PatientShown(BaseModel):
    id: UUID
    given_name: str
    family_name: str
    display_name: str
    birth_date: date
    sex: Sex
    language: str
    zone: str
    phone: str | None
    email: str | None
    has_account: bool
    relation: Relation | None = Field(description="How the caller is related; None for clinic staff")
    scope: ScopeHeld | None = Field(description="How far the caller acts for them; None for clinic staff")
    contact_by: ContactBy | None = Field(description="How they want to hear; None: as we know to reach them")
    revision: int


class PatientList(BaseModel):
    items: list[PatientShown]
    next_cursor: str | None = None


class RepresentativeShown(BaseModel):
    """Somebody who acts for a patient: `book` books and changes, `attend` joins the visit, `read` looks."""

    id: UUID
    display_name: str | None
    scope: ScopeGiven
    created_at: datetime
    until: datetime | None
    is_me: bool
    may_end: bool = Field(description="Whether the caller may end or change this")


class InvitationWish(Wire):
    """Somebody is asked to act for the patient; without `until`, for as long as nobody ends it."""

    email: AddressText = Field(examples=["boris@example.org"])
    scope: ScopeGiven
    until: Annotated[AwareDatetime | None, Field(strict=False, examples=["2027-06-01T00:00:00Z"])] = None


class InvitationShown(BaseModel):
    id: UUID
    email: str
    scope: ScopeGiven
    until: datetime | None
    created_at: datetime
    expires_at: datetime


class RepresentativeList(BaseModel):
    items: list[RepresentativeShown]
    invitations: list[InvitationShown] = Field(description="Sent, and not used yet")
    may_invite: bool


class RepresentationChange(Wire):
    """Only what is sent changes."""

    scope: ScopeGiven | None = None
    until: Annotated[AwareDatetime | None, Field(strict=False, examples=["2027-06-01T00:00:00Z"])] = None


class Token(Wire):
    """The secret part of an invitation's link."""

    token: Annotated[str, StringConstraints(max_length=200)]


class InvitationAsked(BaseModel):
    """What an invitation asks: to act for somebody, so far and until then."""

    given_name: str
    inviter_name: str | None
    scope: ScopeGiven
    until: datetime | None


class RoleShown(BaseModel):
    role: str
    clinic_id: UUID | None
    clinic_name: str | None
    subject_id: UUID | None


class OwnPatient(BaseModel):
    id: UUID
    given_name: str
    family_name: str
    birth_date: date
    relation: Relation
    scope: ScopeHeld


class AccountShown(BaseModel):
    id: UUID
    email: str | None
    phone: str | None
    language: str
    zone: str
    roles: list[RoleShown]
    patients: list[OwnPatient]


class AccountChange(Wire):
    language: Language | None = None
    zone: ZoneName | None = None


class AccessShown(BaseModel):
    """Who looked at or changed the caller's data."""

    at: datetime
    action: str
    outcome: Literal["allowed", "denied"]
    actor_role: str
    clinic_name: str | None


class AccessList(BaseModel):
    items: list[AccessShown]
    next_cursor: str | None = None
