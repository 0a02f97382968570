"""What travels about intake: the clinic's form with all its texts, a form as a patient reads it, and answers."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    model_validator,
)

from telemed.booking.intake.form import Kind
from telemed.booking.schemas import (
    MOST_QUESTIONS,
    IntakeGiven as IntakeGiven,  # noqa: PLC0414  what a form is answered with is looked for here
    QuestionId,
)
from telemed.directory.schemas import Lines, Names, Paragraphs

Urgency = Annotated[int, Field(ge=1, le=4, description="1 is the highest")]
Number = Annotated[float, Field(ge=-1_000_000, le=1_000_000, allow_inf_nan=False)]

_CHOSEN = {Kind.CHOICE, Kind.CHOICES}


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid")


class IntakeDangerDraft(_Wire):
    """What to tell the patient instead of booking."""

    advice: Names


class _Weighed(_Wire):
    danger: IntakeDangerDraft | None = None
    urgency: Urgency | None = None


class IntakeChoiceDraft(_Weighed):
    id: QuestionId
    text: Names


class IntakeAlarmDraft(_Weighed):
    """Numbers above, below, or between two bounds."""

    above: Number | None = None
    below: Number | None = None

    @model_validator(mode="after")
    def _means_something(self) -> Self:
        if self.above is None and self.below is None:
            raise ValueError("needs a bound")
        if self.danger is None and self.urgency is None:
            raise ValueError("needs a danger or an urgency")
        return self


class IntakeConditionDraft(_Wire):
    """An earlier question's answer: one of the choices, or a number within bounds."""

    question: QuestionId
    any_of: Annotated[list[QuestionId], Field(max_length=20)] = []
    above: Number | None = None
    below: Number | None = None

    @property
    def is_about_number(self) -> bool:
        return not self.any_of


class IntakeQuestionDraft(_Wire):
    """One question. `unit`, `minimum`, `maximum`, `decimals` and `alarms` are of numbers, `choices` of choices."""

    id: QuestionId
    kind: Kind
    text: Names
    help: Lines = {}
    required: bool = True
    choices: Annotated[list[IntakeChoiceDraft], Field(max_length=20)] = []
    alarms: Annotated[list[IntakeAlarmDraft], Field(max_length=5)] = []
    unit: Lines = {}
    minimum: Number | None = None
    maximum: Number | None = None
    decimals: Annotated[int, Field(ge=0, le=3)] = 0
    max_length: Annotated[int, Field(ge=1, le=4000)] = 1000
    when: Annotated[list[IntakeConditionDraft], Field(max_length=5)] = []

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if (self.kind in _CHOSEN) != (len(self.choices) > 1):
            raise ValueError("a choice needs two choices at least, and nothing else has any")
        if len({choice.id for choice in self.choices}) != len(self.choices):
            raise ValueError("two choices have the same id")
        if self.alarms and self.kind is not Kind.NUMBER:
            raise ValueError("only numbers have alarms")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError("the minimum is above the maximum")
        return self


class IntakeFormDraft(_Wire):
    """A form as the clinic writes it. Without questions nothing is asked."""

    intro: Paragraphs = {}
    questions: Annotated[list[IntakeQuestionDraft], Field(max_length=MOST_QUESTIONS)] = []

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        for problem in _loose_ends(self.questions):
            raise ValueError(problem)
        return self


def _loose_ends(questions: Sequence[IntakeQuestionDraft]) -> Iterator[str]:
    """Conditions that look ahead or at nothing, and ids used twice."""
    before: dict[str, IntakeQuestionDraft] = {}
    for question in questions:
        if question.id in before:
            yield f"two questions are called {question.id}"
        for condition in question.when:
            asked = before.get(condition.question)
            if asked is None:
                yield f"{question.id} depends on a question that does not come before it"
            elif not _can_hold(condition, asked):
                yield f"{question.id} depends on an answer that {condition.question} cannot have"
        before[question.id] = question


def _can_hold(condition: IntakeConditionDraft, asked: IntakeQuestionDraft) -> bool:
    if condition.is_about_number:
        bounded = condition.above is not None or condition.below is not None
        return bounded and asked.kind is Kind.NUMBER
    return set(condition.any_of) <= {choice.id for choice in asked.choices}


class IntakeSettings(BaseModel):
    """The form that rules now, with all its texts; version 0 where there never was one."""

    service_id: UUID
    version: int
    form_id: UUID | None
    changed_at: datetime | None
    intro: dict[str, str]
    questions: list[IntakeQuestionDraft]


# ── as a patient reads it ───────────────────────────────────────────────────────────────────────────────────────────


class IntakeChoiceView(BaseModel):
    """`danger` is the advice that this answer leads to instead of a booking."""

    id: str
    text: str
    danger: str | None


class IntakeAlarmView(BaseModel):
    above: float | None
    below: float | None
    danger: str | None


class IntakeConditionView(BaseModel):
    question: str
    any_of: list[str]
    above: float | None
    below: float | None


class IntakeQuestionView(BaseModel):
    id: str
    kind: Kind
    text: str
    help: str
    required: bool
    choices: list[IntakeChoiceView]
    alarms: list[IntakeAlarmView]
    unit: str
    minimum: float | None
    maximum: float | None
    decimals: int
    max_length: int
    when: list[IntakeConditionView]


class IntakeFormView(BaseModel):
    """What is asked before a visit. Send the answers with `form_id`."""

    form_id: UUID
    version: int
    intro: str
    emergency_number: str
    questions: list[IntakeQuestionView]


class IntakeAnswerView(BaseModel):
    """One question with what was answered; `said` is the answer in words, dates as YYYY-MM-DD."""

    question_id: str
    question: str
    kind: Kind
    value: str | int | float | list[str]
    said: str


class IntakeAnswersView(BaseModel):
    """What the patient answered before the visit, in the order of the questions. `asks`: the service has a form."""

    asks: bool
    form_id: UUID | None
    version: int | None
    answered_at: datetime | None
    answers: list[IntakeAnswerView]
