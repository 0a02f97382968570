"""The tables of who works where, and what can be booked. Texts that people read are maps by language (`ru`, `de`, `en`)."""

from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from telemed.db.base import Table
from telemed.db.types import Json

Texts = dict[str, str]


class Clinic(Table, table=True):
    """An organisation with a time zone and staff. The first of `languages` is the one it speaks by default.

    Patients are reminded `reminders_min` minutes before a visit. Freed time is offered to one person of the waitlist for
    `offer_min` minutes, and nobody gets more than `offers_a_day` of these.
    """

    slug: str = Field(unique=True)
    name: Texts = Field(sa_type=Json)
    zone: str
    country: str
    languages: list[str] = Field(sa_type=Json)
    phone: str = ""
    address: Texts = Field(default_factory=dict, sa_type=Json)
    about: Texts = Field(default_factory=dict, sa_type=Json)
    emergency_number: str = ""
    reminders_min: list[int] = Field(default_factory=lambda: [1440, 60], sa_type=Json)
    offer_min: int = 30
    offers_a_day: int = 3
    revision: int = 1


class Specialty(Table, table=True):
    """A field of medicine, shared by all clinics."""

    code: str = Field(unique=True)
    name: Texts = Field(sa_type=Json)


class Service(Table, table=True):
    """What can be booked at a clinic. Durations are minutes; `price_minor` is in the currency's smallest unit.

    A visit starts on the grid of `grid_min` minutes of the clinic's local clock, at least `lead_min` minutes and at most
    `horizon_days` days ahead. The patient may cancel until `cancel_min` and move it until `reschedule_min` minutes before.
    The buffers are kept free around it. A time that was chosen is held for `hold_min` minutes.

    Who may book: patients of `min_age` to `max_age` whole years, with a referral where `referral_required`, members of the
    programme `programme_code` where it is not empty, at most `most_per_period` visits (0: any number) in `period_days`.
    `most_people` patients may come to one visit. A `duty` service is held through the duty queue alone. Messages about a
    `sensitive` one name neither it nor the doctor.
    """

    clinic_id: UUID = Field(foreign_key="clinic.id", index=True)
    specialty_id: UUID = Field(foreign_key="specialty.id", index=True)
    name: Texts = Field(sa_type=Json)
    duration_min: int
    buffer_before_min: int = 0
    buffer_after_min: int = 0
    modalities: list[str] = Field(sa_type=Json)
    grid_min: int = 10
    lead_min: int = 0
    horizon_days: int = 56
    cancel_min: int = 60
    price_minor: int = 0
    currency: str = "EUR"
    active: bool = True
    reschedule_min: int = 60
    hold_min: int = 5
    min_age: int = 0
    max_age: int = 150
    referral_required: bool = False
    programme_code: str = ""
    most_per_period: int = 0
    period_days: int = 30
    most_people: int = 1
    duty: bool = False
    sensitive: bool = False
    revision: int = 1

    __table_args__ = (
        CheckConstraint("duration_min > 0 AND grid_min > 0", name="lengths_positive"),
        CheckConstraint("buffer_before_min >= 0 AND buffer_after_min >= 0", name="buffers_not_negative"),
        CheckConstraint("lead_min >= 0 AND horizon_days > 0 AND cancel_min >= 0", name="windows_not_negative"),
        CheckConstraint("price_minor >= 0", name="price_not_negative"),
    )


class Doctor(Table, table=True):
    """A person who sees patients at one clinic. `account_id` is theirs once they were invited."""

    clinic_id: UUID = Field(foreign_key="clinic.id", index=True)
    account_id: UUID | None = Field(default=None, index=True)
    given_name: str
    family_name: str
    title: Texts = Field(default_factory=dict, sa_type=Json)
    about: Texts = Field(default_factory=dict, sa_type=Json)
    languages: list[str] = Field(sa_type=Json)
    photo_path: str | None = None
    active: bool = True
    revision: int = 1

    @property
    def display_name(self) -> str:
        return f"{self.given_name} {self.family_name}"


class DoctorSpecialty(Table, table=True):
    __tablename__ = "doctor_specialty"

    doctor_id: UUID = Field(foreign_key="doctor.id", ondelete="CASCADE")
    specialty_id: UUID = Field(foreign_key="specialty.id", index=True)

    __table_args__ = (UniqueConstraint("doctor_id", "specialty_id"),)


class DoctorService(Table, table=True):
    """A service the doctor offers. Only these can be booked with them."""

    __tablename__ = "doctor_service"

    doctor_id: UUID = Field(foreign_key="doctor.id", ondelete="CASCADE")
    service_id: UUID = Field(foreign_key="service.id", index=True)

    __table_args__ = (UniqueConstraint("doctor_id", "service_id"),)
