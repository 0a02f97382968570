"""News of visits: to everybody who acts for the patient, and to the doctor. Many visits are planned in few statements."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking.companions import repository as companions
from telemed.booking.companions.repository import Companion
from telemed.booking.facts import Known, known_visits
from telemed.booking.links import link_for
from telemed.booking.service import VisitFacts
from telemed.kit.text import pick
from telemed.kit.zones import zone
from telemed.notifications import people
from telemed.notifications.invitations import CARRIES, for_visit
from telemed.notifications.kinds import KINDS
from telemed.notifications.notices import About, Notice, to_patient, to_reader
from telemed.notifications.people import Reader
from telemed.notifications.transports import channels
from telemed.notifications.wording import both_zones, when
from telemed.outbox.relay import Leased
from telemed.patients import service as patients
from telemed.patients.models import Patient
from telemed.settings import Settings

DOCTOR_HEARS = {
    "appointment.booked": "doctor.booked",
    "appointment.rescheduled": "doctor.rescheduled",
    "appointment.cancelled": "doctor.cancelled",
    "appointment.arrived": "doctor.patient_waiting",
    "replan.moved": "doctor.rescheduled",
}
WAITS_FROM = timedelta(minutes=5)
"""A doctor who opens the room earlier than this before the visit is preparing it: the patient is told then, not now."""

_OVER = {"cancelled", "expired", "no_show", "completed"}
_GOOD_UNTIL_END = {"consultation.doctor_waiting", "doctor.patient_waiting"}
_TELLS_PATIENT = {
    "appointment.booked", "appointment.rescheduled", "appointment.cancelled", "appointment.no_show",
    "appointment.reminder", "consultation.doctor_waiting", "replan.moved", "replan.leftover",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class News:
    """Something to tell about a visit. `event_id` is what the ids of its messages are made from."""

    event_id: UUID
    kind: str
    appointment_id: UUID
    by: UUID | None = None
    was: datetime | None = None
    was_doctor_id: UUID | None = None
    revision: int | None = None
    answered: bool = False
    """It is what somebody has just answered, perhaps by a link that says not who they are."""


async def visit_event(session: AsyncSession, settings: Settings, event: Leased, now: datetime) -> list[Notice]:
    """An event about one visit."""
    payload = event.payload
    news = News(
        event.id, event.kind, event.subject_id,
        by=UUID(payload["by"]) if payload.get("by") else None,
        was=datetime.fromisoformat(payload["was"]) if payload.get("was") else None,
        was_doctor_id=UUID(payload["was_doctor_id"]) if payload.get("was_doctor_id") else None,
        revision=payload.get("revision"),
        answered=bool(payload.get("waitlist")),
    )  # fmt: skip
    return [notice for _, notice in await notices_of(session, settings, [news], now)]


async def notices_of(
    session: AsyncSession, settings: Settings, news: Sequence[News], now: datetime
) -> list[tuple[UUID, Notice]]:
    """The messages of each piece of news, with its event's id. News of a visit that is over by now is none, unless it is
    that of its end.
    """
    known = await known_visits(session, {each.appointment_id for each in news})
    todo = [(each, known[each.appointment_id]) for each in news if _is_news(each, known.get(each.appointment_id))]
    if not todo:
        return []
    coming = await companions.of_visits(session, {visit.visit.id for _, visit in todo})
    patient_ids = {visit.visit.patient_id for _, visit in todo} | {
        each.id for people in coming.values() for each in people
    }
    doctor_ids = {visit.visit.doctor_id for _, visit in todo} | {
        each.was_doctor_id for each, _ in todo if each.was_doctor_id
    }
    named = await patients.patients_by_id(session, list(patient_ids))
    readers = await people.acting_as(session, patient_ids | doctor_ids, now)
    plan = _Plan(settings, channels(settings), named, readers, coming, now)
    return [(each.event_id, notice) for each, visit in todo for notice in plan.notices(each, visit)]


def _is_news(news: News, known: Known | None) -> bool:
    if known is None or known.duty:
        return False  # whoever is called from the queue hears of the queue
    return known.visit.status not in _OVER or news.kind in {
        "appointment.cancelled", "appointment.no_show",
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is known of everybody concerned, and the notices that follow."""

    settings: Settings
    channels: frozenset[str]
    patients: Mapping[UUID, Patient]
    readers: Mapping[UUID, Sequence[Reader]]
    coming: Mapping[UUID, Sequence[Companion]]
    now: datetime

    def notices(self, news: News, known: Known) -> Iterator[Notice]:
        visit = known.visit
        patient = self.patients.get(visit.patient_id)
        if patient is None:
            return
        if news.by is None:
            news = replace(news, by=known.cancelled_by if visit.status == "cancelled" else _booker(news, known))
        if news.kind in _TELLS_PATIENT:
            yield from self._to_patients(news, visit, patient)
        if news.kind in DOCTOR_HEARS:
            yield from self._to_doctors(news, visit, patient)

    def _to_patients(self, news: News, visit: VisitFacts, patient: Patient) -> Iterator[Notice]:
        """Also to those who come along; whoever acts for several of them hears once."""
        along = [self.patients[each.id] for each in self.coming.get(visit.id, ()) if each.id in self.patients]
        heard: set[UUID | None] = set()
        for person in (patient, *along):
            notices = list(self._to_patient(news, visit, person))
            yield from (notice for notice in notices if notice.account_id not in heard)
            heard |= {notice.account_id for notice in notices if notice.account_id is not None}

    def _to_patient(self, news: News, visit: VisitFacts, patient: Patient) -> Iterator[Notice]:
        about = replace(_about(news.kind, visit, news), patient_id=patient.id)
        told = [reader for reader in self.readers.get(patient.id, ()) if reader.is_self or not visit.private]
        for reader in told:
            facts = self._facts(news, visit, patient, reader.language, reader.zone)
            facts |= {
                "name": reader.name or patient.given_name,
                "patient": "" if reader.is_self else patient.given_name,
            }
            own = replace(about, awaited=news.answered or reader.account_id == news.by)
            notices = to_reader(news.kind, reader, facts, own, self.channels)
            yield from self._with_invitation(notices, visit, reader.language)
        if not told:
            facts = self._facts(news, visit, patient, patient.language, patient.zone)
            written = to_patient(news.kind, patient, facts, about, self.channels, self.now)
            yield from self._with_invitation(written, visit, patient.language)

    def _to_doctors(self, news: News, visit: VisitFacts, patient: Patient) -> Iterator[Notice]:
        kind = DOCTOR_HEARS[news.kind]
        if news.was_doctor_id is not None and news.was_doctor_id != visit.doctor_id:
            yield from self._to_doctor("doctor.cancelled", news.was_doctor_id, news, visit, patient)
            kind = "doctor.booked"
        yield from self._to_doctor(kind, visit.doctor_id, news, visit, patient)

    def _to_doctor(
        self, kind: str, doctor_id: UUID, news: News, visit: VisitFacts, patient: Patient
    ) -> Iterator[Notice]:
        """Nobody is told what they did themselves."""
        moment = news.was if kind == "doctor.cancelled" and news.was else visit.starts_at
        about = replace(_about(kind, visit, news), moment=moment)
        for reader in self.readers.get(doctor_id, ()):
            if reader.account_id == news.by:
                continue
            facts = self._facts(news, visit, patient, reader.language, reader.zone)
            facts |= both_zones(moment, zone(visit.zone), zone(reader.zone), reader.language)
            facts |= {"name": reader.name, "patient": short_name(patient), "link": self._page("/doctor")}
            yield from to_reader(kind, reader, facts, about, self.channels)

    def _with_invitation(self, notices: Iterable[Notice], visit: VisitFacts, language: str) -> Iterator[Notice]:
        for notice in notices:
            if notice.channel == "email" and notice.kind in CARRIES:
                calendar = for_visit(self.settings, visit, language, notice.address, self.now)
                yield replace(notice, calendar=calendar)
            else:
                yield notice

    def _facts(self, news: News, visit: VisitFacts, patient: Patient, language: str, own_zone: str) -> dict[str, Any]:
        """No reason, no diagnosis: a mail is read by whoever holds the phone. Wording leaves out what is sensitive."""
        tz = zone(visit.zone)
        over = news.kind in {"appointment.cancelled", "appointment.no_show"}
        room = news.kind in {"consultation.doctor_waiting", "appointment.reminder"}
        page = "/find" if over else f"/visits/{visit.id}/room" if room else f"/visits/{visit.id}"
        return {
            "name": patient.given_name,
            "patient": "",
            "doctor": "" if visit.sensitive else visit.doctor_name,
            "service": "" if visit.sensitive else pick(visit.service_name, (language, *visit.clinic_languages)),
            "sensitive": visit.sensitive,
            "clinic": pick(visit.clinic_name, (language, *visit.clinic_languages)),
            "phone": visit.clinic_phone,
            **both_zones(visit.starts_at, tz, zone(own_zone), language),
            "old_when": when(news.was, tz, language) if news.was else "",
            "link": self._page(page),
            "settings_link": self._page("/account/messages"),
            **self._answers(news, visit),
        }

    def _answers(self, news: News, visit: VisitFacts) -> dict[str, Any]:
        """The links that answer with one tap what the clinic did to the visit."""
        if not news.kind.startswith("replan."):
            return {}
        answer = link_for(self.settings, "replan", visit.id, news.revision or visit.revision, visit.starts_at)
        accept = {"accept_link": answer} if news.kind == "replan.moved" else {}
        return {**accept, "cancel_link": answer, "other_link": self._page(f"/visits/{visit.id}/move")}

    def _page(self, path: str) -> str:
        return self.settings.public_url.rstrip("/") + path


def _booker(news: News, known: Known) -> UUID | None:
    return known.booked_by if news.kind == "appointment.booked" else None


def _about(kind: str, visit: VisitFacts, news: News) -> About:
    """Nothing is sent after the visit, and what tells of one ahead not after its start."""
    ahead = KINDS[kind].while_ and kind not in _GOOD_UNTIL_END
    moment = min(visit.starts_at, news.was) if news.was else visit.starts_at
    return About(
        clinic_id=visit.clinic_id, patient_id=visit.patient_id, appointment_id=visit.id, sensitive=visit.sensitive,
        moment=moment, good_until=visit.starts_at if ahead else visit.ends_at,
        not_before=visit.starts_at - WAITS_FROM if kind == "consultation.doctor_waiting" else None,
    )  # fmt: skip


def short_name(patient: Patient) -> str:
    """Enough for a doctor who knows their day, such as `Anna I.`, and less than a name for whoever looks on."""
    return f"{patient.given_name} {patient.family_name[:1]}."
