from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from jinja2 import UndefinedError

from telemed.kit.zones import zone
from telemed.notifications import wording
from telemed.notifications.recipients import PLANNERS

FACTS: dict[str, Any] = {
    "name": "Anna",
    "code": "123456",
    "link": "https://clinic.example/x?a=1&b=2",
    "doctor": "Ivan Petrov",
    "clinic": "Clinic",
    "phone": "+7 495 000-00-00",
    "when": "Tuesday",
    "zone_name": "Moscow, UTC+3",
}


@pytest.mark.parametrize("language", ["ru", "de", "en"])
@pytest.mark.parametrize("kind", sorted(wording.kinds()))
def test_every_kind_has_words_in_every_language(kind: str, language: str) -> None:
    worded = wording.write(kind, language, FACTS, "email")
    assert worded.subject
    assert worded.text
    assert "{{" not in worded.subject + worded.text + worded.html
    assert f'lang="{language}"' in worded.html


def test_every_kind_of_event_has_words() -> None:
    assert set(PLANNERS) <= wording.kinds()


def test_html_in_a_name_stays_text() -> None:
    facts = FACTS | {"name": "<script>alert(1)</script>"}
    worded = wording.write("appointment.booked", "en", facts, "email")
    assert "<script>" not in worded.html
    assert "&lt;script&gt;" in worded.html
    assert "<script>" in worded.text


def test_template_braces_in_a_name_stay_text() -> None:
    worded = wording.write("appointment.booked", "en", FACTS | {"name": "{{ 7 * 7 }}"}, "email")
    assert "{{ 7 * 7 }}" in worded.text
    assert "Hello 49" not in worded.text


def test_a_line_break_in_a_fact_stays_out_of_the_subject() -> None:
    worded = wording.write("appointment.booked", "en", FACTS | {"when": "now\r\nBcc: x@y.example"}, "email")
    assert "\n" not in worded.subject


def test_a_missing_fact_is_an_error_and_no_mail_with_a_hole() -> None:
    with pytest.raises(UndefinedError):
        wording.write("account.confirmation", "en", {"name": "Anna"}, "email")


def test_an_sms_is_one_line() -> None:
    worded = wording.write("appointment.booked", "ru", FACTS, "sms")
    assert "\n" not in worded.text
    assert FACTS["link"] in worded.text
    assert worded.html == ""


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Tuesday, 24 November 2026, 09:40"),
        ("de", "Dienstag, 24. November 2026, 09:40"),
        ("ru", "вторник, 24 ноября 2026\u202fг., 09:40"),
    ],
)
def test_a_time_is_the_clinics_local_time(language: str, expected: str) -> None:
    instant = datetime(2026, 11, 24, 6, 40, tzinfo=UTC)
    assert wording.when(instant, zone("Europe/Moscow"), language) == expected


def test_the_offset_is_that_of_the_moment() -> None:
    """The two instants of an autumn hour read alike but for it."""
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    berlin = zone("Europe/Berlin")
    assert wording.when(first, berlin, "en") == wording.when(second, berlin, "en")
    assert wording.zone_name(first, berlin, "en") == "Berlin, UTC+2"
    assert wording.zone_name(second, berlin, "en") == "Berlin, UTC+1"
