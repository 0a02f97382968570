"""The doctor's desk: who waits, for how long, and the day."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from telemed.kit import clock
from telemed.settings import Settings
from tests.booking.builders import a_person
from tests.consultation.builders import Booked, Served, book_visit, both_inside


async def test_the_line_is_by_arrival_and_both_ends_are_told(
    server: Served, booked: Booked, settings: Settings
) -> None:
    """Two wait: the desk hears of each, the second knows that one is ahead, and moves up when the first goes in."""
    second = await a_person(server.app.state.database, settings, name="Boris Petrov")
    later = await book_visit(server.http, booked.town, second, nth=1)
    desk = await server.desk(booked.doctor)
    assert (await desk.hear("desk"))["waiting_count"] == 0

    one = await server.enter(booked.visit_id, booked.patient)
    assert (await one.hear("waiting"))["position"] == 1
    assert (await desk.hear("desk"))["waiting_count"] == 1
    two = await server.enter(later, second)
    waiting = await two.hear("waiting")
    assert (waiting["position"], waiting["ahead"]) == (2, 1)
    assert (await desk.hear("desk"))["waiting_count"] == 2

    answer = await server.http.get("/api/v1/desk/waiting", headers=booked.doctor.headers)
    items = answer.json()["items"]
    assert [item["patient_name"] for item in items] == ["Anna Ivanova", "Boris Petrov"]
    assert items[0]["appointment_id"] == items[0]["consultation_id"] == str(booked.visit_id)
    assert items[0]["connected"] is True
    assert items[0]["service_name"] == "Sprechstunde"

    doctor = await server.enter(booked.visit_id, booked.doctor)
    welcome = await doctor.hear("welcome")
    [waits] = [p for p in welcome["participants"] if p["place"] == "waiting"]
    await doctor.say(type="admit", client_id="a1", participant_id=waits["participant_id"])
    assert (await two.hear("waiting", position=1))["doctor_present"] is False
    assert (await desk.hear("desk", waiting_count=1))["changed_at"]


async def test_who_leaves_the_line_is_out_of_it_and_who_is_cut_keeps_the_place_for_a_while(
    server: Served, booked: Booked
) -> None:
    """Leaving is at once; a lost connection is shown as such; after five minutes nobody waits for it."""
    desk = await server.desk(booked.doctor)
    patient = await server.enter(booked.visit_id, booked.patient)
    await desk.hear("desk", waiting_count=1)
    await patient.gone()
    await desk.hear("desk", waiting_count=1)
    path = "/api/v1/desk/waiting"
    [item] = (await server.http.get(path, headers=booked.doctor.headers)).json()["items"]
    assert item["connected"] is False
    arrived = item["arrived_at"]

    again = await server.enter(booked.visit_id, booked.patient)
    await again.hear("waiting")
    [item] = (await server.http.get(path, headers=booked.doctor.headers)).json()["items"]
    assert (item["connected"], item["arrived_at"]) == (True, arrived)
    await again.say(type="leave")
    assert await again.closed() == 1000
    await desk.hear("desk", waiting_count=0)
    assert (await server.http.get(path, headers=booked.doctor.headers)).json()["items"] == []

    back = await server.enter(booked.visit_id, booked.patient)
    assert (await back.hear("welcome"))["you"]["place"] == "waiting"
    await back.hear("waiting")
    await back.gone()
    await desk.hear("desk", waiting_count=1)
    clock.shift(timedelta(minutes=6))
    assert (await server.http.get(path, headers=booked.doctor.headers)).json()["items"] == []


async def test_leaving_the_room_is_an_event_and_coming_back_another(server: Served, booked: Booked) -> None:
    """Leave and come back: into the room, without waiting again."""
    doctor, patient, _, patient_id = await both_inside(server, booked)
    await patient.say(type="leave")
    assert await patient.closed() == 1000
    left = await doctor.hear("event", kind="left")
    assert left["data"]["participant_id"] == patient_id
    again = await server.enter(booked.visit_id, booked.patient, last_seq=3)
    assert (await again.hear("welcome"))["you"]["place"] == "room"
    assert [(await again.hear("event"))["kind"] for _ in range(2)] == ["left", "joined"]
    assert (await doctor.hear("event", kind="joined"))["from"]["participant_id"] == patient_id


async def test_a_second_tab_takes_over(server: Served, booked: Booked) -> None:
    """The newer socket counts: the older is closed with 4409, others see no absence."""
    doctor, patient, _, _ = await both_inside(server, booked)
    doctor.skipped.clear()
    second = await server.enter(booked.visit_id, booked.patient)
    await second.hear("welcome")
    assert await patient.closed() == 4409
    await second.chat("from the second tab", "c1")
    await doctor.hear("event", client_id="c1")
    shown = [p for m in doctor.skipped if m["type"] == "presence" for p in m["participants"] if p["role"] == "patient"]
    assert all(p["connected"] for p in shown)


async def test_the_day_of_the_doctor(server: Served, booked: Booked) -> None:
    """Visits, working time and the next gap on the clinic's day; nobody but a doctor may ask."""
    await server.enter(booked.visit_id, booked.patient)
    local_day = booked.town.shift.start.astimezone(ZoneInfo("Europe/Berlin")).date()
    path = f"/api/v1/desk/today?date={local_day}"
    answer = await server.http.get(path, headers=booked.doctor.headers)
    assert answer.status_code == 200, answer.text
    day = answer.json()
    assert (day["zone"], day["date"]) == ("Europe/Berlin", local_day.isoformat())
    assert [visit["id"] for visit in day["appointments"]] == [str(booked.visit_id)]
    assert len(day["shifts"]) == 1
    assert day["next_gap"] is not None
    assert (await server.http.get(path, headers=booked.patient.headers)).status_code == 403
    for wrong in ("9999-12-31", "0001-01-01", "tomorrow"):
        answer = await server.http.get(f"/api/v1/desk/today?date={wrong}", headers=booked.doctor.headers)
        assert answer.status_code == 422, wrong


