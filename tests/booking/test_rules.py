"""The rules of a service, without a database: what is refused, and with which reason."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from telemed.booking.rules import Member, Person, Refusal, Reserved, Restrictions, Terms, never, refusal, refusals
from telemed.booking.slots import starts
from telemed.kit.intervals import Interval
from telemed.kit.zones import zone

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
START = datetime(2026, 12, 1, 9, tzinfo=UTC)
GROWN = Person(date(1988, 4, 12))


def terms(zone_name: str = "Europe/Berlin", **changes: Any) -> Terms:
    usual: dict[str, Any] = {
        "duration_min": 20, "buffer_before_min": 0, "buffer_after_min": 5, "grid_min": 10, "lead_min": 60,
        "horizon_days": 56,
    }  # fmt: skip
    return Terms(**{**usual, **changes}, zone=zone(zone_name))


def code(found: Refusal | None) -> str | None:
    return found.code if found else None


@pytest.mark.parametrize(
    ("start", "changes", "expected"),
    [
        (START, {}, None),
        (NOW, {}, "past"),
        (NOW + timedelta(minutes=50), {}, "too_soon"),
        (NOW + timedelta(days=57), {}, "too_far"),
        (START + timedelta(minutes=5), {}, "misaligned"),
        (START + timedelta(seconds=1), {}, "misaligned"),
        (START, {"duty": True}, "duty"),
        (datetime(1, 1, 1, tzinfo=UTC), {}, "past"),
        (datetime(9999, 12, 31, 23, 59, tzinfo=UTC), {}, "too_far"),
    ],
)
def test_what_a_service_asks_of_a_time(start: datetime, changes: dict[str, Any], expected: str | None) -> None:
    assert code(refusal(terms(**changes), start, NOW, GROWN)) == expected


@pytest.mark.parametrize(
    ("changes", "person", "expected"),
    [
        ({"min_age": 18}, Person(date(2008, 12, 1)), None),
        ({"min_age": 18}, Person(date(2008, 12, 2)), "too_young"),
        ({"max_age": 17}, Person(date(2008, 12, 2)), None),
        ({"max_age": 17}, Person(date(2008, 12, 1)), "too_old"),
        ({"referral_required": True}, GROWN, "no_referral"),
        ({"referral_required": True}, Person(GROWN.birth_date, referred_until=START), "no_referral"),
        ({"referral_required": True}, Person(GROWN.birth_date, referred_until=START + timedelta(hours=1)), None),
        ({"programme_code": "a"}, GROWN, "not_in_programme"),
        ({"programme_code": "a"}, Person(GROWN.birth_date, (Member("b", NOW),)), "not_in_programme"),
        ({"programme_code": "a"}, Person(GROWN.birth_date, (Member("a", NOW, START),)), "not_in_programme"),
        ({"programme_code": "a"}, Person(GROWN.birth_date, (Member("a", NOW),)), None),
        ({}, Person(GROWN.birth_date, busy=(Interval(START + timedelta(minutes=19), START + timedelta(hours=1)),)),
         "patient_busy"),
    ],
)  # fmt: skip
def test_who_may_book(changes: dict[str, Any], person: Person, expected: str | None) -> None:
    """Age on the day of the visit, referral and membership at its start, and nobody in two visits at once."""
    assert code(refusal(terms(**changes), START, NOW, person)) == expected


def test_a_birthday_is_that_of_the_clinics_calendar() -> None:
    """At 23:30 in London it is the next day in Sydney: who turns 18 then may be booked there."""
    start = datetime(2026, 12, 1, 13, 30, tzinfo=UTC)
    person = Person(date(2008, 12, 2))
    assert code(refusal(terms("Australia/Sydney", min_age=18), start, NOW, person)) is None
    assert code(refusal(terms("Europe/London", min_age=18), start, NOW, person)) == "too_young"


@pytest.mark.parametrize(
    ("most", "days", "visits", "expected"),
    [
        (1, 7, [-7], None),
        (1, 7, [-6], "too_many"),
        (1, 7, [6], "too_many"),
        (1, 7, [7], None),
        (2, 7, [-3], None),
        (2, 7, [-3, 3], "too_many"),
        (2, 7, [-3, 4], None),
        (2, 7, [-3, 2, 3], "too_many"),
        (2, 7, [-6, -5], "too_many"),
        (2, 7, [-6, 6], None),
        (2, 1, [0, 0], "too_many"),
        (2, 1, [0, 1], None),
    ],
)
def test_how_many_visits_a_period_allows(most: int, days: int, visits: list[int], expected: str | None) -> None:
    """No stretch of so many days of the clinic's calendar has more, whichever way round the visits were booked."""
    person = Person(GROWN.birth_date, visits=tuple(START + timedelta(days=each) for each in visits))
    assert code(refusal(terms(most_per_period=most, period_days=days), START, NOW, person)) == expected


