"""What the demo's clinics ask before some of their visits, and what their patients answered."""

from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking.intake.form import Complete, evaluate, read_form
from telemed.booking.intake.models import IntakeAnswers, IntakeForm
from telemed.booking.intake.schemas import IntakeFormDraft
from telemed.booking.lifecycle import Status
from telemed.demo import repository
from telemed.demo.places import Texts, words
from telemed.directory.models import Clinic, Service

_ANSWERED = (Status.BOOKED, Status.ARRIVED, Status.IN_PROGRESS, Status.COMPLETED)
_MOST_ANSWERED = 60

CALL = words(
    "Такие жалобы могут означать угрозу жизни. Позвоните в скорую прямо сейчас, не оставайтесь одни и не садитесь за руль.",
    "Das kann lebensbedrohlich sein. Rufen Sie jetzt den Rettungsdienst, bleiben Sie nicht allein und fahren Sie nicht "
    "selbst.",
    "This can be life-threatening. Call an ambulance now, do not stay alone, and do not drive yourself.",
)
CALL_FOR_CHILD = words(
    "Ребёнку нужна помощь сейчас. Позвоните в скорую, держите ребёнка на руках или на боку и говорите с ним.",
    "Das Kind braucht jetzt Hilfe. Rufen Sie den Rettungsdienst, halten Sie das Kind im Arm oder auf der Seite.",
    "The child needs help now. Call an ambulance, hold the child or lay it on its side, and keep talking to it.",
)
YES, NO = words("Да", "Ja", "Yes"), words("Нет", "Nein", "No")


def _choice(identity: str, text: Texts, **more: Any) -> dict[str, Any]:
    return {"id": identity, "text": text, **more}


