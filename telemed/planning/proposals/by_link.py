"""The question "Does the time that the clinic chose suit you?", asked by a link in a message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking.answers.schemas import Choice, OutcomeView, QuestionView
from telemed.booking.errors import LinkRefused
from telemed.booking.facts import known_visits
from telemed.booking.links import Link
from telemed.booking.service import VisitFacts
from telemed.kit.text import pick
from telemed.kit.zones import zone
from telemed.patients.service import patients_by_id
from telemed.planning.proposals import answers
from telemed.planning.proposals.answers import Question
from telemed.planning.proposals.errors import NothingToAnswer


@dataclass(frozen=True, slots=True)
class ReplanQuestion:
    """Accept or cancel; another time is chosen on the visit's own page. The subject of the link is the visit."""

    async def look(self, session: AsyncSession, link: Link, languages: Sequence[str], now: datetime) -> QuestionView:
        asked, visit = await _present(session, link)
        clinic, patient = visit.clinic_languages, (await patients_by_id(session, [visit.patient_id]))[visit.patient_id]
        readable, tz = (*languages, *clinic), zone(visit.zone)
        was = asked.move.from_starts_at if asked.move.to_doctor_id else None
        return QuestionView(
            purpose="replan", choices=_choices(asked), given_name=patient.given_name,
            clinic_name=pick(visit.clinic_name, readable), clinic_phone=visit.clinic_phone,
            doctor_name=None if visit.sensitive else visit.doctor_name,
            service_name=None if visit.sensitive else pick(visit.service_name, readable),
            starts_at=visit.starts_at, local_start=visit.starts_at.astimezone(tz).isoformat(), zone=visit.zone,
            instead_of=was, local_instead_of=was.astimezone(tz).isoformat() if was else None,
            appointment_id=visit.id, expires_in_s=max(0, int((visit.starts_at - now).total_seconds())),
        )  # fmt: skip

    async def answer(self, session: AsyncSession, link: Link, choice: Choice, now: datetime) -> OutcomeView:
        asked, visit = await _present(session, link)
        if choice not in _choices(asked):
            raise LinkRefused
        said: answers.Answer = "accept" if choice == "accept" else "cancel"
        try:
            await answers.answer(session, visit.id, said, revision=link.revision, by=None, now=now)
        except NothingToAnswer as error:
            raise LinkRefused from error
        kept = visit.starts_at if said == "accept" else None
        return OutcomeView(
            purpose="replan", choice=choice, starts_at=kept,
            local_start=kept.astimezone(zone(visit.zone)).isoformat() if kept else None, zone=visit.zone,
            appointment_id=visit.id,
        )  # fmt: skip


def _choices(asked: Question) -> list[Choice]:
    """There is nothing to accept about a visit that found no place; who has accepted may still cancel."""
    return ["accept", "cancel"] if asked.move.to_doctor_id and asked.move.answer is None else ["cancel"]


async def _present(session: AsyncSession, link: Link) -> tuple[Question, VisitFacts]:
    """The question as it was when the link was signed. Raises LinkRefused when the visit has changed since."""
    asked = await answers.question(session, link.subject_id)
    known = (await known_visits(session, [link.subject_id])).get(link.subject_id)
    if asked is None or known is None or asked.move.moved_revision != link.revision:
        raise LinkRefused
    return asked, known.visit
