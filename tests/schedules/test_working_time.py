"""Working time over HTTP: by hand, by template, closed, with the promises about time on the way in."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import httpx2
import pytest
from sqlalchemy import delete, select

from telemed.accounts.callers import Grant, Role
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.ids import new_id
from telemed.kit.intervals import Interval
from telemed.schedules import by_hand, claims, closures, consistency, service
from telemed.schedules.models import Calendar, Opening, Shift
from telemed.settings import Settings
from tests.booking.builders import Person, Town, a_person, build_town, next_monday
from tests.directory.builders import make_clinic, make_doctor
from tests.schedules.builders import draft, every_day, make_calendar, make_shift, owner, span, stored_openings

NOON = datetime(2026, 10, 20, 12, tzinfo=UTC)


async def _shifts(database: Database, calendar_id: object) -> list[Shift]:
    async with database.reading() as session:
        found = select(Shift).where(Shift.calendar_id == calendar_id).order_by(Shift.starts_at)  # type: ignore[arg-type]
        return list(await session.scalars(found))


async def test_the_worker_makes_shifts_through_the_horizon(database: Database) -> None:
    """Each day later there is one day more, made once however often the worker runs; 09:00 stays 09:00 in autumn."""
    async with database.writing() as session:
        clinic = await make_clinic(session)
        doctor = await make_doctor(session, clinic.id)
        await service.create_template(
            session, doctor.id, draft(date(2026, 1, 1), *every_day("09:00", "17:00")), now=NOON, weeks=1
        )
    assert len(await _shifts(database, doctor.id)) == 8
    for days, count in ((0, 8), (1, 9), (1, 9), (6, 14)):
        async with database.writing() as session:
            while await service.extend_horizon(session, NOON + timedelta(days=days), weeks=1):
                pass
        assert len(await _shifts(database, doctor.id)) == count
    starts = [shift.starts_at.time().hour for shift in await _shifts(database, doctor.id)]
    assert starts == [7] * 5 + [8] * 9
    async with database.reading() as session:
        assert await consistency.find_differences(session) == []


async def test_a_shift_touched_by_hand_is_never_overwritten(database: Database) -> None:
    """Edited, removed and added shifts stand when the template is replaced; the other days follow it."""
    async with database.writing() as session:
        calendar_id, _ = await make_calendar(session)
        template = await service.create_template(
            session, calendar_id, draft(date(2026, 1, 1), *every_day("09:00", "12:00")), now=NOON, weeks=1
        )
    first, second, third, *_ = [s for s in await _shifts(database, calendar_id) if s.starts_at > NOON]
    edited = Interval(first.starts_at + timedelta(hours=1), first.ends_at + timedelta(hours=1))
    extra = Interval(third.ends_at + timedelta(hours=5), third.ends_at + timedelta(hours=6))
    async with database.writing() as session:
        await by_hand.edit_shift(session, await session.get_one(Shift, first.id), edited, now=NOON)
        await by_hand.remove_shift(session, await session.get_one(Shift, second.id), now=NOON)
        await by_hand.add_shift(session, calendar_id, extra, now=NOON)
        again = await service.template_by_id(session, template.id)
        await service.replace_template(
            session, again, draft(date(2026, 1, 1), *every_day("09:00", "12:00")), now=NOON, weeks=1
        )
        await service.extend_horizon(session, NOON + timedelta(days=3), weeks=1)
    now = {(s.starts_at, s.ends_at): s.source for s in await _shifts(database, calendar_id)}
    assert now[edited.start, edited.end] == "manual"
    assert now[extra.start, extra.end] == "manual"
    assert second.local_date not in {s.local_date for s in await _shifts(database, calendar_id)}
    assert now[third.starts_at, third.ends_at] == "template"


async def test_a_holiday_closes_the_clinics_day(database: Database) -> None:
    """Every calendar of the clinic, from midnight to midnight of its own zone, and nobody else's."""
    async with database.writing() as session:
        calendar_id, clinic_id = await make_calendar(session, zone="America/New_York")
        other_id, _ = await make_calendar(session, zone="America/New_York")
        for each in (calendar_id, other_id):
            await make_shift(
                session, each, Interval(datetime(2026, 11, 24, 0, tzinfo=UTC), datetime(2026, 11, 25, 0, tzinfo=UTC))
            )
        holiday = await closures.add_holiday(session, clinic_id, date(2026, 11, 24), {"en": "Feast"})
        assert await stored_openings(session, calendar_id) == [span("00:00", "05:00")]
        assert await stored_openings(session, other_id) == [span("00:00", "24:00")]
        await closures.remove_holiday(session, holiday)
        assert await stored_openings(session, calendar_id) == [span("00:00", "24:00")]


