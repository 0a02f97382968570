"""What the demo holds, and that it is sound."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import datetime, timedelta
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import phonenumbers
import pytest
from PIL import Image
from sqlalchemy import func, select

from telemed.accounts.models import Account
from telemed.booking.models import Appointment
from telemed.db.engine import Database
from telemed.demo import sign_ins
from telemed.demo.people import people
from telemed.demo.places import BERLIN, MOSCOW, PLACES
from telemed.demo.portraits import drawable, portrait
from telemed.demo.roster import roster
from telemed.demo.service import Demo, NotADemo
from telemed.directory.models import Clinic, Doctor, DoctorSpecialty, Service
from telemed.kit.zones import zone
from telemed.patients.models import Patient, Representative
from telemed.records.models import VisitNote
from telemed.schedules import consistency
from telemed.schedules.models import Absence, Claim, ClinicHoliday, Shift
from telemed.settings import Settings
from tests.demo.conftest import build, demo_settings


async def rows(database: Database, *what: Any) -> list[Any]:
    async with database.reading() as session:
        return list((await session.execute(select(*what))).all())


async def everything(database: Database, model: type[Any]) -> list[Any]:
    return [row[0] for row in await rows(database, model)]


async def number(database: Database, model: type[Any]) -> int:
    return int((await rows(database, func.count(model.id)))[0][0])


async def sign_in(client: httpx2.AsyncClient, login: str) -> dict[str, str]:
    wish = {"login": login, "password": sign_ins.PASSWORD, "client": "api"}
    answer = await client.post("/api/v1/sessions", json=wish)
    assert answer.status_code == 201, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def test_two_clinics_with_their_doctors(demo: Database) -> None:
    """Moscow has 24 doctors in 9 specialties, Berlin 6; everybody offers something and has a text in three languages."""
    clinics = {clinic.id: clinic for clinic in await everything(demo, Clinic)}
    assert {clinic.zone for clinic in clinics.values()} == {"Europe/Moscow", "Europe/Berlin"}
    doctors = await everything(demo, Doctor)
    assert Counter(clinics[doctor.clinic_id].slug for doctor in doctors) == {"moscow": 24, "berlin": 6}
    practising = {tie.doctor_id for tie in await everything(demo, DoctorSpecialty)}
    assert practising == {doctor.id for doctor in doctors}
    in_moscow = {s.specialty_id for s in await everything(demo, Service) if clinics[s.clinic_id].slug == "moscow"}
    assert len(in_moscow) == 9
    for doctor in doctors:
        assert set(doctor.about) == set(doctor.title) == {"ru", "de", "en"}
        assert all(text.count(".") >= 3 for text in doctor.about.values())


async def test_openings_are_what_they_are_derived_from(demo: Database) -> None:
    """Shifts - absences - holidays - claims, on every calendar of the demo."""
    async with demo.reading() as session:
        assert await consistency.find_differences(session) == []


async def test_shifts_reach_eight_weeks_ahead_and_over_midnight(demo: Database, made_at: datetime) -> None:
    """Working time was laid by the horizon for every doctor; some nights run into the next day."""
    shifts = await everything(demo, Shift)
    last = max(shift.local_date for shift in shifts)
    assert timedelta(weeks=7) < last - made_at.date() <= timedelta(weeks=8)
    assert {shift.calendar_id for shift in shifts} == {doctor.id for doctor in await everything(demo, Doctor)}
    moscow = zone("Europe/Moscow")
    assert any(s.starts_at.astimezone(moscow).date() != s.ends_at.astimezone(moscow).date() for s in shifts)


async def test_holidays_close_the_clinics(demo: Database) -> None:
    """The public holidays of a year are there, named in the clinic's language and in English."""
    clinics = {clinic.id: clinic for clinic in await everything(demo, Clinic)}
    holidays = await everything(demo, ClinicHoliday)
    assert Counter(clinics[h.clinic_id].slug for h in holidays)["berlin"] >= 9
    names = {(clinics[h.clinic_id].slug, h.name.get(clinics[h.clinic_id].languages[0])) for h in holidays}
    assert ("berlin", "Karfreitag") in names
    assert ("moscow", "День Победы") in names


