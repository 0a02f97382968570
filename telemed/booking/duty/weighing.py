"""How urgent it is, and why, from what a patient answers: danger stops everything, the rest decides the place."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking.duty.joining import Wish, service_for_duty
from telemed.booking.duty.order import USUAL_URGENCY
from telemed.booking.duty.schemas import DutyWish
from telemed.booking.intake import service as intake
from telemed.booking.intake.errors import NoIntake
from telemed.booking.intake.form import Form, Kind, Question, read_form
from telemed.booking.repository import ClinicPart
from telemed.directory.models import Clinic
from telemed.kit.text import pick

LONGEST_REASON = 400


async def weigh(
    session: AsyncSession, clinic: Clinic, wish: DutyWish, languages: tuple[str, ...], now: datetime
) -> Wish:
    """The wish with its urgency and its reason.

    Raises DangerSigns, IntakeMissing, NotForDuty (422), IntakeChanged (409), NoSuchService (404).
    """
    service = await service_for_duty(session, clinic, wish.service_id, wish.modality)
    try:
        form = await intake.form_for_patients(session, service.id)
    except NoIntake:
        return _wish(wish, USUAL_URGENCY, wish.reason)
    place = ClinicPart(*(getattr(clinic, name) for name in ClinicPart._fields))
    found = await intake.filled(session, form, wish.intake, place, languages, now)
    if found is None:
        return _wish(wish, USUAL_URGENCY, wish.reason)
    said = wish.reason or in_short(read_form(form.content), found.answers, clinic.languages)
    return _wish(wish, found.urgency, said, form_id=found.form_id, answers=found.answers)


def in_short(form: Form, answers: Mapping[str, Any], languages: list[str]) -> str:
    """What was answered, in a line for the doctor and in the clinic's words; a bare "no" with its question."""
    parts: list[str] = []
    for question in form.questions:
        answer = answers.get(question.id)
        if answer is None:
            continue
        said = _said(question, answer, languages)
        explained = question.kind in {Kind.CHOICE, Kind.DATE} and parts
        parts.append(f"{pick(question.text, languages)} {said}" if explained else said)
    text = "; ".join(parts)
    return text if len(text) <= LONGEST_REASON else text[: LONGEST_REASON - 1] + "…"


def _said(question: Question, answer: Any, languages: list[str]) -> str:
    given = answer if isinstance(answer, list) else [answer]
    words = {choice.id: pick(choice.text, languages) for choice in question.choices}
    said = ", ".join(words.get(str(each), f"{each:g}" if isinstance(each, float | int) else each) for each in given)
    unit = pick(question.unit, languages)
    return f"{said} {unit}" if unit else said


def _wish(wish: DutyWish, urgency: int, reason: str | None, **more: Any) -> Wish:
    return Wish(
        patient_id=wish.patient_id, service_id=wish.service_id, modality=wish.modality,
        callback_phone=wish.callback_phone, urgency=urgency, reason=reason or None, **more,
    )  # fmt: skip