async def test_openings_can_be_checked_and_repaired(database: Database) -> None:
    """Whatever spoiled the stored openings is found by calendar, and put right; claims and shifts are not touched."""
    async with database.writing() as session:
        good, _ = await make_calendar(session)
        bad, _ = await make_calendar(session)
        for each in (good, bad):
            await make_shift(session, each, span("09:00", "13:00"))
            await claims.claim(
                session, calendar_id=each, time=span("10:00", "11:00"), owner=owner(), needs_opening=True, now=NOON
            )
    async with database.writing() as session:
        await session.execute(
            delete(Opening).where(Opening.calendar_id == bad, Opening.starts_at < span("09:30", "10:00").start)
        )  # type: ignore[arg-type]
        session.add(
            Opening(calendar_id=bad, starts_at=span("10:15", "10:30").start, ends_at=span("10:15", "10:30").end)
        )
    async with database.reading() as session:
        (found,) = await consistency.find_differences(session)
    assert found.calendar_id == bad
    assert found.surplus == (span("10:15", "10:30"),)
    assert found.missing == (span("09:00", "10:00"),)
    async with database.writing() as session:
        assert await consistency.repair(session) == [found]
    async with database.reading() as session:
        assert await consistency.find_differences(session) == []
        assert await stored_openings(session, bad) == [span("09:00", "10:00"), span("11:00", "13:00")]


async def test_checking_while_people_book_finds_nothing_wrong(database: Database) -> None:
    """What is read at different moments is not taken for a difference."""
    async with database.writing() as session:
        calendar_id, _ = await make_calendar(session)
        await make_shift(session, calendar_id, span("09:00", "13:00"))

    async def book_and_cancel() -> None:
        for _ in range(15):
            who = owner()
            async with database.writing() as session:
                await claims.lock(session, [calendar_id])
                await claims.claim(
                    session,
                    calendar_id=calendar_id,
                    time=span("10:00", "11:00"),
                    owner=who,
                    needs_opening=True,
                    now=NOON,
                )
            async with database.writing() as session:
                await claims.lock(session, [calendar_id])
                await claims.release(session, who)

    async def look() -> list[consistency.Difference]:
        found: list[consistency.Difference] = []
        for _ in range(30):
            async with database.reading() as session:
                found += await consistency.find_differences(session)
        return found

    _, found = await asyncio.gather(book_and_cancel(), look())
    assert found == []


async def _clinic(database: Database, settings: Settings) -> tuple[Town, Person]:
    async with database.writing() as session:
        town = await build_town(session)
    return town, await a_person(database, settings, Grant(Role.REGISTRAR, town.clinic_id))


async def test_shifts_by_hand_over_http(client: httpx2.AsyncClient, database: Database, settings: Settings) -> None:
    """Made, moved and removed; an overlap is 409; the clinic's own clock stands beside the instants."""
    town, registrar = await _clinic(database, settings)
    base = f"/api/v1/calendars/{town.doctor_id}/shifts"
    start = next_monday(19)
    body = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=2)).isoformat()}
    made = await client.post(base, json=body, headers=registrar.headers)
    assert made.status_code == 201, made.text
    assert made.json()["local_start"][11:16] == "19:00"
    assert (made.json()["source"], made.json()["local_date"]) == ("manual", start.date().isoformat())
    assert (await client.post(base, json=body, headers=registrar.headers)).status_code == 409
    one = f"/api/v1/shifts/{made.json()['id']}"
    later = {**body, "ends_at": (start + timedelta(hours=3)).isoformat()}
    assert (await client.patch(one, json=later, headers=registrar.headers)).json()["local_end"][11:16] == "22:00"
    listed = (await client.get(base, headers=registrar.headers)).json()
    assert (listed["zone"], len(listed["items"])) == ("Europe/Berlin", 2)
    assert (await client.delete(one, headers=registrar.headers)).status_code == 204
    assert (await client.delete(one, headers=registrar.headers)).status_code == 404