async def test_patients_of_all_ages(demo: Database, made_at: datetime) -> None:
    """300 patients: children without an account whom somebody represents, and people past eighty."""
    patients = await everything(demo, Patient)
    assert len(patients) == 300
    ages = {p.id: (made_at.date() - p.birth_date).days // 365 for p in patients}
    children = [p for p in patients if ages[p.id] < 18]
    represented = {r.patient_id for r in await everything(demo, Representative)}
    assert len(children) > 20
    assert all(child.account_id is None for child in children)
    assert len(represented) > 20
    assert max(ages.values()) > 80
    assert {p.language for p in patients} == {"ru", "de", "en"}
    assert any(p.account_id is None and ages[p.id] > 70 for p in patients)


async def test_visits_lie_in_the_past_and_ahead(demo: Database, made_at: datetime) -> None:
    """What is past has ended in one of three ways, what is ahead is booked or cancelled; completed visits have a note."""
    visits = await everything(demo, Appointment)
    past = Counter(v.status for v in visits if v.starts_at < made_at)
    ahead = Counter(v.status for v in visits if v.starts_at >= made_at)
    assert set(past) == {"completed", "no_show", "cancelled"}
    assert set(ahead) == {"booked", "cancelled"}
    assert min(past["completed"], ahead["booked"]) > 100
    assert await number(demo, VisitNote) == past["completed"]
    assert all(v.booked_at <= min(v.starts_at, made_at) for v in visits)


async def test_nobody_is_in_two_visits_at_once(demo: Database) -> None:
    """Each visit that takes time has one claim on the doctor's calendar and one on the patient's."""
    visits = await everything(demo, Appointment)
    taking = [v for v in visits if v.status in {"booked", "completed"}]
    claims = await everything(demo, Claim)
    assert {(c.owner_id, c.calendar_id) for c in claims} == {
        pair for v in taking for pair in ((v.id, v.doctor_id), (v.id, v.patient_id))
    }
    for person in ("patient_id", "doctor_id"):
        by_person = sorted(taking, key=lambda v: (str(getattr(v, person)), v.starts_at))
        for one, other in pairwise(by_person):
            assert getattr(one, person) != getattr(other, person) or one.ends_at <= other.starts_at


async def test_somebody_fell_ill_after_visits_were_booked(demo: Database, made_at: datetime) -> None:
    """The clinic's week has something to replan; holidays and leave hold no visit."""
    absences = await everything(demo, Absence)
    assert {"illness", "leave", "other"} <= {absence.reason for absence in absences}
    booked = [v for v in await everything(demo, Appointment) if v.status == "booked"]
    for absence in absences:
        inside = [
            v for v in booked
            if v.doctor_id == absence.calendar_id and v.starts_at < absence.ends_at and v.ends_at > absence.starts_at
        ]  # fmt: skip
        assert not inside or absence.reason == "illness"
    assert any(a.reason == "illness" and a.starts_at > made_at - timedelta(days=1) for a in absences)


@pytest.mark.parametrize("who", sign_ins.SIGN_INS, ids=lambda who: who.login)
async def test_demo_accounts_sign_in(visitor: httpx2.AsyncClient, who: sign_ins.SignIn) -> None:
    """Each has the role it is shown with."""
    account = await visitor.get("/api/v1/account", headers=await sign_in(visitor, who.login))
    assert account.status_code == 200
    assert who.role in {role["role"] for role in account.json()["roles"]}


async def test_landing_page_hears_who_to_be(visitor: httpx2.AsyncClient) -> None:
    """Names and passwords of the seven accounts, with the clinic in the reader's language."""
    answer = await visitor.get("/api/v1/demo/sign-ins", headers={"Accept-Language": "de"})
    items = {item["login"]: item for item in answer.json()["items"]}
    assert set(items) == {who.login for who in sign_ins.SIGN_INS}
    assert items["arzt@example.org"]["clinic"] == "Praxis am Lindenufer"
    assert items["operator@example.org"]["clinic"] is None
    assert {item["password"] for item in items.values()} == {sign_ins.PASSWORD}


async def test_demo_patient_has_visits_behind_and_ahead(visitor: httpx2.AsyncClient, made_at: datetime) -> None:
    """A visit in the coming days, several past, and a child to act for."""
    headers = await sign_in(visitor, sign_ins.PATIENT.login)
    ahead = (await visitor.get("/api/v1/appointments?when=upcoming", headers=headers)).json()["items"]
    past = (await visitor.get("/api/v1/appointments?when=past", headers=headers)).json()["items"]
    assert any(item["status"] == "booked" and item["modality"] == "video" for item in ahead)
    starts = [datetime.fromisoformat(item["starts_at"]) for item in ahead]
    assert all(made_at < start < made_at + timedelta(days=13) for start in starts)
    assert [item["status"] for item in past].count("completed") >= 2
    account = (await visitor.get("/api/v1/account", headers=headers)).json()
    assert {patient["relation"] for patient in account["patients"]} == {"self", "representative"}


async def test_doctors_have_drawn_initials(visitor: httpx2.AsyncClient) -> None:
    """Every doctor's photo is an image the server shows."""
    doctors = (await visitor.get("/api/v1/doctors?limit=50")).json()["items"]
    assert len(doctors) == 30
    assert all(doctor["photo_url"] for doctor in doctors)
    photo = await visitor.get(doctors[0]["photo_url"])
    assert photo.headers["content-type"] == "image/jpeg"
    assert Image.open(BytesIO(photo.content)).size == (320, 320)


async def test_search_finds_times_in_every_specialty(visitor: httpx2.AsyncClient) -> None:
    """Whoever looks finds an opening."""
    specialties = (await visitor.get("/api/v1/specialties")).json()["items"]
    assert len(specialties) == 9
    for specialty in specialties:
        found = await visitor.get(f"/api/v1/openings?specialty_id={specialty['id']}&limit=3")
        assert len(found.json()["items"]) == 3, specialty["name"]


async def test_building_again_adds_nothing(demo: Database, built: tuple[Settings, datetime]) -> None:
    """The clinics that are there are left as they are."""
    before = await number(demo, Appointment)
    made = await Demo(demo, built[0], built[1]).build()
    assert made.clinics == 0
    assert await number(demo, Appointment) == before


@pytest.mark.slow
async def test_size_two_doubles(database_url: str, tmp_path: Path, made_now: datetime) -> None:
    """Twice the clinics, doctors and patients; the names are other people's, the addresses nobody else's."""
    settings = demo_settings(database_url, tmp_path)
    await build(settings, made_now, size=2)
    database = Database(settings)
    assert (await number(database, Clinic), await number(database, Doctor), await number(database, Patient)) == (
        4,
        60,
        600,
    )
    emails = [account.email for account in await everything(database, Account)]
    assert len(set(emails)) == len(emails)
    async with database.reading() as session:
        assert await consistency.find_differences(session) == []
    await database.dispose()


@pytest.mark.slow
async def test_same_moment_makes_the_same_demo(sqlite_template: Path, tmp_path: Path, made_now: datetime) -> None:
    """Names, times and ends repeat; only ids differ."""
    seen = []
    for copy in ("one", "other"):
        folder = tmp_path / copy
        folder.mkdir()
        path = shutil.copyfile(sqlite_template, folder / "telemed.db")
        settings = demo_settings(f"sqlite:///{path}", folder)
        await build(settings, made_now)
        database = Database(settings)
        visits = await rows(
            database, Appointment.starts_at, Appointment.modality, Appointment.status, Appointment.reason
        )
        names = await rows(database, Patient.given_name, Patient.family_name, Patient.birth_date)
        seen.append((sorted(map(str, visits)), sorted(map(str, names))))
        await database.dispose()
    assert seen[0] == seen[1]


async def test_refuses_outside_demo_mode(database: Database, settings: Settings, made_now: datetime) -> None:
    """A published password is for invented people alone; nothing is written."""
    with pytest.raises(NotADemo):
        await Demo(database, settings, made_now).build()
    assert await number(database, Clinic) == 0


async def test_sign_ins_are_not_there_outside_demo_mode(client: httpx2.AsyncClient) -> None:
    """404, as for anything that does not exist."""
    assert (await client.get("/api/v1/demo/sign-ins")).status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize("local", ["2027-03-24 23:30", "2027-10-25 02:30", "2027-01-03 04:10"])
async def test_any_moment_will_do(sqlite_template: Path, tmp_path: Path, local: str) -> None:
    """Before clock changes, in the New Year holidays, at night: the demo is built and sound."""
    path = shutil.copyfile(sqlite_template, tmp_path / "telemed.db")
    settings = demo_settings(f"sqlite:///{path}", tmp_path)
    now = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Europe/Berlin")).astimezone(ZoneInfo("UTC"))
    await build(settings, now)
    database = Database(settings)
    async with database.reading() as session:
        assert await consistency.find_differences(session) == []
    own = [v for v in await everything(database, Appointment) if v.starts_at > now and v.status == "booked"]
    patient = next(p for p in await everything(database, Patient) if p.email == sign_ins.PATIENT.login)
    assert any(v.patient_id == patient.id for v in own)
    await database.dispose()


def test_people_are_plausible(made_now: datetime) -> None:
    """Numbers could be dialled, nobody was born tomorrow, and a Russian woman's name ends as one."""
    for place in PLACES:
        everybody = people(place, 1, made_now.date(), Random(1))
        assert len(everybody) == place.share
        for person in everybody:
            assert phonenumbers.is_valid_number(phonenumbers.parse(person.phone))
            assert person.birth_date <= made_now.date()
            if person.language == "ru":
                assert (person.family[-1] == "а") == (person.sex == "female")
            if person.parent is not None:
                parent = everybody[person.parent]
                assert parent.age(made_now.date()) - person.age(made_now.date()) >= 18


def test_initials_can_be_drawn() -> None:
    """Of every doctor in every house; two letters are two different pictures."""
    for place in (MOSCOW, BERLIN):
        for house in (1, 2, 7):
            assert all(drawable(letter) for role in roster(place, house, Random(house)) for letter in role.initials)
    assert portrait("ИЯ", 1) != portrait("NR", 1)
