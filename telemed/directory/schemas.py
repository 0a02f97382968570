"""What goes over the wire about clinics, services and doctors. Public answers are in one language, admin ones in all."""

import unicodedata
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from telemed.accounts.schemas import Language, Wire

_FORBIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _clean(text: str) -> str:
    """One normal form, line breaks kept. Raises ValueError on other control characters and direction marks."""
    text = unicodedata.normalize("NFC", text).strip()
    if any(unicodedata.category(character) in _FORBIDDEN and character != "\n" for character in text):
        message = "control characters and direction marks are not allowed"
        raise ValueError(message)
    return text


def _clean_line(text: str) -> str:
    text = _clean(text)
    if "\n" in text:
        message = "a line break is not allowed here"
        raise ValueError(message)
    return text


def _said(texts: dict[Language, str]) -> dict[Language, str]:
    if not any(texts.values()):
        message = "needs a text in one language at least"
        raise ValueError(message)
    return texts


Line = Annotated[str, StringConstraints(max_length=200), AfterValidator(_clean_line)]
Paragraph = Annotated[str, StringConstraints(max_length=4000), AfterValidator(_clean)]
PersonName = Annotated[
    str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True), AfterValidator(_clean_line)
]
Names = Annotated[
    dict[Language, Line], AfterValidator(_said), Field(examples=[{"de": "Sprechstunde", "en": "Consultation"}])
]
Lines = dict[Language, Line]
Paragraphs = dict[Language, Paragraph]
SpokenLanguage = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
SpokenLanguages = Annotated[list[SpokenLanguage], Field(min_length=1, max_length=12)]
Modality = Literal["video", "audio", "chat"]
Modalities = Annotated[list[Modality], Field(min_length=1, max_length=3)]
Id = Annotated[UUID, Field(strict=False)]
Ids = Annotated[list[Id], Field(max_length=50)]
Duration = Annotated[int, Field(ge=5, le=480, description="Minutes")]
Buffer = Annotated[int, Field(ge=0, le=120, description="Minutes")]
Grid = Annotated[int, Field(ge=5, le=240, description="Minutes: visits start on this grid of the clinic's clock")]
Lead = Annotated[int, Field(ge=0, le=30 * 24 * 60, description="Minutes before a visit until which it can be booked")]
Horizon = Annotated[int, Field(ge=1, le=365, description="Days ahead that can be booked")]
CancelBefore = Annotated[
    int, Field(ge=0, le=30 * 24 * 60, description="Minutes before a visit until which it can be cancelled")
]
Price = Annotated[int, Field(ge=0, le=100_000_000, description="In the smallest unit of the currency")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Minutes = Annotated[int, Field(ge=0, le=30 * 24 * 60)]
Age = Annotated[int, Field(ge=0, le=150, description="Whole years")]
HoldMinutes = Annotated[int, Field(ge=1, le=60, description="Minutes that a chosen time is held")]
ProgrammeCode = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{0,40}$")]
MostVisits = Annotated[int, Field(ge=0, le=1000, description="Visits of a patient in the period; 0: any number")]
PeriodDays = Annotated[int, Field(ge=1, le=366)]
MostPeople = Annotated[int, Field(ge=1, le=10, description="Patients who may come to one visit")]
Reminders = Annotated[
    list[Annotated[int, Field(ge=5, le=14 * 24 * 60)]],
    Field(max_length=5, description="Minutes before a visit at which the patient is reminded"),
]
OfferMinutes = Annotated[int, Field(ge=5, le=24 * 60)]
OffersADay = Annotated[int, Field(ge=1, le=20)]


# ── public ────────────────────────────────────────


class ClinicShown(BaseModel):
    id: UUID
    slug: str
    name: str
    zone: str = Field(examples=["Europe/Berlin"])
    country: str
    languages: list[str]
    phone: str
    address: str
    about: str
    emergency_number: str


class ClinicList(BaseModel):
    items: list[ClinicShown]
    next_cursor: str | None = None


class SpecialtyName(BaseModel):
    id: UUID
    name: str


class SpecialtyShown(SpecialtyName):
    code: str
    doctor_count: int = Field(description="Active doctors with this specialty")


class SpecialtyList(BaseModel):
    items: list[SpecialtyShown]
    next_cursor: str | None = None


class ServiceShown(BaseModel):
    id: UUID
    clinic_id: UUID
    specialty_id: UUID
    name: str
    duration_min: int
    modalities: list[Modality]
    grid_min: int
    lead_min: int
    horizon_days: int
    cancel_min: int
    price_minor: int
    currency: str
    reschedule_min: int
    hold_min: int
    min_age: int
    max_age: int
    referral_required: bool
    programme_code: str
    most_per_period: int
    period_days: int
    most_people: int
    duty: bool


class ServiceList(BaseModel):
    items: list[ServiceShown]
    next_cursor: str | None = None


class DoctorShown(BaseModel):
    id: UUID
    clinic_id: UUID
    clinic_name: str
    given_name: str
    family_name: str
    display_name: str
    title: str
    languages: list[str]
    specialties: list[SpecialtyName]
    photo_url: str | None
    about: str


class DoctorPage(BaseModel):
    items: list[DoctorShown]
    next_cursor: str | None


class DoctorDetails(DoctorShown):
    zone: str = Field(description="The zone of the doctor's clinic")
    services: list[ServiceShown]


# ── a clinic's own ────────────────────────────────────────


class ServiceSettings(BaseModel):
    """A service with everything its clinic may change."""

    id: UUID
    clinic_id: UUID
    specialty_id: UUID
    name_i18n: dict[str, str]
    duration_min: int
    buffer_before_min: int
    buffer_after_min: int
    modalities: list[Modality]
    grid_min: int
    lead_min: int
    horizon_days: int
    cancel_min: int
    price_minor: int
    currency: str
    reschedule_min: int
    hold_min: int
    min_age: int
    max_age: int
    referral_required: bool
    programme_code: str
    most_per_period: int
    period_days: int
    most_people: int
    duty: bool
    sensitive: bool
    active: bool
    revision: int


class DoctorSettings(BaseModel):
    """A doctor with everything their clinic may change."""

    id: UUID
    clinic_id: UUID
    account_id: UUID | None
    given_name: str
    family_name: str
    display_name: str
    title_i18n: dict[str, str]
    about_i18n: dict[str, str]
    languages: list[str]
    specialty_ids: list[UUID]
    service_ids: list[UUID]
    photo_url: str | None
    active: bool
    revision: int


class ClinicSettings(BaseModel):
    """A clinic with all its texts, services and doctors, also inactive ones."""

    id: UUID
    slug: str
    name_i18n: dict[str, str]
    about_i18n: dict[str, str]
    address_i18n: dict[str, str]
    zone: str
    country: str
    languages: list[str]
    phone: str
    emergency_number: str
    reminders_min: list[int]
    offer_min: int
    offers_a_day: int
    revision: int
    services: list[ServiceSettings]
    doctors: list[DoctorSettings]
    specialties: list[SpecialtyName]


class _Change(Wire):
    """Only what is sent changes; what is sent may not be null."""

    @model_validator(mode="after")
    def _no_nulls(self) -> Self:
        if any(getattr(self, name) is None for name in self.model_fields_set):
            message = "a field that is sent needs a value"
            raise ValueError(message)
        return self


class ClinicChange(_Change):
    name_i18n: Names | None = None
    about_i18n: Paragraphs | None = None
    address_i18n: Lines | None = None
    languages: Annotated[list[Language], Field(min_length=1, max_length=3)] | None = None
    phone: Annotated[str, StringConstraints(max_length=32), AfterValidator(_clean_line)] | None = None
    emergency_number: Annotated[str, StringConstraints(pattern=r"^[0-9]{2,8}$")] | None = None
    reminders_min: Reminders | None = None
    offer_min: OfferMinutes | None = None
    offers_a_day: OffersADay | None = None


class ServiceDraft(Wire):
    specialty_id: Id
    name_i18n: Names
    duration_min: Duration
    buffer_before_min: Buffer = 0
    buffer_after_min: Buffer = 0
    modalities: Modalities
    grid_min: Grid = 10
    lead_min: Lead = 0
    horizon_days: Horizon = 56
    cancel_min: CancelBefore = 60
    price_minor: Price = 0
    currency: Currency
    reschedule_min: Minutes = 60
    hold_min: HoldMinutes = 5
    min_age: Age = 0
    max_age: Age = 150
    referral_required: bool = False
    programme_code: ProgrammeCode = ""
    most_per_period: MostVisits = 0
    period_days: PeriodDays = 30
    most_people: MostPeople = 1
    duty: bool = False
    sensitive: bool = False
    active: bool = True


class ServiceChange(_Change):
    specialty_id: Id | None = None
    name_i18n: Names | None = None
    duration_min: Duration | None = None
    buffer_before_min: Buffer | None = None
    buffer_after_min: Buffer | None = None
    modalities: Modalities | None = None
    grid_min: Grid | None = None
    lead_min: Lead | None = None
    horizon_days: Horizon | None = None
    cancel_min: CancelBefore | None = None
    price_minor: Price | None = None
    currency: Currency | None = None
    reschedule_min: Minutes | None = None
    hold_min: HoldMinutes | None = None
    min_age: Age | None = None
    max_age: Age | None = None
    referral_required: bool | None = None
    programme_code: ProgrammeCode | None = None
    most_per_period: MostVisits | None = None
    period_days: PeriodDays | None = None
    most_people: MostPeople | None = None
    duty: bool | None = None
    sensitive: bool | None = None
    active: bool | None = None


class DoctorDraft(Wire):
    given_name: PersonName
    family_name: PersonName
    title_i18n: Lines = Field(default_factory=dict)
    about_i18n: Paragraphs = Field(default_factory=dict)
    languages: SpokenLanguages
    specialty_ids: Ids = Field(default_factory=list)
    service_ids: Ids = Field(default_factory=list)
    active: bool = True


class DoctorChange(_Change):
    given_name: PersonName | None = None
    family_name: PersonName | None = None
    title_i18n: Lines | None = None
    about_i18n: Paragraphs | None = None
    languages: SpokenLanguages | None = None
    specialty_ids: Ids | None = None
    service_ids: Ids | None = None
    active: bool | None = None


StaffRole = Literal["doctor", "registrar", "clinic_admin"]


class StaffRoleShown(BaseModel):
    role: StaffRole
    doctor_id: UUID | None
    doctor_name: str | None


class StaffMember(BaseModel):
    account_id: UUID
    email: str | None
    confirmed: bool = Field(description="Whether the person has set a password or confirmed the address")
    roles: list[StaffRoleShown]


class StaffList(BaseModel):
    items: list[StaffMember]
    next_cursor: str | None = None


class Invitation(Wire):
    """Somebody to work at the clinic. `doctor_id` is needed for a doctor: whose calendar they have."""

    email: Annotated[str, StringConstraints(min_length=3, max_length=254)] = Field(examples=["registrar@example.org"])
    role: StaffRole
    doctor_id: Id | None = None
    language: Language = "en"

    @model_validator(mode="after")
    def _doctor_named(self) -> Self:
        if (self.role == "doctor") != (self.doctor_id is not None):
            message = "doctor_id goes with the role doctor, and only with it"
            raise ValueError(message)
        return self
