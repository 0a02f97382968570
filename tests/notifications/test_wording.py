from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from jinja2 import UndefinedError

from telemed.kit.zones import zone
from telemed.notifications import wording
from telemed.notifications.transports import Outgoing, compose
from tests.accounts.builders import NOON
from tests.notifications.facts import HOSTILE, VISIT_ID

SITE = "https://clinic.example"
FACTS: dict[str, Any] = {
    "name": "Anna",
    "code": "123456",
    "link": f"{SITE}/x?a=1&b=2",
    "doctor": "Ivan Petrov",
    "service": "Psychiatry",
    "patient": "Tim Ivanov",
    "clinic": "Clinic",
    "phone": "+7 495 000-00-00",
    "when": "Tuesday, 24 November 2026, 09:40",
    "zone_name": "Moscow, UTC+3",
    "own_when": "Tuesday, 24 November 2026, 07:40",
    "own_zone_name": "Berlin, UTC+1",
    "old_when": "Monday, 23 November 2026, 15:00",
    "until": "10:10",
    "place": "3",
    "estimate": "15 to 25 minutes",
    "accept_link": f"{SITE}/answer?token=accept",
    "other_link": f"{SITE}/visits/1/move",
    "cancel_link": f"{SITE}/answer?token=cancel",
    "settings_link": f"{SITE}/account/messages",
    "emergency": "112",
    "sensitive": False,
}
FEWEST = {name: FACTS[name] for name in ("name", "code", "link", "clinic", "when", "zone_name", "until")}
LANGUAGES = ("ru", "de", "en")
CHANNELS = ("email", "sms", "push", "inbox", "call")
VISITS = ("appointment.booked", "appointment.rescheduled", "appointment.cancelled", "appointment.reminder")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(wording.kinds()))
def test_every_kind_has_words_in_every_language(kind: str, language: str) -> None:
    """On every channel, with all facts and with the fewest."""
    for channel in CHANNELS:
        for facts in (FACTS, FEWEST):
            worded = wording.write(kind, language, facts, channel)
            together = worded.subject + worded.text + worded.html
            assert worded.subject
            assert worded.text.strip()
            assert "{{" not in together
            assert "{%" not in together
            assert "  " not in worded.subject
            assert "()" not in together.replace("alert()", "")
            assert (channel == "email") == (f'lang="{language}"' in worded.html)


@pytest.mark.parametrize("kind", sorted(wording.kinds()))
def test_words_are_written_in_their_language(kind: str) -> None:
    """None was left in English: what remains when facts and marks are gone has no word of it in common."""
    texts = {language: wording.write(kind, language, FEWEST, "email").text for language in LANGUAGES}
    assert re.search("[а-яё]{4}", texts["ru"])
    assert not re.search(r"\b(the|your|you)\b", texts["ru"] + texts["de"], re.IGNORECASE)
    assert len(set(texts.values())) == 3


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", VISITS)
def test_a_letter_names_both_clocks_where_they_differ(kind: str, language: str) -> None:
    """As text and as a page; and one clock where it is the same."""
    worded = wording.write(kind, language, FACTS, "email")
    for body in (worded.text, worded.html):
        assert "09:40 (Moscow, UTC+3)" in body
        assert "07:40 (Berlin, UTC+1)" in body
    same = wording.write(kind, language, FACTS | {"own_when": "", "own_zone_name": ""}, "email")
    assert "Berlin" not in same.text + same.html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(wording.kinds()))
