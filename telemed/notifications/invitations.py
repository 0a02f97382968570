"""Visits as calendar programs know them (RFC 5545, 5546, 7986). Pure but for the settings' address and sender.

Times are written in UTC: programs misread descriptions of zones now and then, and the instant is what everybody agrees
on. A visit has one UID for life, and a SEQUENCE that rises with its revision, so that a program moves or removes the
entry it has instead of adding another.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from uuid import UUID

from icalendar import CLASS, STATUS, TRANSP, Alarm, Calendar, Event, Parameters, vCalAddress, vText

from telemed.booking.service import VisitFacts
from telemed.kit.text import pick
from telemed.kit.zones import zone
from telemed.notifications.cleaning import one_line
from telemed.notifications.wording import label, when, zone_name
from telemed.settings import Settings

CARRIES = frozenset({"appointment.booked", "appointment.rescheduled", "appointment.cancelled", "replan.moved"})
"""The kinds of mail that bring an invitation or take one back."""

PRODUCT = "-//Telemed//Visits//EN"
ALARM = timedelta(minutes=30)
_COMING = {"booked", "arrived", "in_progress"}
_FEATURES = {"video": ["AUDIO", "VIDEO"], "audio": ["AUDIO"], "chat": ["CHAT"]}


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in a calendar. Texts are of one line, and say nothing of what a visit is about."""

    id: UUID
    revision: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str
    link: str
    modality: str
    language: str
    stamp: datetime
    cancelled: bool = False
    alarm: str = ""


def for_visit(settings: Settings, visit: VisitFacts, language: str, to_address: str, stamp: datetime) -> str:
    """The invitation that a mail of now carries; empty when the visit is neither to come nor cancelled."""
    cancelled = visit.status == "cancelled"
    if not cancelled and visit.status not in _COMING:
        return ""
    clinic = one_line(pick(visit.clinic_name, (language, *visit.clinic_languages)))
    event = event_of(_entry(settings, visit, clinic, language, stamp, cancelled=cancelled))
    event.organizer = _person(parseaddr(settings.mail_from)[1], clinic)
    event.attendees = [_person(to_address, "", PARTSTAT="ACCEPTED", RSVP="FALSE", ROLE="REQ-PARTICIPANT")]
    return calendar_of([event], method="CANCEL" if cancelled else "REQUEST")


def _entry(
    settings: Settings, visit: VisitFacts, clinic: str, language: str, stamp: datetime, *, cancelled: bool
) -> Entry:
    doctor = "" if visit.sensitive else one_line(visit.doctor_name)
    tz = zone(visit.zone)
    return Entry(
        id=visit.id,
        revision=visit.revision,
        starts_at=visit.starts_at,
        ends_at=visit.ends_at,
        summary=f"{label('visit', language)}: {doctor or clinic}",
        description="\n".join(
            line
            for line in (
                label("cancelled", language) if cancelled else "",
                f"{when(visit.starts_at, tz, language)} ({zone_name(visit.starts_at, tz, language)})",
                doctor,
                ", ".join(part for part in (clinic, one_line(visit.clinic_phone)) if part),
            )
            if line
        ),
        link=f"{settings.public_url.rstrip('/')}/visits/{visit.id}",
        modality=visit.modality,
        language=language,
        stamp=stamp,
        cancelled=cancelled,
        alarm="" if cancelled else label("soon", language),
    )


def event_of(entry: Entry) -> Event:
    """One visit, without those who take part."""
    joined = "" if entry.cancelled else f"\n{label('join', entry.language)}: {entry.link}"
    event = Event.new(
        uid=str(entry.id),
        sequence=entry.revision,
        stamp=entry.stamp,
        start=entry.starts_at,
        end=entry.ends_at,
        last_modified=entry.stamp,
        summary=entry.summary,
        description=entry.description + joined,
        location=entry.link,
        url=entry.link,
        status=STATUS.CANCELLED if entry.cancelled else STATUS.CONFIRMED,
        transparency=TRANSP.TRANSPARENT if entry.cancelled else TRANSP.OPAQUE,
        classification=CLASS.PRIVATE,
    )
    if not entry.cancelled:
        # As a list: a quoted "AUDIO,VIDEO" would be one feature that nobody knows.
        features = _FEATURES.get(entry.modality, _FEATURES["video"])
        how = Parameters({"VALUE": "URI", "FEATURE": features, "LABEL": label("join", entry.language)})
        event.add("conference", entry.link, parameters=how)
    if entry.alarm:
        alarm = Alarm.new(description=entry.alarm)
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", -ALARM)
        event.add_component(alarm)
    return event


def calendar_of(events: Iterable[Event], *, method: str, name: str = "") -> str:
    """The calendar as text, lines ended and folded as the format wants."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", timedelta(minutes=15), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT15M")
    for event in events:
        calendar.add_component(event)
    return str(calendar.to_ical().decode())


def _person(address: str, name: str, **parameters: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{one_line(address)}")
    for parameter, value in (({"CN": name} if name else {}) | parameters).items():
        person.params[parameter] = vText(value)
    return person
