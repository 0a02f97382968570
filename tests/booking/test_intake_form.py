"""What answers amount to: facts, and properties over forms and answers that somebody might make up."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from pydantic import ValidationError

from telemed.booking.intake.form import Complete, Danger, Form, Kind, Missing, evaluate, is_asked, read_form
from telemed.booking.intake.schemas import IntakeFormDraft

CHEST = {
    "questions": [
        {
            "id": "pain",
            "kind": "choice",
            "text": {"en": "Where does it hurt?"},
            "choices": [
                {"id": "chest", "text": {"en": "In the chest"}, "urgency": 1},
                {"id": "back", "text": {"en": "In the back"}, "urgency": 3},
                {"id": "nowhere", "text": {"en": "Nowhere"}},
            ],
        },
        {
            "id": "breath",
            "kind": "choice",
            "text": {"en": "Are you short of breath?"},
            "when": [{"question": "pain", "any_of": ["chest"]}],
            "choices": [
                {"id": "yes", "text": {"en": "Yes"}, "danger": {"advice": {"en": "Call now", "ru": "Звоните"}}},
                {"id": "no", "text": {"en": "No"}},
            ],
        },
        {
            "id": "fever",
            "kind": "number",
            "text": {"en": "Your temperature"},
            "required": False,
            "unit": {"en": "°C"},
            "minimum": 30,
            "maximum": 45,
            "decimals": 1,
            "alarms": [
                {"above": 41, "danger": {"advice": {"en": "Too hot to wait"}}},
                {"above": 39, "urgency": 2},
            ],
        },
        {
            "id": "since",
            "kind": "date",
            "text": {"en": "Since when?"},
            "when": [{"question": "fever", "above": 38}],
        },
        {"id": "more", "kind": "text", "text": {"en": "Anything else?"}, "required": False, "max_length": 20},
    ]
}


def form_of(document: dict[str, Any]) -> Form:
    return read_form(IntakeFormDraft.model_validate(document).model_dump(mode="json", exclude_none=True))


CHEST_FORM = form_of(CHEST)


def test_whoever_answers_everything_is_done() -> None:
    assert evaluate(CHEST_FORM, {"pain": "back", "more": "  At night "}) == Complete(
        {"pain": "back", "more": "At night"}, urgency=3
    )


def test_danger_counts_before_anything_that_is_missing() -> None:
    """Nobody is asked for their temperature before they are told to call."""
    found = evaluate(CHEST_FORM, {"pain": "chest", "breath": "yes", "fever": "hot"})
    assert found == Danger("breath", {"en": "Call now", "ru": "Звоните"})


def test_an_answer_to_a_question_that_is_not_asked_counts_for_nothing() -> None:
    """Whoever went back from "in the chest" to "in the back" is not stopped by what they said on the way."""
    assert evaluate(CHEST_FORM, {"pain": "back", "breath": "yes"}) == Complete({"pain": "back"}, urgency=3)


def test_a_number_opens_a_question_raises_the_urgency_and_stops() -> None:
    assert evaluate(CHEST_FORM, {"pain": "nowhere", "fever": 38.5}) == Missing({"since": "required"})
    assert evaluate(CHEST_FORM, {"pain": "back", "fever": 39.5, "since": "2026-11-20"}) == Complete(
        {"pain": "back", "fever": 39.5, "since": "2026-11-20"}, urgency=2
    )
    assert isinstance(evaluate(CHEST_FORM, {"pain": "back", "fever": 41.1}), Danger)


@pytest.mark.parametrize(
    ("answers", "wrong"),
    [
        ({}, {"pain": "required"}),
        ({"pain": "  "}, {"pain": "required"}),
        ({"pain": "elsewhere"}, {"pain": "not_a_choice"}),
        ({"pain": ["back"]}, {"pain": "not_a_choice"}),
        ({"pain": "back", "fever": "39"}, {"fever": "not_a_number"}),
        ({"pain": "back", "fever": True}, {"fever": "not_a_number"}),
        ({"pain": "back", "fever": math.nan}, {"fever": "not_a_number"}),
        ({"pain": "back", "fever": 10**400}, {"fever": "not_a_number"}),
        ({"pain": "back", "fever": 12}, {"fever": "too_small"}),
        ({"pain": "back", "fever": 45.1}, {"fever": "too_large"}),
        ({"pain": "back", "fever": 37.25}, {"fever": "too_precise"}),
        ({"pain": "back", "fever": 38.5, "since": "yesterday"}, {"since": "not_a_date"}),
        ({"pain": "back", "fever": 38.5, "since": "9999-01-01"}, {"since": "not_a_date"}),
        ({"pain": "back", "more": "x" * 21}, {"more": "too_long"}),
        ({"pain": "back", "more": "a\0b"}, {"more": "not_text"}),
        ({"pain": "back", "more": "a\ud800b"}, {"more": "not_text"}),
        ({"pain": "back", "nothing": "x"}, {"nothing": "unknown"}),
    ],
)
def test_what_is_wrong_is_said_for_each_question(answers: dict[str, Any], wrong: dict[str, str]) -> None:
    assert evaluate(CHEST_FORM, answers) == Missing(wrong)


@pytest.mark.parametrize(
    "change",
    [
        {"when": [{"question": "later", "any_of": ["a"]}]},
        {"when": [{"question": "first", "any_of": ["never"]}]},
        {"when": [{"question": "first", "above": 3}]},
        {"when": [{"question": "first"}]},
        {"id": "first"},
        {"kind": "choice", "choices": [{"id": "a", "text": {"en": "A"}}]},
        {"choices": [{"id": "a", "text": {"en": "A"}}, {"id": "b", "text": {"en": "B"}}]},
        {"alarms": [{"above": 3, "urgency": 1}]},
        {"kind": "number", "minimum": 3, "maximum": 2},
        {"kind": "number", "alarms": [{"urgency": 1}]},
        {"kind": "photo"},
        {"text": {}},
        {"id": "not an id"},
    ],
)
def test_a_form_that_does_not_hang_together_is_refused(change: dict[str, Any]) -> None:
    first = {
        "id": "first",
        "kind": "choice",
        "text": {"en": "First?"},
        "choices": [{"id": "a", "text": {"en": "A"}}, {"id": "b", "text": {"en": "B"}}],
    }
    second = {"id": "second", "kind": "text", "text": {"en": "Second?"}, **change}
    with pytest.raises(ValidationError):
        IntakeFormDraft.model_validate({"questions": [first, second]})


# ── properties ──────────────────────────────────────────────────────────────────────────────────────────────────────

_json = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.sampled_from(["a", "b", "2026-01-02"]),
    st.lists(st.sampled_from(["a", "b", "x"]), max_size=3),
)  # fmt: skip
_yes_or_no: st.SearchStrategy[bool] = st.booleans()
_weighed = st.fixed_dictionaries(
    {},
    optional={"urgency": st.integers(1, 4), "danger": st.just({"advice": {"en": "Call"}})},
)


@st.composite
def _forms(draw: st.DrawFn) -> Form:
    questions: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 5))):
        kind = draw(st.sampled_from(list(Kind)))
        question: dict[str, Any] = {
            "id": f"q{number}", "kind": kind, "text": {"en": "?"}, "required": draw(_yes_or_no),
        }  # fmt: skip
        if kind in {Kind.CHOICE, Kind.CHOICES}:
            question["choices"] = [{"id": each, "text": {"en": each}, **draw(_weighed)} for each in ("a", "b")]
        if kind is Kind.NUMBER and draw(_yes_or_no):
            question["alarms"] = [{"above": draw(st.integers(-5, 5)), "urgency": 2, **draw(_weighed)}]
        earlier = [each for each in questions if each["kind"] in {Kind.CHOICE, Kind.CHOICES, Kind.NUMBER}]
        if draw(_yes_or_no) and earlier:
            asked = draw(st.sampled_from(earlier))
            about = {"above": 0} if asked["kind"] is Kind.NUMBER else {"any_of": ["a"]}
            question["when"] = [{"question": asked["id"], **about}]
        questions.append(question)
    return form_of({"questions": questions})


_answers = st.dictionaries(st.sampled_from([f"q{n}" for n in range(6)]), _json)


@settings(max_examples=60, deadline=None)
@given(_forms(), _answers)
def test_any_answers_to_any_form_amount_to_something(form: Form, answers: dict[str, Any]) -> None:
    """Whatever JSON says: done, with exactly the questions that are asked; or lacking what is asked; or danger."""
    found = evaluate(form, answers)
    if isinstance(found, Complete):
        asked = {question.id for question in form.questions if is_asked(question, found.answers)}
        needed = {question.id for question in form.questions if question.required and question.id in asked}
        assert needed <= set(found.answers) <= asked
        assert evaluate(form, found.answers) == found
        assert 1 <= found.urgency <= 4
    elif isinstance(found, Missing):
        assert found.questions


@settings(max_examples=40, deadline=None)
@given(_forms(), _answers, _json)
def test_what_is_not_asked_changes_nothing(form: Form, answers: dict[str, Any], other: object) -> None:
    """Answers to hidden questions, whatever they say, neither stop a booking nor complete it."""
    found = evaluate(form, answers)
    if not isinstance(found, Complete):
        return
    hidden = [question.id for question in form.questions if not is_asked(question, found.answers)]
    assert evaluate(form, {**found.answers, **dict.fromkeys(hidden, other)}) == found


@settings(max_examples=40, deadline=None)
@given(_forms())
def test_every_form_can_be_answered(form: Form) -> None:
    """Whoever answers what is missing, again and again, comes to an end: a whole form, or danger."""
    good: dict[Kind, Any] = {
        Kind.TEXT: "words", Kind.CHOICE: "b", Kind.CHOICES: ["b"], Kind.NUMBER: -6, Kind.DATE: "2026-01-02",
    }  # fmt: skip
    kinds = {question.id: question.kind for question in form.questions}
    answers: dict[str, Any] = {}
    for _ in range(len(form.questions) + 1):
        found = evaluate(form, answers)
        if not isinstance(found, Missing):
            return
        answers |= {each: good[kinds[each]] for each in found.questions}
    raise AssertionError(answers)
