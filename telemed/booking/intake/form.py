"""Whether what a patient answered is whole, says danger, or lacks something. Pure.

Questions are asked one after the other. One with conditions is asked only when all of them hold, and they may look only at
answers to questions asked before it, so one pass decides. What was answered to a question that is not asked counts for
nothing: whoever goes back and takes another branch is not held to the first one.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

Texts = Mapping[str, str]
Answer = str | float | list[str]

ORDINARY = 4
"""The urgency of answers that nobody gave one: 1 is the highest."""

_FIRST_YEAR, _LAST_YEAR = 1900, 2200


class Kind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    CHOICES = "choices"
    """Any number of the choices."""
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Weight:
    """What an answer means for what happens next: advice that stops the booking, or an urgency."""

    danger: Texts | None = None
    urgency: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    id: str
    text: Texts
    weight: Weight = Weight()


@dataclass(frozen=True, slots=True)
class Bounds:
    """Numbers above one, below another, or both; a bound itself is outside."""

    above: float | None = None
    below: float | None = None

    def holds(self, value: object) -> bool:
        if not isinstance(value, int | float):
            return False
        return (self.above is None or value > self.above) and (self.below is None or value < self.below)


@dataclass(frozen=True, slots=True)
class Alarm:
    """A range of a number that means something."""

    bounds: Bounds
    weight: Weight


@dataclass(frozen=True, slots=True)
class Condition:
    """What an earlier answer has to be: one of some choices, or a number within bounds."""

    question: str
    any_of: frozenset[str] = frozenset()
    bounds: Bounds | None = None

    def holds(self, answer: Answer | None) -> bool:
        if answer is None:
            return False
        if self.bounds is not None:
            return self.bounds.holds(answer)
        given = answer if isinstance(answer, list) else [answer]
        return any(each in self.any_of for each in given)


@dataclass(frozen=True, slots=True)
class Question:
    """`decimals` are places after the point; `max_length` counts characters."""

    id: str
    kind: Kind
    text: Texts
    help: Texts
    required: bool
    choices: tuple[Choice, ...]
    alarms: tuple[Alarm, ...]
    unit: Texts
    minimum: float | None
    maximum: float | None
    decimals: int
    max_length: int
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Form:
    intro: Texts
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Complete:
    """Everything that was asked is answered. `answers` are those that count, as they are kept."""

    answers: dict[str, Answer]
    urgency: int


@dataclass(frozen=True, slots=True)
class Missing:
    """Questions that are asked and not answered well, each with a code of what is wrong."""

    questions: dict[str, str]


@dataclass(frozen=True, slots=True)
class Danger:
    """An answer that must not wait for a visit. It counts whatever else is missing."""

    question: str
    advice: Texts


class _BadAnswer(ValueError):
    """Carries the code of what is wrong with one answer."""


def evaluate(form: Form, answers: Mapping[str, Any]) -> Complete | Missing | Danger:
    """What the answers amount to. `answers` may be anything that JSON can say."""
    known: dict[str, Answer] = {}
    wrong = {each: "unknown" for each in answers if each not in {question.id for question in form.questions}}
    dangers: list[Danger] = []
    urgency = ORDINARY
    for question in form.questions:
        if not is_asked(question, known):
            continue
        try:
            answer = _read(question, answers.get(question.id))
        except _BadAnswer as bad:
            wrong[question.id] = str(bad)
            continue
        if answer is None:
            continue
        known[question.id] = answer
        for weight in _weights(question, answer):
            if weight.danger is not None:
                dangers.append(Danger(question.id, weight.danger))
            urgency = min(urgency, weight.urgency or ORDINARY)
    if dangers:
        return dangers[0]
    return Missing(wrong) if wrong else Complete(known, urgency)


def is_asked(question: Question, known: Mapping[str, Answer]) -> bool:
    """Whether the answers so far lead to this question."""
    return all(condition.holds(known.get(condition.question)) for condition in question.when)


def _weights(question: Question, answer: Answer) -> Iterator[Weight]:
    given = answer if isinstance(answer, list) else [answer]
    yield from (choice.weight for choice in question.choices if choice.id in given)
    yield from (alarm.weight for alarm in question.alarms if alarm.bounds.holds(answer))


def _read(question: Question, given: object) -> Answer | None:
    """The answer as it is kept; None when an optional question was left out. Raises _BadAnswer."""
    if given is None or (isinstance(given, str) and not given.strip()) or given == []:
        if question.required:
            raise _BadAnswer("required")
        return None
    readers: dict[Kind, Callable[[Question, object], Answer]] = {
        Kind.TEXT: _text,
        Kind.CHOICE: _choice,
        Kind.CHOICES: _choices,
        Kind.NUMBER: _number,
        Kind.DATE: _date,
    }
    return readers[question.kind](question, given)


def _text(question: Question, given: object) -> str:
    if not isinstance(given, str) or any(c == "\0" or "\ud800" <= c <= "\udfff" for c in given):
        raise _BadAnswer("not_text")
    text = given.strip()
    if len(text) > question.max_length:
        raise _BadAnswer("too_long")
    return text


def _choice(question: Question, given: object) -> str:
    found = next((choice.id for choice in question.choices if choice.id == given), None)
    if found is None:
        raise _BadAnswer("not_a_choice")
    return found


def _choices(question: Question, given: object) -> list[str]:
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise _BadAnswer("not_a_choice")
    if not set(given) <= {choice.id for choice in question.choices}:
        raise _BadAnswer("not_a_choice")
    return [choice.id for choice in question.choices if choice.id in given]


def _number(question: Question, given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not _is_finite(given):
        raise _BadAnswer("not_a_number")
    if question.minimum is not None and given < question.minimum:
        raise _BadAnswer("too_small")
    if question.maximum is not None and given > question.maximum:
        raise _BadAnswer("too_large")
    if round(given, question.decimals) != given:
        raise _BadAnswer("too_precise")
    return given


def _is_finite(number: float) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:  # a whole number that no float holds
        return False


def _date(_question: Question, given: object) -> str:
    if not isinstance(given, str):
        raise _BadAnswer("not_a_date")
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise _BadAnswer("not_a_date") from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise _BadAnswer("not_a_date")
    return day.isoformat()


# ── from a document ─────────────────────────────────────────────────────────────────────────────────────────────────


def read_form(document: Mapping[str, Any]) -> Form:
    """The form in a stored document; it was checked when it was stored."""
    return Form(document.get("intro") or {}, tuple(_question_of(each) for each in document.get("questions", ())))


def _question_of(each: Mapping[str, Any]) -> Question:
    return Question(
        id=each["id"], kind=Kind(each["kind"]), text=each["text"], help=each.get("help") or {},
        required=each.get("required", False), choices=tuple(_choice_of(c) for c in each.get("choices") or ()),
        alarms=tuple(Alarm(_bounds_of(a), _weight_of(a)) for a in each.get("alarms") or ()),
        unit=each.get("unit") or {}, minimum=each.get("minimum"), maximum=each.get("maximum"),
        decimals=each.get("decimals", 0), max_length=each.get("max_length", 1000),
        when=tuple(_condition_of(c) for c in each.get("when") or ()),
    )  # fmt: skip


def _choice_of(each: Mapping[str, Any]) -> Choice:
    return Choice(each["id"], each["text"], _weight_of(each))


def _weight_of(each: Mapping[str, Any]) -> Weight:
    danger = each.get("danger")
    return Weight(danger["advice"] if danger else None, each.get("urgency"))


def _bounds_of(each: Mapping[str, Any]) -> Bounds:
    return Bounds(each.get("above"), each.get("below"))


def _condition_of(each: Mapping[str, Any]) -> Condition:
    any_of: Sequence[str] = each.get("any_of") or ()
    return Condition(each["question"], frozenset(any_of), None if any_of else _bounds_of(each))
