"""Turning events into messages: for each kind, who is told what. Facts are looked up now, by the ids in the event."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts import profile
from telemed.accounts.addresses import Address
from telemed.accounts.models import Account
from telemed.accounts.secrets import Purpose, digits, link_token
from telemed.booking import service as booking
from telemed.booking.service import VisitFacts
from telemed.kit.text import pick
from telemed.kit.zones import zone
from telemed.notifications.wording import when, zone_name
from telemed.outbox.relay import Leased
from telemed.patients import registration, service as patients
from telemed.patients.models import Patient
from telemed.settings import Settings

_OVER = {"cancelled", "expired", "no_show", "completed"}


@dataclass(frozen=True, slots=True)
class Notice:
    """One message as meant: to whom, in which language, with which facts."""

    kind: str
    channel: str
    address: str
    language: str
    facts: dict[str, Any] = field(default_factory=dict)
    account_id: UUID | None = None


Planner = Callable[[AsyncSession, Settings, Leased, datetime], Awaitable[list[Notice]]]


async def notices(session: AsyncSession, settings: Settings, event: Leased, now: datetime) -> list[Notice]:
    """Who hears of an event. An event that concerns nobody any more, or that no message is about: nobody."""
    planner = _PLANNERS.get(event.kind)
    return await planner(session, settings, event, now) if planner else []


async def _confirmation(session: AsyncSession, settings: Settings, event: Leased, now: datetime) -> list[Notice]:
    """A code; or, when the address has an account, word of that: only the owner of the address learns it."""
    found = await registration.pending(session, event.subject_id, now)
    if found is None:
        return []
    language, name = found.person["language"], found.person["given_name"]
    address = Address("email" if found.channel == "email" else "phone", found.address)
    account = await profile.account_by_address(session, address)
    if account is not None and account.confirmed_at is not None:
        link = f"{settings.public_url}/sign-in"
        kind = "account.already_registered"
        return [Notice(kind, found.channel, found.address, account.language, {"link": link}, account.id)]
    code = digits(settings.secret_key, found.id, found.generation)
    return [Notice("account.confirmation", found.channel, found.address, language, {"code": code, "name": name})]


async def _reset(session: AsyncSession, settings: Settings, event: Leased, _now: datetime) -> list[Notice]:
    account = await _open_account(session, event.subject_id)
    if account is None:
        return []
    facts = {"link": _password_link(settings, "reset", account, event.occurred_at)}
    return _to_account("account.reset", account, facts, prefer=event.payload.get("channel"))


async def _invited(session: AsyncSession, settings: Settings, event: Leased, _now: datetime) -> list[Notice]:
    account = await _open_account(session, event.subject_id)
    if account is None:
        return []
    if account.password_hash is None:
        facts = {"link": _password_link(settings, "invite", account, event.occurred_at)}
        return _to_account("account.invited", account, facts)
    return _to_account("account.invited_known", account, {"link": f"{settings.public_url}/sign-in"})


async def _password_changed(session: AsyncSession, settings: Settings, event: Leased, _now: datetime) -> list[Notice]:
    account = await _open_account(session, event.subject_id)
    link = f"{settings.public_url}/reset"
    return _to_account("account.password_changed", account, {"link": link}) if account else []


async def _appointment(session: AsyncSession, settings: Settings, event: Leased, now: datetime) -> list[Notice]:
    """Everybody who acts for the patient; a patient whom nobody acts for, at the address the clinic wrote down.

    A visit that was booked and is over by now gets no word of the booking: that of its end is on the way.
    """
    visit = await booking.visit_facts(session, event.subject_id)
    if visit is None or (visit.status in _OVER and event.kind != "appointment.cancelled"):
        return []
    patient = (await patients.patients_by_id(session, [visit.patient_id])).get(visit.patient_id)
    if patient is None:
        return []
    accounts = await profile.accounts_acting_as(session, patient.id, now)
    planned = [
        notice
        for account in accounts
        for notice in _to_account(event.kind, account, _visit_facts(settings, visit, patient, account.language, event))
    ]
    return planned or _to_patient(event.kind, patient, _visit_facts(settings, visit, patient, patient.language, event))


_PLANNERS: dict[str, Planner] = {
    "account.confirmation": _confirmation,
    "account.reset": _reset,
    "account.invited": _invited,
    "account.password_changed": _password_changed,
    "appointment.booked": _appointment,
    "appointment.rescheduled": _appointment,
    "appointment.cancelled": _appointment,
}


async def _open_account(session: AsyncSession, account_id: UUID) -> Account | None:
    account = await profile.account_by_id(session, account_id)
    return account if account is not None and account.disabled_at is None else None


def _password_link(settings: Settings, purpose: Purpose, account: Account, issued_at: datetime) -> str:
    """Its host comes from settings: a request could name another one."""
    token = link_token(settings.secret_key, purpose, account.id, account.password_hash, issued_at)
    return f"{settings.public_url.rstrip('/')}/reset?token={token}"


def _to_account(kind: str, account: Account, facts: dict[str, Any], prefer: str | None = None) -> list[Notice]:
    """By e-mail when there is one, else by SMS; `prefer` asks for one of them."""
    by_mail = account.email is not None and (prefer != "sms" or account.phone is None)
    channel, address = ("email", account.email) if by_mail else ("sms", account.phone)
    return [Notice(kind, channel, address, account.language, facts, account.id)] if address else []


def _to_patient(kind: str, patient: Patient, facts: dict[str, Any]) -> list[Notice]:
    channel, address = ("email", patient.email) if patient.email else ("sms", patient.phone)
    return [Notice(kind, channel, address, patient.language, facts)] if address else []


def _visit_facts(
    settings: Settings, visit: VisitFacts, patient: Patient, language: str, event: Leased
) -> dict[str, Any]:
    """No reason, no service, no diagnosis: a mail is read by whoever holds the phone."""
    tz = zone(visit.zone)
    cancelled = event.kind == "appointment.cancelled"
    return {
        "name": patient.given_name,
        "doctor": visit.doctor_name,
        "clinic": pick(visit.clinic_name, (language, *visit.clinic_languages)),
        "phone": visit.clinic_phone,
        "when": when(visit.starts_at, tz, language),
        "zone_name": zone_name(visit.starts_at, tz, language),
        "link": settings.public_url.rstrip("/") + ("/find" if cancelled else f"/visits/{visit.id}"),
    }