@pytest.mark.parametrize(
    ("starts_at", "ends_at"),
    [
        ("2026-12-01T09:00:00", "2026-12-01T10:00:00"),
        ("2026-12-01T10:00:00Z", "2026-12-01T10:00:00Z"),
        ("2026-12-01T10:00:00Z", "2026-12-01T09:00:00Z"),
        ("9999-12-31T23:00:00-12:00", "9999-12-31T23:30:00-12:00"),
        ("0001-01-01T00:00:00+14:00", "0001-01-01T01:00:00+14:00"),
        ("2026-12-01T10:00:00Z", "2126-12-01T10:00:00Z"),
        ("2026-12-01T10:00:00Z", "2100-12-01T10:00:00Z"),
        ("2020-12-01T10:00:00Z", "2020-12-01T11:00:00Z"),
        (1764583200, 1764586800),
        ("soon", "later"),
        (None, None),
    ],
)
async def test_times_that_are_no_times_are_422(
    client: httpx2.AsyncClient, database: Database, settings: Settings, starts_at: object, ends_at: object
) -> None:
    """Naive, empty, backwards, year 1 and 9999, a century long, past, numbers, words: refused, nothing written."""
    town, registrar = await _clinic(database, settings)
    body = {"starts_at": starts_at, "ends_at": ends_at}
    refused = await client.post(f"/api/v1/calendars/{town.doctor_id}/shifts", json=body, headers=registrar.headers)
    assert refused.status_code == 422, refused.text
    assert len(await _shifts(database, town.doctor_id)) == 1


async def test_templates_that_are_no_templates_are_422(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """Hours that overlap, dates in disorder, a century, a clock with a zone or seconds."""
    town, registrar = await _clinic(database, settings)
    fine = {"weekday": 0, "start": "09:00", "end": "12:00"}
    bodies: list[dict[str, object]] = [
        {"valid_from": "2026-12-01", "hours": [fine, {**fine, "start": "11:00"}]},
        {"valid_from": "2026-12-01", "valid_until": "2026-11-30", "hours": [fine]},
        {"valid_from": "2000-12-01", "valid_until": "2100-11-30", "hours": [fine]},
        {"valid_from": "9999-12-31", "hours": [fine]},
        {"valid_from": "2026-12-01", "hours": [{**fine, "weekday": 7}]},
        {"valid_from": "2026-12-01", "hours": [{**fine, "start": "09:00+03:00"}]},
        {"valid_from": "2026-12-01", "hours": [{**fine, "start": "09:00:30"}]},
        {"valid_from": "2026-12-01", "hours": [{**fine, "start": "25:00"}]},
        {"valid_from": "2026-12-01", "hours": [fine] * 51},
        {"valid_from": "2026-12-01", "hours": [fine], "calendar_id": str(new_id())},
    ]
    for body in bodies:
        path = f"/api/v1/calendars/{town.doctor_id}/templates"
        for each in (path, f"{path}/preview"):
            refused = await client.post(each, json=body, headers=registrar.headers)
            assert refused.status_code == 422, (body, refused.text)
    query = "/api/v1/calendars/{}/shifts?from={}&to={}"
    for since, until in (
        ("9999-12-31", "9999-12-31"),
        ("2026-01-01", "2099-01-01"),
        ("2026-02-01", "2026-01-01"),
        ("x", "y"),
    ):
        listed = await client.get(query.format(town.doctor_id, since, until), headers=registrar.headers)
        assert listed.status_code == 422, (since, until)


async def test_whose_working_time_somebody_may_plan(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """The clinic's desk and the doctor; everybody else sees a 404 like for a calendar that does not exist."""
    town, registrar = await _clinic(database, settings)
    doctor = await a_person(database, settings, Grant(Role.DOCTOR, town.clinic_id, town.doctor_id))
    colleague = await a_person(database, settings, Grant(Role.DOCTOR, town.clinic_id, new_id()))
    elsewhere = await a_person(database, settings, Grant(Role.CLINIC_ADMIN, new_id()))
    patient = await a_person(database, settings)
    start = next_monday(20)
    body = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=1)).isoformat()}
    shift = (await _shifts(database, town.doctor_id))[0].id

    async def statuses(person: Person, calendar_id: object) -> set[int]:
        base = f"/api/v1/calendars/{calendar_id}"
        answers = [
            await client.get(f"{base}/{what}", headers=person.headers) for what in ("templates", "shifts", "absences")
        ]
        return {answer.status_code for answer in answers}

    assert await statuses(doctor, town.doctor_id) == await statuses(registrar, town.doctor_id) == {200}
    for person in (colleague, elsewhere):
        assert await statuses(person, town.doctor_id) == {404}
        base = f"/api/v1/calendars/{town.doctor_id}"
        refused = [
            await client.post(f"{base}/shifts", json=body, headers=person.headers),
            await client.post(f"{base}/absences", json={**body, "reason": "leave"}, headers=person.headers),
            await client.post(f"{base}/absences/preview", json=body, headers=person.headers),
            await client.patch(f"/api/v1/shifts/{shift}", json=body, headers=person.headers),
            await client.delete(f"/api/v1/shifts/{shift}", headers=person.headers),
        ]
        assert {answer.status_code for answer in refused} == {404}
        unknown = await client.get(f"/api/v1/calendars/{new_id()}/shifts", headers=person.headers)
        assert unknown.json() == (await client.get(f"{base}/shifts", headers=person.headers)).json()
    assert await statuses(patient, town.doctor_id) == {403}
    assert await statuses(registrar, patient.patient_id) == {404}
    assert (await client.get(f"/api/v1/calendars/{town.doctor_id}/shifts")).status_code == 401
    assert len(await _shifts(database, town.doctor_id)) == 1