def test_a_sensitive_visit_is_told_of_neutrally(kind: str, language: str) -> None:
    """Neither service nor doctor, on any channel; a doctor is not told whose."""
    for channel in CHANNELS:
        worded = wording.write(kind, language, FACTS | {"sensitive": True}, channel)
        together = worded.subject + worded.text + worded.html
        assert "Petrov" not in together
        assert "Psychiatry" not in together
        assert not (kind.startswith("doctor.") and "Tim" in together)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_inert_text_of_one_line(name: str) -> None:
    """In a letter of one set of headers, a page of the same elements, and an SMS of bearable length."""
    facts = FACTS | dict.fromkeys(("name", "doctor", "service", "patient", "clinic", "when"), HOSTILE[name])
    plain = elements_of(wording.write("appointment.booked", "en", FACTS, "email").html)
    for language in LANGUAGES:
        worded = wording.write("appointment.booked", language, facts, "email")
        assert elements_of(worded.html) == plain
        assert len(worded.subject) <= wording.MAX_SUBJECT
        assert len(worded.html) < 40_000
        assert not re.search(
            "[\u202a-\u202e\u2066-\u2069\x00\ud800-\udfff]", worded.subject + worded.text + worded.html
        )
        mail = compose(
            Outgoing(VISIT_ID, "email", "a@b.example", worded.subject, worded.text, worded.html, NOON), "x@y.example"
        )
        head = mail.as_bytes().partition(b"\r\n\r\n")[0]
        assert not re.search(rb"^(Bcc|BEGIN|END):?", head, re.MULTILINE)
        assert mail.as_bytes().count(b"\r\nTo: ") == 1
    for channel in ("sms", "push"):
        text = wording.write("appointment.booked", "en", facts, channel).text
        assert len(text.splitlines()) == 1
        assert len(text) < 600


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(f"{tag} {sorted(name for name, _ in attrs)}")


def elements_of(html: str) -> list[str]:
    parser = Elements()
    parser.feed(html)
    return parser.found


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_offer_is_answered_with_one_tap(language: str) -> None:
    """Accepting is the first button of the letter, and the link of the SMS."""
    worded = wording.write("waitlist.offered", language, FACTS, "email")
    links = re.findall(r'<a href="([^"]+)"', worded.html)
    assert links[0] == FACTS["accept_link"]
    assert FACTS["cancel_link"] in links
    assert FACTS["accept_link"] in wording.write("waitlist.offered", language, FACTS, "sms").text


def test_a_page_loads_nothing_from_elsewhere() -> None:
    """No pixel and no font tells somebody that a letter was opened."""
    html = wording.write("replan.moved", "en", FACTS, "email").html
    assert not re.search(r"""(src=|@import|url\(|<link|<script|<img)""", html)
    assert set(re.findall(r'href="(https?://[^/"]+)', html)) == {SITE}


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


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "24 November 2026, 09:40"),
        ("de", "24. November 2026, 09:40"),
        ("ru", "24 ноября 2026\u202fг., 09:40"),
    ],
)
def test_a_deadline_reads_well_after_until(language: str, expected: str) -> None:
    instant = datetime(2026, 11, 24, 6, 40, tzinfo=UTC)
    assert wording.deadline(instant, zone("Europe/Moscow"), language) == expected


def test_the_offset_is_that_of_the_moment() -> None:
    """The two instants of an autumn hour read alike but for it."""
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    berlin = zone("Europe/Berlin")
    assert wording.when(first, berlin, "en") == wording.when(second, berlin, "en")
    assert wording.zone_name(first, berlin, "en") == "Berlin, UTC+2"
    assert wording.zone_name(second, berlin, "en") == "Berlin, UTC+1"


def test_the_own_clock_is_named_only_when_it_shows_another_time() -> None:
    instant = datetime(2026, 11, 24, 6, 40, tzinfo=UTC)
    moscow = zone("Europe/Moscow")
    assert wording.both_zones(instant, moscow, zone("Europe/Minsk"), "en")["own_when"] == ""
    facts = wording.both_zones(instant, moscow, zone("Asia/Kolkata"), "en")
    assert facts["own_when"].endswith("12:10")
    assert facts["own_zone_name"].endswith("UTC+5:30")


def test_a_wait_is_told_in_the_readers_language() -> None:
    """Rounded so that it promises no less than is known."""
    assert wording.minutes(725, 1441, "en") == "12 to 25 minutes"
    assert wording.minutes(725, 1441, "ru") == "12–25 мин"
    assert wording.minutes(725, 1441, "de") == "12–25 Minuten"
