"""Several people act for one patient: asked by mail, within a scope, until an end."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select
from sqlmodel import col

from telemed.accounts.callers import Grant, Role, Scope
from telemed.accounts.identity import callers_of_sessions
from telemed.accounts.models import AccountGrant, Session
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.outbox.models import OutboxEvent
from telemed.patients import service
from telemed.patients.invitations import invitation_facts
from telemed.settings import Settings
from tests.booking.builders import Person, a_person, book, build_town
from tests.patients.family import a_child, acting_for, call, invite, join, token_of

BORN = "2020-05-05"


async def representatives(client: httpx2.AsyncClient, who: Person, patient_id: str) -> list[tuple[str, str]]:
    answer = await call(client, who, "GET", f"/patients/{patient_id}/representatives")
    return [(each["display_name"], each["scope"]) for each in answer.json()["items"]]


async def test_two_parents_see_the_same_child(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """The mother asks the father by mail; with the link he acts as she does. Neither ends the other's but who asked."""
    anna = await a_person(database, settings, name="Anna Ivanova")
    boris = await a_person(database, settings, name="Boris Ivanov")
    child = await a_child(client, anna, BORN)
    made = await invite(client, anna, child, "book")
    assert made.status_code == 201, made.text
    async with database.reading() as session:
        [event] = (
            await session.scalars(select(OutboxEvent).where(col(OutboxEvent.kind) == "representative.invited"))
        ).all()
    assert (event.subject_id, event.payload) == (UUID(made.json()["id"]), {})
    token = await token_of(database, settings, made.json()["id"])
    asked = (await call(client, boris, "POST", "/representations/look", json={"token": token})).json()
    assert (asked["given_name"], asked["inviter_name"], asked["scope"]) == ("Petya", "Anna Ivanova", "book")
    assert (await join(client, boris, token)).status_code == 204
    for parent in (anna, boris):
        assert await representatives(client, parent, child) == [("Anna Ivanova", "book"), ("Boris Ivanov", "book")]
        seen = (await call(client, parent, "GET", "/patients")).json()["items"]
        assert child in {each["id"] for each in seen}
    hers, his = (await call(client, boris, "GET", f"/patients/{child}/representatives")).json()["items"]
    assert (hers["may_end"], his["may_end"], his["is_me"]) == (False, True, True)
    path = f"/patients/{child}/representatives"
    assert (await call(client, boris, "DELETE", f"{path}/{hers['id']}")).status_code == 404
    assert (await call(client, anna, "DELETE", f"{path}/{his['id']}")).status_code == 204
    assert (await call(client, boris, "GET", f"/patients/{child}")).status_code == 401, "signed out, everywhere"


