"""Offers that are answered by the link in a message; and what such a message may say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking.answers.schemas import Choice, OutcomeView, QuestionView
from telemed.booking.errors import LinkRefused
from telemed.booking.links import Link
from telemed.booking.waiting import answering, repository as reading
from telemed.booking.waiting.answering import Answerer
from telemed.booking.waiting.repository import Offered
from telemed.kit.text import pick
from telemed.kit.zones import zone


class OfferFacts(NamedTuple):
    """What a message about an offer may need. Texts are maps by language; `zone` is the clinic's."""

    id: UUID
    status: str
    revision: int
    kind: str
    patient_id: UUID
    appointment_id: UUID | None
    doctor_id: UUID
    clinic_id: UUID
    starts_at: datetime
    ends_at: datetime
    expires_at: datetime
    instead_of: datetime | None
    zone: str
    doctor_name: str
    service_name: dict[str, str]
    clinic_name: dict[str, str]
    clinic_languages: list[str]
    clinic_phone: str
    sensitive: bool
    private: bool
    """Hidden from representatives."""


async def offer_facts(session: AsyncSession, offer_id: UUID) -> OfferFacts | None:
    """An offer for rooms above that ask on nobody's behalf, such as notifications; they decide who hears of it.

    An open one is answered through `links.link_for(settings, "offer", id, revision, expires_at)`.
    """
    found = await reading.offer(session, offer_id)
    if found is None:
        return None
    own, visit = found.offer, found.visit
    return OfferFacts(
        id=own.id, status=own.status, revision=own.revision, kind=found.entry.kind, patient_id=own.patient_id,
        appointment_id=own.appointment_id or found.entry.appointment_id, doctor_id=own.doctor_id,
        clinic_id=own.clinic_id, starts_at=own.starts_at, ends_at=own.ends_at, expires_at=own.expires_at,
        instead_of=visit.starts_at if visit and own.status == "open" else None, zone=found.clinic.zone,
        doctor_name=found.doctor.display_name, service_name=found.service.name, clinic_name=found.clinic.name,
        clinic_languages=found.clinic.languages, clinic_phone=found.clinic.phone, sensitive=found.service.sensitive,
        private=visit is not None and visit.private,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OfferQuestion:
    """The question "Do you want this time?"."""

    async def look(self, session: AsyncSession, link: Link, languages: Sequence[str], now: datetime) -> QuestionView:
        found = await _present(session, link)
        return _view(found, (*languages, *found.clinic.languages), now)

    async def answer(self, session: AsyncSession, link: Link, choice: Choice, now: datetime) -> OutcomeView:
        found = await _present(session, link)
        tz = zone(found.clinic.zone)
        if choice == "accept":
            visit = await answering.accept(session, link.subject_id, Answerer(None), now)
            start, appointment_id = visit.own.starts_at, visit.own.id
            return OutcomeView(
                purpose="offer", choice=choice, starts_at=start, local_start=start.astimezone(tz).isoformat(),
                zone=found.clinic.zone, appointment_id=appointment_id,
            )  # fmt: skip
        if choice != "decline":
            raise LinkRefused
        await answering.decline(session, link.subject_id, Answerer(None), now)
        kept = found.visit.starts_at if found.visit else None
        return OutcomeView(
            purpose="offer", choice=choice, starts_at=kept,
            local_start=kept.astimezone(tz).isoformat() if kept else None, zone=found.clinic.zone,
            appointment_id=found.entry.appointment_id,
        )  # fmt: skip


async def _present(session: AsyncSession, link: Link) -> Offered:
    """The offer as it was when the link was signed. Raises LinkRefused when it has changed since."""
    found = await reading.offer(session, link.subject_id)
    if found is None or found.offer.revision != link.revision or found.offer.status != "open":
        raise LinkRefused
    return found


def _view(found: Offered, languages: Sequence[str], now: datetime) -> QuestionView:
    own, clinic, open_about = found.offer, found.clinic, not found.service.sensitive
    tz, instead = zone(clinic.zone), found.visit.starts_at if found.visit else None
    return QuestionView(
        purpose="offer", choices=["accept", "decline"], given_name=found.patient.given_name,
        clinic_name=pick(clinic.name, languages), clinic_phone=clinic.phone,
        doctor_name=found.doctor.display_name if open_about else None,
        service_name=pick(found.service.name, languages) if open_about else None,
        starts_at=own.starts_at, local_start=own.starts_at.astimezone(tz).isoformat(), zone=clinic.zone,
        instead_of=instead, local_instead_of=instead.astimezone(tz).isoformat() if instead else None,
        appointment_id=found.entry.appointment_id, expires_in_s=max(0, int((own.expires_at - now).total_seconds())),
    )  # fmt: skip
