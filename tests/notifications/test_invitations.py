"""Invitations, read back by two programs that know nothing of the one that wrote them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import httpx2
import pytest
from icalendar import Calendar

from telemed.booking.service import VisitFacts
from telemed.db.engine import Database
from telemed.notifications.invitations import for_visit
from telemed.settings import Settings
from tests.booking.builders import a_person, book, build_town
from tests.notifications.conftest import Postbox
from tests.notifications.facts import HOSTILE, START, VISIT_ID, a_deployment, a_visit
from tests.notifications.test_visits import change, deliver

STAMP = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
FRONTEND = Path(__file__).parents[2] / "frontend"

# The second 02:30 of Berlin's autumn night; a quarter past the moment at which Lord Howe's clocks go on by half an hour.
BEGINNINGS = {
    "Europe/Moscow": START,
    "Europe/Berlin": datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    "Australia/Lord_Howe": datetime(2026, 10, 3, 15, 45, tzinfo=UTC),
}
LATER = {zone: start.replace(minute=50) for zone, start in BEGINNINGS.items()}

# `validate` refuses what RFC 5545 refuses; a process of its own, since vobject keeps what it saw of other files.
VOBJECT = """
import json, sys, vobject
calendar = vobject.readOne(open(sys.argv[1], encoding="utf-8", newline="").read())
calendar.validate(raiseException=True)
[event] = calendar.vevent_list
print(json.dumps({
    "method": calendar.method.value, "uid": event.uid.value, "sequence": int(event.sequence.value),
    "status": event.status.value, "start": event.dtstart.value.isoformat(), "end": event.dtend.value.isoformat(),
    "alarms": len(event.contents.get("valarm", [])),
}))
"""
ICAL_JS = """
import ICAL from "ical.js";
import { readFileSync } from "node:fs";
const read = (path) => {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(path, "utf8")));
  const events = calendar.getAllSubcomponents("vevent");
  if (events.length !== 1) throw new Error(`${events.length} events in ${path}`);
  const event = new ICAL.Event(events[0], { strictExceptions: true });
  return {
    method: calendar.getFirstPropertyValue("method"), uid: event.uid, sequence: event.sequence,
    status: events[0].getFirstPropertyValue("status"), start: event.startDate.toJSDate().toISOString(),
    end: event.endDate.toJSDate().toISOString(), alarms: events[0].getAllSubcomponents("valarm").length,
    features: events[0].getFirstProperty("conference")?.getParameter("feature") ?? null,
  };
};
console.log(JSON.stringify(process.argv.slice(1).map(read)));
"""


@dataclass(frozen=True)
class Case:
    """One step in a visit's life, and what a calendar program has to make of it."""

    name: str
    visit: VisitFacts
    method: str
    status: str


def cases() -> list[Case]:
    found = []
    for zone, start in BEGINNINGS.items():
        booked = a_visit(zone=zone, starts_at=start)
        moved = a_visit(zone=zone, starts_at=LATER[zone], revision=2)
        cancelled = moved._replace(status="cancelled", revision=3)
        name = zone.replace("/", "-")
        found += [
            Case(f"{name} booked", booked, "REQUEST", "CONFIRMED"),
            Case(f"{name} moved", moved, "REQUEST", "CONFIRMED"),
            Case(f"{name} cancelled", cancelled, "CANCEL", "CANCELLED"),
        ]
    return found


def written(visit: VisitFacts, language: str = "ru") -> str:
    return for_visit(a_deployment(), visit, language, "anna@example.org", STAMP)


def saved(folder: Path) -> list[Path]:
    paths = []
    for case in cases():
        path = folder / f"{case.name}.ics"
        path.write_bytes(written(case.visit).encode())
        paths.append(path)
    return paths


def expected(case: Case) -> dict[str, object]:
    return {
        "method": case.method,
        "uid": str(VISIT_ID),
        "sequence": case.visit.revision,
        "status": case.status,
        "start": case.visit.starts_at,
        "end": case.visit.ends_at,
        "alarms": 0 if case.method == "CANCEL" else 1,
    }


def with_instants(read: dict[str, object]) -> dict[str, object]:
    instants = {name: datetime.fromisoformat(str(read[name])) for name in ("start", "end")}
    return {name: value for name, value in read.items() if name != "features"} | instants


def test_vobject_reads_every_step_strictly_and_the_same_instant(tmp_path: Path) -> None:
    """Moscow, Berlin and Lord Howe: created, moved, cancelled."""
    running = [
        subprocess.Popen([sys.executable, "-c", VOBJECT, str(path)], stdout=subprocess.PIPE, text=True)
        for path in saved(tmp_path)
    ]
    read = [json.loads(process.communicate(timeout=60)[0]) for process in running]
    assert [with_instants(one) for one in read] == [expected(case) for case in cases()]