async def test_the_consultation_over_http(server: Served, booked: Booked) -> None:
    """Before anybody came it is there and empty; afterwards with who took part. A stranger gets 404."""
    path = f"/api/v1/consultations/{booked.visit_id}"
    empty = (await server.http.get(path, headers=booked.patient.headers)).json()
    assert (empty["status"], empty["participants"], empty["last_seq"]) == ("booked", [], 0)
    await both_inside(server, booked)
    shown = (await server.http.get(path, headers=booked.patient.headers)).json()
    assert (shown["status"], shown["last_seq"]) == ("in_progress", 3)
    assert {p["role"] for p in shown["participants"]} == {"doctor", "patient"}
    assert shown["appointment"]["id"] == str(booked.visit_id)


async def test_a_visit_that_is_called_off_closes_its_waiting_room(server: Served, booked: Booked) -> None:
    """Cancelled by the doctor while the patient waits: closed with 4410 within seconds, and no ticket any more."""
    patient = await server.enter(booked.visit_id, booked.patient)
    await patient.hear("waiting")
    path = f"/api/v1/appointments/{booked.visit_id}"
    etag = (await server.http.get(path, headers=booked.doctor.headers)).headers["etag"]
    answer = await server.http.post(
        f"{path}/cancel", json={"reason": "ill"}, headers={**booked.doctor.headers, "If-Match": etag}
    )
    assert answer.status_code == 200, answer.text
    assert await patient.closed() == 4410
    answer = await server.http.post(f"/api/v1/consultations/{booked.visit_id}/ticket", headers=booked.patient.headers)
    assert answer.status_code == 409
    assert (await server.http.get("/api/v1/desk/waiting", headers=booked.doctor.headers)).json()["items"] == []
