"""Whether a message may leave: a pure decision."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from telemed.kit.zones import zone
from telemed.notifications.kinds import CHOSEN, KINDS, Topic, wants
from telemed.notifications.policy import Drop, Due, Quiet, Send, Wait, admit

BERLIN = zone("Europe/Berlin")
NIGHT = Quiet(time(22), time(7), BERLIN)
CAP = 3
HOUR = timedelta(hours=1)


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def due(kind: str, **more: Any) -> Due:
    return Due(KINDS[kind], **{"quiet": NIGHT, **more})


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-11-24 21:59", None),
        ("2026-11-24 22:00", "2026-11-25 07:00"),
        ("2026-11-25 06:59", "2026-11-25 07:00"),
        ("2026-11-25 07:00", None),
        # The night of the change ends at seven by the clock all the same.
        ("2026-10-24 23:00", "2026-10-25 07:00"),
        ("2027-03-27 23:00", "2027-03-28 07:00"),
    ],
)
def test_quiet_hours_are_by_the_persons_clock(now: str, ends: str | None) -> None:
    assert NIGHT.ends_after(berlin(now)) == (berlin(ends) if ends else None)


def test_quiet_hours_that_end_in_the_spring_gap_end_with_the_jump() -> None:
    quiet = Quiet(time(22), time(2, 30), BERLIN)
    assert quiet.ends_after(berlin("2027-03-28 01:00")) == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)


def test_quiet_hours_may_lie_within_a_day() -> None:
    nap = Quiet(time(13), time(15), BERLIN)
    assert nap.ends_after(berlin("2026-11-24 14:00")) == berlin("2026-11-24 15:00")
    assert nap.ends_after(berlin("2026-11-24 23:00")) is None


NIGHT_TIME = berlin("2026-11-25 02:00")
MORNING = berlin("2026-11-25 07:00")


@pytest.mark.parametrize("kind", ["duty.called", "duty.warned", "release.admitted", "consultation.doctor_waiting"])
def test_who_is_called_is_called_at_night_too(kind: str) -> None:
    assert admit(due(kind), CAP, NIGHT_TIME) == Send()


def test_a_replan_of_today_and_a_reminder_of_an_hour_wake_and_others_wait() -> None:
    soon, later = NIGHT_TIME + HOUR, NIGHT_TIME + timedelta(days=3)
    assert admit(due("replan.moved", moment=soon + 5 * HOUR), CAP, NIGHT_TIME) == Send()
    assert admit(due("replan.moved", moment=later), CAP, NIGHT_TIME) == Wait(MORNING)
    assert admit(due("appointment.reminder", moment=soon, good_until=soon), CAP, NIGHT_TIME) == Send()
    assert admit(due("appointment.reminder", moment=later, good_until=later), CAP, NIGHT_TIME) == Wait(MORNING)


def test_what_would_be_of_no_use_in_the_morning_leaves_at_night() -> None:
    """An offer that expires before, or so soon after that nobody could take it."""
    expires = MORNING + timedelta(minutes=10)
    assert admit(due("waitlist.offered", good_until=expires), CAP, NIGHT_TIME) == Send()
    assert admit(due("waitlist.offered", good_until=MORNING + HOUR), CAP, NIGHT_TIME) == Wait(MORNING)


def test_what_somebody_has_just_done_is_confirmed_at_once() -> None:
    assert admit(due("appointment.booked", awaited=True), CAP, NIGHT_TIME) == Send()


def test_too_late_untrue_and_unwanted_are_dropped_however_urgent() -> None:
    assert admit(due("duty.called", good_until=NIGHT_TIME), CAP, NIGHT_TIME) == Drop("too_late")
    assert admit(due("appointment.reminder", still_true=False), CAP, NIGHT_TIME) == Drop("outdated")
    assert admit(due("duty.called", wanted=False), CAP, NIGHT_TIME) == Drop("not_wanted")


def test_over_the_cap_only_what_matters_leaves() -> None:
    noon = MORNING + 5 * HOUR
    assert admit(due("waitlist.offered", sent_today=CAP - 1), CAP, noon) == Send()
    assert admit(due("waitlist.offered", sent_today=CAP), CAP, noon) == Drop("cap")
    for kind in ("appointment.cancelled", "appointment.rescheduled", "replan.moved", "account.reset", "duty.called"):
        assert admit(due(kind, sent_today=CAP), CAP, noon) == Send()


def test_the_inbox_and_the_account_cannot_be_silenced() -> None:
    silent = {str(topic): dict.fromkeys(("email", "sms", "push", "inbox"), False) for topic in Topic}
    assert wants(silent, Topic.ACCOUNT, "email", has_mail=True)
    for topic in CHOSEN:
        assert wants(silent, topic, "inbox", has_mail=True)
        assert not wants(silent, topic, "email", has_mail=True)


def test_sms_is_the_way_for_who_has_no_mail_and_for_the_queue() -> None:
    assert not wants({}, Topic.VISITS, "sms", has_mail=True)
    assert wants({}, Topic.VISITS, "sms", has_mail=False)
    assert wants({}, Topic.QUEUE, "sms", has_mail=True)
    assert wants({"visits": {"sms": True}}, Topic.VISITS, "sms", has_mail=True)