async def test_holidays_over_http(client: httpx2.AsyncClient, database: Database, settings: Settings) -> None:
    """Listed with a name in the reader's language; the same date twice is 409; another clinic's is 404."""
    town, registrar = await _clinic(database, settings)
    admin = await a_person(database, settings, Grant(Role.CLINIC_ADMIN, town.clinic_id))
    base = f"/api/v1/clinics/{town.clinic_id}/holidays"
    day = next_monday().date().isoformat()
    body = {"date": day, "name": {"de": "Feiertag", "en": "Feast"}}
    made = await client.post(base, json=body, headers={**registrar.headers, "Accept-Language": "de"})
    assert (made.status_code, made.json()["name"]) == (201, "Feiertag")
    assert (await client.post(base, json=body, headers=registrar.headers)).status_code == 409
    async with database.reading() as session:
        assert await stored_openings(session, town.doctor_id) == []
    year = next_monday().year
    listed = (await client.get(base, params={"year": year}, headers=registrar.headers)).json()["items"]
    assert [each["date"] for each in listed] == [day]
    foreign = f"/api/v1/clinics/{new_id()}/holidays/{made.json()['id']}"
    assert (await client.delete(foreign, headers=admin.headers)).status_code == 404
    assert (await client.delete(f"{base}/{made.json()['id']}", headers=admin.headers)).status_code == 204
    async with database.reading() as session:
        assert await stored_openings(session, town.doctor_id) == [town.shift]


async def test_a_calendar_is_opened_on_first_use(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """With the zone and clinic of its doctor; reading opens nothing."""
    async with database.writing() as session:
        clinic = await make_clinic(session, zone="Europe/Moscow")
        doctor = await make_doctor(session, clinic.id)
    admin = await a_person(database, settings, Grant(Role.CLINIC_ADMIN, clinic.id))
    base = f"/api/v1/calendars/{doctor.id}"
    assert (await client.get(f"{base}/shifts", headers=admin.headers)).json() == {
        "zone": "Europe/Moscow",
        "items": [],
        "next_cursor": None,
    }
    async with database.reading() as session:
        assert await session.get(Calendar, doctor.id) is None
    today = clock.now().date()
    body = {"valid_from": today.isoformat(), "hours": [{"weekday": 0, "start": "09:00", "end": "10:00"}]}
    assert (await client.post(f"{base}/templates", json=body, headers=admin.headers)).status_code == 201
    async with database.reading() as session:
        opened = await session.get_one(Calendar, doctor.id)
        assert (opened.zone, opened.clinic_id) == ("Europe/Moscow", clinic.id)
    local = {shift.starts_at.astimezone(UTC).hour for shift in await _shifts(database, doctor.id)}
    assert local == {6}
