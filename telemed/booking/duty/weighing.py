"""How urgent it is, and why, from what a patient answers: danger stops everything, the rest decides the place."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking.duty import repository
from telemed.booking.duty.joining import Wish, service_for_duty
from telemed.booking.duty.order import USUAL_URGENCY
from telemed.booking.duty.schemas import JoinWish
from telemed.booking.intake.errors import DangerSigns, IntakeChanged, IntakeMissing
from telemed.booking.intake.form import Complete, Danger, Form, Missing, evaluate, read_form
from telemed.directory.models import Clinic
from telemed.kit.text import pick

LONGEST_REASON = 400


async def weigh(session: AsyncSession, clinic: Clinic, wish: JoinWish, languages: tuple[str, ...]) -> Wish:
    """The wish with its urgency and its reason.

    Raises DangerSigns, IntakeMissing, NotForDuty (422), IntakeChanged (409), NoSuchService (404).
    """
    service = await service_for_duty(session, clinic, wish.service_id, wish.modality)
    stored = await repository.latest_form(session, service.id)
    form = read_form(stored.content) if stored is not None else None
    if stored is None or form is None or not form.questions:
        return _wish(wish, USUAL_URGENCY, wish.reason)
    if wish.intake is None:
        raise IntakeMissing(questions={each.id: "required" for each in form.questions if each.required})
    if wish.intake.form_id != stored.id:
        raise IntakeChanged(form_id=str(stored.id))
    result = evaluate(form, wish.intake.answers)
    if isinstance(result, Danger):
        advice = pick(result.advice, (*languages, *clinic.languages))
        raise DangerSigns(advice=advice, question=result.question, emergency_number=clinic.emergency_number)
    if isinstance(result, Missing):
        raise IntakeMissing(questions=result.questions)
    said = wish.reason or in_short(form, result, clinic.languages)
    return _wish(wish, result.urgency, said, form_id=stored.id, answers=result.answers)


def in_short(form: Form, complete: Complete, languages: list[str]) -> str:
    """What was answered, in a line for the doctor: choices in the clinic's words, and what was written."""
    parts = []
    for question in form.questions:
        answer = complete.answers.get(question.id)
        if answer is None:
            continue
        given = answer if isinstance(answer, list) else [answer]
        words = {choice.id: pick(choice.text, languages) for choice in question.choices}
        said = ", ".join(words.get(str(each), f"{each:g}" if isinstance(each, float | int) else each) for each in given)
        unit = pick(question.unit, languages)
        parts.append(f"{said} {unit}" if unit else said)
    text = "; ".join(parts)
    return text if len(text) <= LONGEST_REASON else text[: LONGEST_REASON - 1] + "…"


def _wish(wish: JoinWish, urgency: int, reason: str | None, **more: Any) -> Wish:
    return Wish(
        patient_id=wish.patient_id, service_id=wish.service_id, modality=wish.modality,
        callback_phone=wish.callback_phone, urgency=urgency, reason=reason or None, **more,
    )  # fmt: skip