def test_a_period_counts_the_clinics_days() -> None:
    """Two visits an hour apart are on two days of the clinic though on one of UTC."""
    start = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    person = Person(GROWN.birth_date, visits=(start - timedelta(hours=1),))
    capped = {"most_per_period": 1, "period_days": 1}
    assert code(refusal(terms("Europe/Berlin", **capped), start, NOW, person)) is None
    assert code(refusal(terms("Europe/London", **capped), start, NOW, person)) == "too_many"


@pytest.mark.parametrize(
    ("audience", "person", "admitted", "expected"),
    [
        ("none", GROWN, {}, "reserved"),
        ("phone", GROWN, {}, "reserved_phone"),
        ("phone", None, {}, "reserved_phone"),
        ("phone", Person(GROWN.birth_date, by_desk=True), {}, None),
        ("programme:a", GROWN, {}, "reserved_programme"),
        ("programme:a", Person(GROWN.birth_date, (Member("a", NOW),)), {}, None),
        ("release:x", GROWN, {}, "not_admitted"),
        ("release:x", GROWN, {"release:x": Interval(NOW, NOW + timedelta(minutes=1))}, None),
        ("release:x", GROWN, {"release:x": Interval(NOW - timedelta(minutes=1), NOW)}, "not_admitted"),
        ("release:x", GROWN, {"release:y": Interval(NOW, NOW + timedelta(minutes=1))}, "not_admitted"),
        ("something else", GROWN, {}, "reserved"),
    ],
)
def test_reserved_time(
    audience: str, person: Person | None, admitted: dict[str, Interval], expected: str | None
) -> None:
    """Its audience may have it, until the hour; a visit whose buffer reaches into it takes of it."""
    until = NOW + timedelta(hours=1)
    kept = Reserved(Interval(START, START + timedelta(hours=1)), audience, until)
    held_back = Restrictions((kept,), admitted)
    assert code(refusal(terms(), START, NOW, person, held_back)) == expected
    assert code(refusal(terms(), START - timedelta(minutes=20), NOW, person, held_back)) == expected
    assert code(refusal(terms(), START - timedelta(minutes=30), NOW, person, held_back)) is None
    assert code(refusal(terms(), START, until, person, held_back)) is None


def test_staff_are_told_everything_that_speaks_against_it() -> None:
    start = NOW + timedelta(minutes=5)
    found = refusals(terms(min_age=60, referral_required=True), start, NOW, GROWN)
    assert [each.code for each in found] == ["too_soon", "misaligned", "too_young", "no_referral"]


ZONES = ("Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia")


@settings(max_examples=20, deadline=None)
@given(
    name=st.sampled_from(ZONES),
    day=st.dates(date(2026, 3, 1), date(2026, 11, 30)),
    grid=st.sampled_from([5, 10, 15, 20, 30, 45, 60]),
    duration=st.sampled_from([10, 20, 45]),
    buffers=st.tuples(st.sampled_from([0, 5]), st.sampled_from([0, 10])),
    age=st.integers(0, 90),
)
def test_starts_that_are_shown_are_those_that_no_rule_refuses(
    name: str, day: date, grid: int, duration: int, buffers: tuple[int, int], age: int
) -> None:
    """Minute by minute of an opening, across clock changes: shown and permitted are the same starts."""
    opening = Interval(
        datetime(day.year, day.month, day.day, tzinfo=UTC), datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
    )
    now = opening.start - timedelta(days=1)
    asked = terms(
        name, grid_min=grid, duration_min=duration, buffer_before_min=buffers[0], buffer_after_min=buffers[1],
        min_age=20, max_age=60,
    )  # fmt: skip
    person = Person(date(day.year - age, 1, 1))
    shown = set(starts(opening, asked, opening)) if not never(asked, person, opening) else set()
    shown = {start for start in shown if refusal(asked, start, now, person) is None}
    minutes = [opening.start + timedelta(minutes=n) for n in range(18 * 60)]
    accepted = {
        minute
        for minute in minutes
        if opening.contains(asked.taken(minute)) and refusal(asked, minute, now, person) is None
    }
    assert shown == accepted
