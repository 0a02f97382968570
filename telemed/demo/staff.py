"""Who works in a clinic: its services, doctors and desk, with accounts."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from random import Random
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Role as AccountRole
from telemed.accounts.models import AccountGrant
from telemed.booking.rules import Terms
from telemed.demo import names, sign_ins
from telemed.demo.accounts_of import Desk
from telemed.demo.medicine import FIELDS, Treatment
from telemed.demo.places import Place, numbered, slug_of
from telemed.demo.portraits import portrait
from telemed.demo.roster import Role
from telemed.demo.sign_ins import SignIn
from telemed.demo.visits import OnOffer
from telemed.directory import photos
from telemed.directory.models import Clinic, Doctor, DoctorService, DoctorSpecialty, Service
from telemed.kit.ids import new_id
from telemed.kit.zones import zone

_ADMINS = {"moscow": sign_ins.ADMIN, "berlin": sign_ins.BERLIN_ADMIN}


@dataclass(frozen=True, slots=True)
class Practitioner:
    """A doctor who was written down, with what can be booked with them."""

    id: UUID
    account_id: UUID
    role: Role
    offers: tuple[OnOffer, ...]


async def add_clinic(session: AsyncSession, place: Place, number: int) -> Clinic:
    clinic = Clinic(
        id=new_id(), slug=slug_of(place, number), name=numbered(place.name, number), zone=place.zone,
        country=place.country, languages=list(place.languages), phone=place.phone, address=place.address,
        about=place.about, emergency_number=place.emergency_number,
    )  # fmt: skip
    session.add(clinic)
    await session.flush()
    return clinic


async def add_services(
    session: AsyncSession, clinic: Clinic, place: Place, roles: list[Role], specialty_ids: dict[str, UUID]
) -> dict[Treatment, OnOffer]:
    """What the clinic's doctors treat; a treatment nobody offers is left out."""
    offered: dict[Treatment, OnOffer] = {}
    practised = {role.field for role in roles}
    for field in FIELDS:
        for treatment in field.treatments if field.code in practised else ():
            service = _service(clinic.id, specialty_ids[field.code], place, treatment)
            session.add(service)
            offered[treatment] = OnOffer(service.id, _terms(treatment, place), treatment.modalities)
    await session.flush()
    return offered


def _service(clinic_id: UUID, specialty_id: UUID, place: Place, treatment: Treatment) -> Service:
    price = treatment.roubles if place.currency == "RUB" else treatment.euros
    return Service(
        id=new_id(), clinic_id=clinic_id, specialty_id=specialty_id, name=treatment.name,
        duration_min=treatment.duration, buffer_before_min=treatment.before, buffer_after_min=treatment.after,
        modalities=list(treatment.modalities), grid_min=treatment.grid, lead_min=treatment.lead,
        horizon_days=treatment.horizon_days, cancel_min=treatment.cancel, price_minor=price * 100,
        currency=place.currency, duty=treatment.duty,
    )  # fmt: skip


def _terms(treatment: Treatment, place: Place) -> Terms:
    return Terms(
        duration_min=treatment.duration, buffer_before_min=treatment.before, buffer_after_min=treatment.after,
        grid_min=treatment.grid, lead_min=treatment.lead, horizon_days=treatment.horizon_days, zone=zone(place.zone),
    )  # fmt: skip


async def draw_portraits(data_dir: Path, roles: list[Role]) -> list[str]:
    """The names of the files. Outside any transaction: drawing takes its time."""

    def draw() -> list[str]:
        return [photos.store(data_dir, portrait(role.initials, colour)) for colour, role in enumerate(roles)]

    return await asyncio.to_thread(draw)


async def add_doctors(
    session: AsyncSession,
    clinic: Clinic,
    roles: list[Role],
    offered: dict[Treatment, OnOffer],
    specialty_ids: dict[str, UUID],
    portraits: list[str],
    desk: Desk,
    chance: Random,
) -> list[Practitioner]:
    accounts, rows = [], []
    ties: list[AccountGrant | DoctorSpecialty | DoctorService] = []
    found: list[Practitioner] = []
    for index, (role, photo) in enumerate(zip(roles, portraits, strict=True)):
        email = role.login or f"{names.latin(role.family)}.{clinic.slug}.{index}@clinic.example.com"
        account = desk.account(email, role.languages[0], clinic.zone)
        doctor = Doctor(
            id=new_id(), clinic_id=clinic.id, account_id=account.id, given_name=role.given, family_name=role.family,
            title=role.title(), about=role.about(chance), languages=list(role.languages), photo_path=photo,
        )  # fmt: skip
        mine = {treatment: offered[treatment] for treatment in role.specialty.treatments if role.offers(treatment)}
        ties.append(desk.grant(account.id, AccountRole.DOCTOR, clinic=clinic.id, subject=doctor.id))
        ties.append(DoctorSpecialty(doctor_id=doctor.id, specialty_id=specialty_ids[role.field]))
        ties.extend(DoctorService(doctor_id=doctor.id, service_id=offer.service_id) for offer in mine.values())
        accounts.append(account)
        rows.append(doctor)
        # What is held on duty is not booked ahead, so no visits are made of it.
        ahead = tuple(offer for treatment, offer in mine.items() if not treatment.duty)
        found.append(Practitioner(doctor.id, account.id, role, ahead))
    for layer in (accounts, rows, ties):
        session.add_all(layer)
        await session.flush()
    return found


async def add_desk(session: AsyncSession, clinic: Clinic, place: Place, number: int, desk: Desk) -> UUID:
    """An admin and a registrar; the registrar's account."""
    admin = _ADMINS[place.slug].login if number == 1 else f"admin.{clinic.slug}@clinic.example.com"
    first = number == 1 and sign_ins.REGISTRAR.clinic == place.slug
    registrar = sign_ins.REGISTRAR.login if first else f"registrar.{clinic.slug}@clinic.example.com"
    accounts = [desk.account(email, clinic.languages[0], clinic.zone) for email in (admin, registrar)]
    session.add_all(accounts)
    await session.flush()
    session.add(desk.grant(accounts[0].id, AccountRole.CLINIC_ADMIN, clinic=clinic.id))
    session.add(desk.grant(accounts[1].id, AccountRole.REGISTRAR, clinic=clinic.id))
    await session.flush()
    return accounts[1].id


async def add_operator(session: AsyncSession, who: SignIn, desk: Desk) -> None:
    account = desk.account(who.login, "en", "UTC")
    session.add(account)
    await session.flush()
    session.add(desk.grant(account.id, AccountRole.OPERATOR))
    await session.flush()