def _ask(identity: str, kind: str, text: Texts, *choices: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": identity, "kind": kind, "text": text, "choices": list(choices), **more}


def _when(question: str, *any_of: str) -> list[dict[str, Any]]:
    return [{"question": question, "any_of": list(any_of)}]


_FEVER = _ask(
    "fever", "number",
    words("Какая температура?", "Wie hoch ist die Temperatur?", "What is the temperature?"),
    help=words("Если не измеряли, пропустите.", "Wenn nicht gemessen, überspringen.", "Skip this if it was not taken."),
    required=False, unit=words("°C", "°C", "°C"), minimum=30, maximum=45, decimals=1,
    alarms=[{"above": 39, "urgency": 2}],
)  # fmt: skip
_MEDICINES = _ask(
    "medicines", "text",
    words("Какие лекарства вы принимаете?", "Welche Medikamente nehmen Sie?", "Which medicines do you take?"),
    help=words("Название и доза, если помните.", "Name und Dosis, falls bekannt.", "Name and dose, if you know them."),
    required=False,
)  # fmt: skip

GENERAL: dict[str, Any] = {
    "intro": words(
        "Ответы увидит только ваш врач.", "Die Antworten sieht nur Ihre Ärztin oder Ihr Arzt.", "Only your doctor reads this."
    ),
    "questions": [
        _ask(
            "about", "choice",
            words("Что вас беспокоит больше всего?", "Was macht Ihnen am meisten zu schaffen?", "What troubles you most?"),
            _choice("cough", words("Кашель, насморк, горло", "Husten, Schnupfen, Hals", "Cough, cold, throat"), urgency=4),
            _choice("belly", words("Живот", "Bauch", "Stomach or bowels"), urgency=3),
            _choice("chest", words("Боль в груди или одышка", "Brustschmerz oder Atemnot", "Chest pain or short breath"),
                    urgency=1),
            _choice("papers", words("Нужна справка или рецепт", "Attest oder Rezept", "A certificate or a prescription"),
                    urgency=4),
            _choice("other", words("Другое", "Etwas anderes", "Something else"), urgency=4),
        ),
        _ask(
            "now", "choice",
            words("Это происходит прямо сейчас?", "Ist es jetzt gerade so?", "Is it like this right now?"),
            _choice("yes", YES, danger={"advice": CALL}), _choice("no", NO, urgency=2),
            when=_when("about", "chest"),
        ),
        _ask(
            "blood", "choice",
            words("Была кровь в рвоте или стуле?", "War Blut im Erbrochenen oder Stuhl?", "Was there blood?"),
            _choice("yes", YES, danger={"advice": CALL}), _choice("no", NO),
            when=_when("about", "belly"),
        ),
        {**_FEVER, "when": _when("about", "cough", "belly", "other")},
        _ask(
            "since", "date",
            words("Когда это началось?", "Seit wann ist das so?", "When did it begin?"),
            when=_when("about", "cough", "belly", "chest", "other"), required=False,
        ),
        _MEDICINES,
        _ask(
            "more", "text",
            words("Что ещё важно знать врачу?", "Was sollte man noch wissen?", "What else should the doctor know?"),
            required=False,
        ),
    ],
}  # fmt: skip

HEART: dict[str, Any] = {
    "questions": [
        _ask(
            "pain", "choice",
            words("Есть ли сейчас боль или давление в груди?", "Haben Sie jetzt Schmerz oder Druck in der Brust?",
                  "Do you have pain or pressure in the chest now?"),
            _choice("yes", YES, danger={"advice": CALL}), _choice("no", NO),
        ),
        _ask(
            "signs", "choices",
            words("Что вы замечали в последний месяц?", "Was haben Sie im letzten Monat bemerkt?",
                  "What have you noticed in the last month?"),
            _choice("breath", words("Одышка", "Atemnot", "Short breath")),
            _choice("legs", words("Отёки ног", "Geschwollene Beine", "Swollen legs")),
            _choice("beat", words("Перебои сердца", "Herzstolpern", "An irregular heartbeat")),
            _choice("faint", words("Потеря сознания", "Ohnmacht", "Fainting"), urgency=2),
            required=False,
        ),
        _ask(
            "upper", "number",
            words("Верхнее давление, когда его измеряли последний раз", "Der obere Blutdruckwert zuletzt",
                  "Your upper blood pressure, when it was last taken"),
            required=False, unit=words("мм рт. ст.", "mmHg", "mmHg"), minimum=50, maximum=300,
            alarms=[{"above": 220, "danger": {"advice": CALL}}, {"above": 180, "urgency": 2}],
        ),
        _MEDICINES,
    ],
}  # fmt: skip

CHILD: dict[str, Any] = {
    "questions": [
        _ask(
            "state", "choice",
            words("Как ребёнок сейчас?", "Wie geht es dem Kind jetzt?", "How is the child now?"),
            _choice("well", words("Играет, пьёт, отвечает", "Spielt, trinkt, antwortet", "Plays, drinks, answers")),
            _choice("weak", words("Вялый, но пьёт", "Schlapp, trinkt aber", "Weak, but drinks"), urgency=2),
            _choice("bad", words("Не разбудить, судороги или трудно дышит", "Nicht weckbar, Krampf oder Atemnot",
                                 "Cannot be woken, has a fit, or struggles to breathe"),
                    danger={"advice": CALL_FOR_CHILD}),
        ),
        _FEVER,
        _ask(
            "about", "text",
            words("Что случилось?", "Was ist passiert?", "What has happened?"),
        ),
    ],
}  # fmt: skip

FORMS: dict[str, dict[str, Any]] = {
    "GP consultation": GENERAL,
    "Doctor on duty": GENERAL,
    "Heart consultation": HEART,
    "Paediatric consultation": CHILD,
}
"""By the English name of the service."""

_GIVEN: dict[str, tuple[dict[str, Any], ...]] = {
    "GP consultation": (
        {"about": "cough", "fever": 37.8, "medicines": "Парацетамол 500 мг"},
        {"about": "papers", "more": "Справка нужна для бассейна"},
        {"about": "belly", "blood": "no", "medicines": "Омепразол 20 мг"},
    ),
    "Heart consultation": (
        {"pain": "no", "signs": ["breath", "legs"], "upper": 165, "medicines": "Лозартан 50 мг утром"},
        {"pain": "no", "signs": ["beat"], "upper": 138},
    ),
    "Paediatric consultation": (
        {"state": "weak", "fever": 38.6, "about": "Второй день температура, кашель"},
        {"state": "well", "about": "Сыпь на руках после прогулки"},
    ),
}


async def add_intake(session: AsyncSession, clinic: Clinic, now: datetime, chance: Random) -> None:
    """The forms of a clinic's services, and answers to those of its visits that are nearest."""
    for service in await repository.services(session, clinic.id):
        name = service.name.get("en", "")
        if name in FORMS:
            form = _form_of(service, name, now)
            session.add(form)
            await session.flush()
            await _answer(session, form, _GIVEN.get(name, ()), now, chance)
    await session.flush()


def _form_of(service: Service, name: str, now: datetime) -> IntakeForm:
    """Through the same check as a form that somebody writes."""
    content = IntakeFormDraft.model_validate(FORMS[name]).model_dump(mode="json", exclude_none=True)
    return IntakeForm(service_id=service.id, version=1, content=content, created_at=now)


async def _answer(
    session: AsyncSession, form: IntakeForm, given: tuple[dict[str, Any], ...], now: datetime, chance: Random
) -> None:
    if not given:
        return
    visits = await repository.visits_of_service(session, form.service_id, _ANSWERED, now, _MOST_ANSWERED)
    for appointment_id, booked_at in visits:
        found = evaluate(read_form(form.content), chance.choice(given))
        assert isinstance(found, Complete)  # noqa: S101  the answers above are whole
        session.add(
            IntakeAnswers(
                appointment_id=appointment_id,
                form_id=form.id,
                answers=found.answers,
                urgency=found.urgency,
                answered_at=booked_at,
            )
        )