async def test_an_invitation_works_once_and_not_after_it_was_taken_back_or_is_old(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    anna, boris, eve = [await a_person(database, settings) for _ in range(3)]
    child = await a_child(client, anna, BORN)
    first = (await invite(client, anna, child, "attend")).json()["id"]
    token = await token_of(database, settings, first)
    assert (await join(client, boris, token)).status_code == 204
    assert (await join(client, eve, token)).status_code == 400
    second = (await invite(client, anna, child, "read")).json()["id"]
    token = await token_of(database, settings, second)
    assert (await join(client, boris, token)).status_code == 409, "who may do more is not made to do less"
    assert (await call(client, eve, "DELETE", f"/patients/{child}/invitations/{second}")).status_code == 404
    assert (await call(client, anna, "DELETE", f"/patients/{child}/invitations/{second}")).status_code == 204
    assert (await join(client, eve, token)).status_code == 400
    third = (await invite(client, anna, child, "read")).json()["id"]
    async with database.reading() as session:
        assert await invitation_facts(session, settings, UUID(third), clock.now() + timedelta(days=8)) is None
    for bad in ("", "x", f"{third.replace('-', '')}.AAAA", "é" * 20, token[:-1] + "A"):
        assert (await join(client, eve, bad)).status_code == 400, bad


async def test_what_a_former_representative_sent_is_worth_nothing(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    anna, boris, eve = [await a_person(database, settings) for _ in range(3)]
    child = await a_child(client, anna, BORN)
    made = (await invite(client, anna, child, "book")).json()["id"]
    assert (await join(client, boris, await token_of(database, settings, made))).status_code == 204
    sent = (await invite(client, boris, child, "book")).json()["id"]
    token = await token_of(database, settings, sent)
    his = (await call(client, boris, "GET", f"/patients/{child}/representatives")).json()["items"][1]
    await call(client, boris, "DELETE", f"/patients/{child}/representatives/{his['id']}")
    assert (await join(client, eve, token)).status_code == 400


async def test_an_adult_shares_for_as_long_as_they_say_and_nobody_shares_them_further(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """An end is kept by the grant itself; a narrower scope takes effect with the next request."""
    anna, boris = [await a_person(database, settings) for _ in range(2)]
    mine, until = str(anna.patient_id), clock.now() + timedelta(days=30)
    made = (await invite(client, anna, mine, "book", until)).json()["id"]
    assert (await join(client, boris, await token_of(database, settings, made))).status_code == 204
    assert (await invite(client, boris, mine, "read")).status_code == 403
    [row] = (await call(client, anna, "GET", f"/patients/{mine}/representatives")).json()["items"]
    path = f"/patients/{mine}/representatives/{row['id']}"
    assert (await call(client, boris, "PATCH", path, json={"until": "2090-01-01T00:00:00Z"})).status_code == 403
    assert (await call(client, anna, "PATCH", path, json={"scope": "read"})).status_code == 204
    assert (await call(client, boris, "PATCH", f"/patients/{mine}", json={"family_name": "X"})).status_code == 403
    assert (await call(client, boris, "GET", f"/patients/{mine}")).status_code == 200
    async with database.reading() as session:
        sessions = list((await session.scalars(select(col(Session.id)))).all())
        later = await callers_of_sessions(session, sessions, until + timedelta(seconds=1))
    assert [c for c in later.values() if c.account_id == boris.account_id and c.scope_for(anna.patient_id)] == []
    past = await invite(client, anna, mine, "read", clock.now() - timedelta(days=1))
    assert (past.status_code, past.json()["type"]) == (422, "urn:telemed:problem:bad-end")


async def test_a_dependant_comes_of_age_and_every_representation_ends_by_rule(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """Also that of whoever was asked, whatever end was wished for."""
    anna, boris = [await a_person(database, settings) for _ in range(2)]
    soon = (clock.now() + timedelta(days=20)).date()
    child = await a_child(client, anna, soon.replace(year=soon.year - 18).isoformat())
    made = await invite(client, anna, child, "book", clock.now() + timedelta(days=900))
    assert made.status_code == 201
    assert (await join(client, boris, await token_of(database, settings, made.json()["id"]))).status_code == 204
    async with database.reading() as session:
        ends = await session.scalars(select(col(AccountGrant.until)).where(col(AccountGrant.subject_id) == UUID(child)))
        assert {end.date() <= soon for end in ends.all() if end} == {True}


async def test_an_invitation_is_the_familys_and_the_desks_and_nobody_elses(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """A stranger: 404. The desk: for a patient of its clinic without an account. At most five wait at once."""
    async with database.writing() as session:
        town = await build_town(session)
    anna, eve = await a_person(database, settings), await a_person(database, settings)
    desk = await a_person(database, settings, Grant(Role.REGISTRAR, town.clinic_id))
    child = await a_child(client, anna, BORN)
    assert (await invite(client, eve, child, "read")).status_code == 404
    assert (await invite(client, desk, child, "read")).status_code == 404
    entered = {"given_name": "Olga", "family_name": "Petrova", "birth_date": "1950-01-01", "contact_by": "call"}
    made = await call(client, desk, "POST", f"/clinics/{town.clinic_id}/patients", json=entered)
    assert (made.status_code, made.json()["contact_by"]) == (201, "call")
    olga = made.json()["id"]
    asked = await invite(client, desk, olga, "book")
    assert (await join(client, eve, await token_of(database, settings, asked.json()["id"]))).status_code == 204
    changed = await call(client, desk, "PATCH", f"/patients/{olga}", json={"contact_by": "sms"})
    assert (changed.status_code, changed.json()["contact_by"]) == (200, "sms")
    async with database.writing() as session:
        await service.relate(session, anna.patient_id, town.clinic_id, now=clock.now())
    assert (await invite(client, desk, str(anna.patient_id), "read")).status_code == 403, "who has an account asks"
    codes = [(await invite(client, anna, child, "read")).status_code for _ in range(6)]
    assert codes == [201] * 5 + [429]


async def test_several_people_come_to_one_visit(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """As many as the service allows, each once at a time: their calendars are taken, move and are freed with it."""
    async with database.writing() as session:
        town = await build_town(session, most_people=2)
    anna, boris = await a_person(database, settings), await a_person(database, settings)
    child = await a_child(client, anna, BORN)
    visit = (await book(client, town, anna)).json()["id"]
    path = f"/appointments/{visit}"
    both = {"patient_ids": [child, str(boris.patient_id)]}
    assert (await call(client, anna, "PUT", f"{path}/companions", json=both)).status_code == 422
    foreign = {"patient_ids": [str(boris.patient_id)]}
    assert (await call(client, anna, "PUT", f"{path}/companions", json=foreign)).status_code == 404
    brought = await call(client, anna, "PUT", f"{path}/companions", json={"patient_ids": [child]})
    assert brought.status_code == 200, brought.text
    assert [each["id"] for each in brought.json()["companions"]] == [child]
    hour = town.shift.start + timedelta(hours=1)
    busy = await book(client, town, anna, patient_id=child, doctor_id=str(town.doctor_id))
    assert busy.status_code == 409
    moved = await call(client, anna, "POST", f"{path}/reschedule", json={"starts_at": hour.isoformat()})
    assert moved.status_code == 200, moved.text
    assert (await book(client, town, anna, patient_id=child)).status_code == 201, "free again where the visit was"
    rita = await acting_for(database, settings, UUID(child), Scope.ATTEND)
    seen = (await call(client, rita, "GET", "/appointments")).json()["items"]
    assert visit in {each["id"] for each in seen}
    assert not any(each["can"]["cancel"] for each in seen)
    assert (await call(client, rita, "POST", f"{path}/cancel", json={})).status_code == 403
    alone = await call(client, anna, "PUT", f"{path}/companions", json={"patient_ids": []})
    assert alone.json()["companions"] == []
    assert (await call(client, rita, "GET", path)).status_code == 404


@pytest.mark.parametrize("who", ["the desk", "a representative"])
async def test_an_offer_is_taken_on_behalf_of_the_patient(
    client: httpx2.AsyncClient, database: Database, settings: Settings, who: str
) -> None:
    """By phone, or by who acts for them in full; who may only attend is told so."""
    async with database.writing() as session:
        town = await build_town(session, hours=1 / 3, duration_min=20, grid_min=20)
    anna, boris = await a_person(database, settings), await a_person(database, settings)
    first = (await book(client, town, boris)).json()["id"]
    wish = {"kind": "any", "patient_id": str(anna.patient_id), "service_id": str(town.service_id)}
    assert (await call(client, anna, "POST", "/waitlist", json=wish)).status_code == 201
    await call(client, boris, "POST", f"/appointments/{first}/cancel", json={})
    [offer] = (await call(client, anna, "GET", "/waitlist/offers")).json()["items"]
    path = f"/waitlist/offers/{offer['id']}"
    rita = await acting_for(database, settings, anna.patient_id, Scope.ATTEND)
    assert (await call(client, rita, "POST", f"{path}/accept")).status_code == 403
    assert (await call(client, rita, "POST", f"{path}/decline")).status_code == 403
    if who == "the desk":
        actor = await a_person(database, settings, Grant(Role.REGISTRAR, town.clinic_id))
    else:
        actor = await acting_for(database, settings, anna.patient_id, Scope.BOOK)
    taken = await call(client, actor, "POST", f"{path}/accept")
    assert (taken.status_code, taken.json()["patient"]["id"]) == (200, str(anna.patient_id))
