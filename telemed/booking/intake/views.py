"""Forms and answers in one reader's language. Pure."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from telemed.booking.intake.form import Bounds, Kind, Question, Weight, read_form
from telemed.booking.intake.repository import StoredAnswers, StoredForm
from telemed.booking.intake.schemas import (
    IntakeAlarmView,
    IntakeAnswersView,
    IntakeAnswerView,
    IntakeChoiceView,
    IntakeConditionView,
    IntakeFormView,
    IntakeQuestionView,
    IntakeSettings,
)
from telemed.kit.text import pick


def form_view(stored: StoredForm, emergency_number: str, languages: Sequence[str]) -> IntakeFormView:
    form = read_form(stored.content)
    return IntakeFormView(
        form_id=stored.id,
        version=stored.version,
        intro=pick(form.intro, languages),
        emergency_number=emergency_number,
        questions=[_question_view(each, languages) for each in form.questions],
    )


def _question_view(each: Question, languages: Sequence[str]) -> IntakeQuestionView:
    return IntakeQuestionView(
        id=each.id,
        kind=each.kind,
        text=pick(each.text, languages),
        help=pick(each.help, languages),
        required=each.required,
        choices=[
            IntakeChoiceView(id=c.id, text=pick(c.text, languages), danger=_advice(c.weight, languages))
            for c in each.choices
        ],
        alarms=[
            IntakeAlarmView(above=a.bounds.above, below=a.bounds.below, danger=_advice(a.weight, languages))
            for a in each.alarms
        ],
        unit=pick(each.unit, languages),
        minimum=each.minimum,
        maximum=each.maximum,
        decimals=each.decimals,
        max_length=each.max_length,
        when=[_condition_view(c.question, c.any_of, c.bounds) for c in each.when],
    )


def _condition_view(question: str, any_of: frozenset[str], bounds: Bounds | None) -> IntakeConditionView:
    known = bounds or Bounds()
    return IntakeConditionView(question=question, any_of=sorted(any_of), above=known.above, below=known.below)


def _advice(weight: Weight, languages: Sequence[str]) -> str | None:
    return None if weight.danger is None else pick(weight.danger, languages)


def answers_view(form: StoredForm | None, stored: StoredAnswers | None, languages: Sequence[str]) -> IntakeAnswersView:
    """The answers with their questions; questions that were not asked are left out."""
    if form is None or stored is None:
        asks = form is not None and form.asks
        return IntakeAnswersView(asks=asks, form_id=None, version=None, answered_at=None, answers=[])
    return IntakeAnswersView(
        asks=True,
        form_id=form.id,
        version=form.version,
        answered_at=stored.answered_at,
        answers=[
            _answer_view(question, stored.answers[question.id], languages)
            for question in read_form(form.content).questions
            if question.id in stored.answers
        ],
    )


def _answer_view(question: Question, value: Any, languages: Sequence[str]) -> IntakeAnswerView:
    return IntakeAnswerView(
        question_id=question.id,
        question=pick(question.text, languages),
        kind=question.kind,
        value=value,
        said=_said(question, value, languages),
    )


def _said(question: Question, value: Any, languages: Sequence[str]) -> str:
    if question.kind in {Kind.CHOICE, Kind.CHOICES}:
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(pick(choice.text, languages) for choice in question.choices if choice.id in chosen)
    if question.kind is Kind.NUMBER:
        return f"{value:g} {pick(question.unit, languages)}".strip()
    return str(value)


def form_settings(service_id: UUID, stored: StoredForm | None) -> IntakeSettings:
    if stored is None:
        return IntakeSettings(service_id=service_id, version=0, form_id=None, changed_at=None, intro={}, questions=[])
    return IntakeSettings(
        service_id=service_id,
        version=stored.version,
        form_id=stored.id,
        changed_at=stored.created_at,
        intro=stored.content.get("intro") or {},
        questions=stored.content.get("questions") or [],
    )
