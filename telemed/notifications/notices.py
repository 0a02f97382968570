"""One message as meant, and the ways by which a person is told: by what they chose, what they have, and what leaves here."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from telemed.notifications.kinds import CALL, INBOX, KINDS, Topic, wants
from telemed.notifications.people import Reader
from telemed.patients.models import Patient

NOBODY_PHONES_WITHIN = timedelta(hours=2)
"""A reminder that near the visit is not worth a registrar's call."""


@dataclass(frozen=True, slots=True)
class About:
    """What a message is about, whoever gets it."""

    clinic_id: UUID | None = None
    patient_id: UUID | None = None
    appointment_id: UUID | None = None
    sensitive: bool = False
    awaited: bool = False
    moment: datetime | None = None
    good_until: datetime | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """One message as meant: to whom, in which language, with which facts."""

    kind: str
    channel: str
    address: str
    language: str
    facts: dict[str, Any] = field(default_factory=dict)
    account_id: UUID | None = None
    about: About = field(default_factory=About)
    calendar: str = ""


def to_reader(
    kind: str, reader: Reader, facts: dict[str, Any], about: About, channels: frozenset[str]
) -> Iterator[Notice]:
    """A notice for each of the reader's ways."""
    for channel, address in _ways(kind, reader, channels):
        yield Notice(kind, channel, address, reader.language, facts, reader.account_id, about)


def _ways(kind: str, reader: Reader, channels: frozenset[str]) -> Iterator[tuple[str, str]]:
    rule = KINDS[kind]
    if rule.in_inbox:
        yield INBOX, str(reader.account_id)
    for channel in sorted(channels | {"email", "sms"}) if rule.leaves else ():
        if wants(reader.choices, rule.topic, channel, has_mail=reader.email is not None):
            yield from ((channel, address) for address in _addresses(channel, reader))


def _addresses(channel: str, reader: Reader) -> tuple[str, ...]:
    if channel == "push":
        return reader.devices
    address = reader.email if channel == "email" else reader.phone
    return (address,) if address else ()


def to_account(kind: str, reader: Reader, facts: dict[str, Any], prefer: str | None = None) -> list[Notice]:
    """About the account itself: by mail when there is one, else by SMS; `prefer` asks for one of them."""
    by_mail = reader.email is not None and (prefer != "sms" or reader.phone is None)
    channel, address = ("email", reader.email) if by_mail else ("sms", reader.phone)
    found = [Notice(kind, channel, address, reader.language, facts, reader.account_id)] if address else []
    if KINDS[kind].in_inbox:
        found.append(Notice(kind, INBOX, str(reader.account_id), reader.language, facts, reader.account_id))
    return found


def to_patient(
    kind: str, patient: Patient, facts: dict[str, Any], about: About, channels: frozenset[str], now: datetime
) -> list[Notice]:
    """A patient whom nobody acts for, as the clinic wrote down: by mail, SMS, or a call; else by what there is."""
    if not KINDS[kind].leaves:
        return []
    by_phone = "sms" if "sms" in channels else CALL
    for channel in (patient.contact_by, "email", by_phone):
        address = patient.email if channel == "email" else patient.phone
        if channel and address:
            late_call = channel == CALL and _too_near_to_phone(kind, about, now)
            return [] if late_call else [Notice(kind, channel, address, patient.language, facts, about=about)]
    return []


def _too_near_to_phone(kind: str, about: About, now: datetime) -> bool:
    reminds = KINDS[kind].topic is Topic.REMINDERS
    return reminds and about.moment is not None and about.moment - now <= NOBODY_PHONES_WITHIN