def test_ical_js_reads_every_step_and_the_same_instant(tmp_path: Path) -> None:
    """It is what Thunderbird and Nextcloud read with."""
    node = shutil.which("node", path=f"{Path(sys.prefix) / 'node' / 'bin'}:/usr/local/bin:/usr/bin") or "node"
    done = subprocess.run(
        [node, "--input-type=module", "-e", ICAL_JS, "--", *map(str, saved(tmp_path))],
        cwd=FRONTEND, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    read = json.loads(done.stdout)
    assert [with_instants(one) for one in read] == [expected(case) for case in cases()]
    assert read[0]["features"] == "AUDIO,VIDEO"


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("field", ["doctor", "clinic", "phone"])
def test_a_hostile_name_leaves_one_event(name: str, field: str) -> None:
    """Its lines stay within one property, and no line is longer than 75 bytes."""
    evil = HOSTILE[name]
    values = {"doctor": {"doctor_name": evil}, "clinic": {"clinic_name": {"en": evil}}, "phone": {"clinic_phone": evil}}
    text = written(a_visit(**values[field]), "en")
    lines = text.split("\r\n")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == lines.count("BEGIN:VALARM") == 1
    assert max(len(line.encode()) for line in lines) <= 75
    assert "\n" not in text.replace("\r\n", "")
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", text)
    [event] = Calendar.from_ical(text).walk("VEVENT")
    assert str(event["UID"]) == str(VISIT_ID)
    assert len(str(event["SUMMARY"])) <= 220
    assert "X-EVIL" not in event
    assert set(Calendar.from_ical(text)) == {"PRODID", "VERSION", "CALSCALE", "METHOD"}


def test_an_address_with_a_line_break_adds_no_property() -> None:
    text = for_visit(a_deployment(), a_visit(), "en", "a@b.example\r\nX-EVIL:1", STAMP)
    assert "\r\nX-EVIL" not in text


def test_the_link_is_where_programs_look_for_it() -> None:
    """As a conference, as the place for those that know none, and in words."""
    [event] = Calendar.from_ical(written(a_visit(), "en")).walk("VEVENT")
    link = f"https://clinic.example/visits/{VISIT_ID}"
    assert str(event["CONFERENCE"]) == str(event["LOCATION"]) == str(event["URL"]) == link
    assert link in str(event["DESCRIPTION"])


def test_a_sensitive_visit_names_neither_doctor_nor_service() -> None:
    text = written(a_visit(sensitive=True), "en").replace("\r\n ", "")
    assert "Petrov" not in text
    assert "Psychiatry" not in text


def test_no_invitation_says_what_a_visit_is_about() -> None:
    """Calendars are shown to colleagues and passed on by programs."""
    assert "Psychiatry" not in written(a_visit(), "en").replace("\r\n ", "")


@pytest.mark.parametrize("status", ["held", "expired", "no_show", "completed"])
def test_what_is_not_ahead_invites_nobody(status: str) -> None:
    assert written(a_visit(status=status)) == ""


async def test_a_visit_keeps_its_entry_from_booking_to_cancelling(
    client: httpx2.AsyncClient, database: Database, settings: Settings, postbox: tuple[Postbox, str]
) -> None:
    """Through the API, the outbox and a mail server: one UID, a SEQUENCE that rises, and the instants of the answers."""
    box, url = postbox
    async with database.writing() as session:
        town = await build_town(session)
    anna = await a_person(database, settings)
    booked = (await book(client, town, anna)).json()
    await deliver(database, settings, url)
    later = (town.shift.start + timedelta(minutes=40)).isoformat()
    await change(client, anna, booked, "reschedule", {"starts_at": later})
    await deliver(database, settings, url)
    await change(client, anna, booked | {"revision": booked["revision"] + 1}, "cancel", {})
    await deliver(database, settings, url)

    calendars = [Calendar.from_ical(calendar_in(mail)) for mail in box.mails]
    events = [calendar.walk("VEVENT")[0] for calendar in calendars]
    assert [str(calendar["METHOD"]) for calendar in calendars] == ["REQUEST", "REQUEST", "CANCEL"]
    assert {str(event["UID"]) for event in events} == {booked["id"]}
    sequences = [event["SEQUENCE"] for event in events]
    assert sequences == sorted(set(sequences))
    moved = town.shift.start + timedelta(minutes=40)
    assert [event.decoded("DTSTART") for event in events] == [town.shift.start, moved, moved]
    assert all(str(event["ATTENDEE"]) == f"mailto:{box.mails[0]['To']}" for event in events)


def calendar_in(mail: EmailMessage) -> str:
    [part] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    text: str = part.get_content()
    return text
