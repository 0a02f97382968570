"""Two at once: one of them is first, nothing is doubled, nothing is lost."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import httpx2
import pytest

from telemed.booking.waitlist import offering, repository
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.kit.intervals import Interval
from telemed.schedules import claims
from telemed.settings import Settings
from tests.booking.builders import Town, a_person, book
from tests.booking.waitlist.builders import Line, a_line


async def test_two_accept_at_once_and_the_visit_moves_once(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """Two parents press the same button: one move, and both are told of it."""
    line = await a_line(client, database, settings, booked=2)
    await line.wants_earlier(1)
    await line.cancel(0)
    offer = await line.offer_to(line.people[1])
    answers = await asyncio.gather(*(line.accept(line.people[1], offer) for _ in range(4)))
    assert Counter(each.status_code for each in answers) == {200: 4}
    assert {each.json()["revision"] for each in answers} == {2}
    await line.check()


async def test_accepting_against_lapsing_ends_in_one_of_the_two(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """Whatever comes first, the time has one owner and the answer says which."""
    line = await a_line(client, database, settings, booked=3)
    await line.wants_earlier(1)
    await line.wants_earlier(2)
    await line.cancel(0)
    offer = await line.offer_to(line.people[1])
    late = clock.now() + timedelta(minutes=31)
    accepted, *_ = await asyncio.gather(line.accept(line.people[1], offer), line.lapse(late), line.lapse(late))
    assert accepted.status_code in {200, 410}
    statuses = Counter(each.status for each in await line.stored_offers() if str(each.id) == offer["id"])
    assert statuses == ({"accepted": 1} if accepted.status_code == 200 else {"lapsed": 1})
    owners = [each.entry_id for each in await line.stored_offers() if each.status == "open"]
    assert len(owners) == len(set(owners)) == 1
    await line.check()


async def test_cancelling_twice_frees_and_offers_once(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    line = await a_line(client, database, settings, booked=3)
    await line.wants_earlier(1)
    await line.wants_earlier(2)
    answers = await asyncio.gather(line.cancel(0), line.cancel(0), line.cancel(0))
    assert Counter(each.status_code for each in answers) == {200: 1, 409: 2}
    assert len(await line.stored_offers()) == 1
    await line.check()


async def test_the_public_never_gets_what_is_being_offered(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """Bookers press while the visit is cancelled: the time goes to who waits."""
    line = await a_line(client, database, settings, booked=2)
    await line.wants_earlier(1)
    eager = [await a_person(database, settings, name=f"Eager{n} Booker") for n in range(4)]
    tries = [book(client, line.town, each, line.at(0)) for each in eager]
    cancelled, *booked = await asyncio.gather(
        line.cancel(0), *tries, *[book(client, line.town, e, line.at(0)) for e in eager]
    )
    assert cancelled.status_code == 200
    assert Counter(each.status_code for each in booked) == {409: 8}
    assert len(await line.offers_to(line.people[1])) == 1
    await line.check()


async def test_many_free_and_take_at_once_without_deadlock(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """Cancelling, accepting, declining and two workers together: no server error, no time with two owners."""
    line = await a_line(client, database, settings, booked=6)
    for number in (3, 4, 5):
        await line.wants_earlier(number)
    await line.cancel(0)
    offer = await line.offer_to(line.people[3])
    later = timedelta(minutes=1)
    answers = await asyncio.gather(
        line.cancel(1), line.accept(line.people[3], offer), line.cancel(2), line.look(later), line.lapse(),
        line.decline(line.people[3], offer), line.look(later),
    )  # fmt: skip
    codes = [each.status_code for each in answers if isinstance(each, httpx2.Response)]
    assert all(code < 500 for code in codes), codes
    await line.look(timedelta(minutes=2))
    await line.check()


class Killed(Exception):
    """The process died here."""


@pytest.mark.parametrize("where", ["put_offer", "change_offer"])
async def test_a_crash_between_freeing_and_offering_leaves_all_or_nothing(
    client: httpx2.AsyncClient, database: Database, settings: Settings, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before the offer is written, or before the lapsed one is closed: as if nothing had begun, and it can be done
    again.
    """
    line = await a_line(client, database, settings, booked=3)
    await line.wants_earlier(1)
    await line.wants_earlier(2)
    if where == "change_offer":
        await line.cancel(0)

    async def die(*_: object, **__: object) -> None:
        raise Killed

    late = clock.now() + timedelta(minutes=31)
    with monkeypatch.context() as patched:
        patched.setattr(repository, where, die)
        if where == "put_offer":
            assert (await line.cancel(0)).status_code == 500
        else:
            with pytest.raises(Killed):
                await line.lapse(late)
    await line.check()
    if where == "put_offer":
        assert await line.start_of(0) == line.at(0), "the visit is still there"
        assert (await line.cancel(0)).status_code == 200
    else:
        assert await line.lapse(late) == 1
    assert len([each for each in await line.stored_offers() if each.status == "open"]) == 1
    await line.check()


async def test_two_who_free_neighbouring_time_at_once_pass_over_each_others_patient(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """Who holds a calendar waits for no patient: it leaves the time free, and a worker comes back to it."""
    line = await a_line(client, database, settings, booked=1)
    anna = await a_person(database, settings)
    await line.wants_any(anna)
    if database.is_sqlite:
        return  # one writer at a time: nobody is ever busy
    async with database.writing() as busy:
        await repository.lock_patient(busy, anna.patient_id)
        assert (await asyncio.wait_for(line.cancel(0), 5)).status_code == 200
        assert await line.offers_to(anna) == []
    assert await line.free() == [line.at(0)]
    assert await line.look() == 1
    await line.check()


async def offer_again(database: Database, town: Town, time: Interval) -> int:
    async with database.writing() as session:
        await claims.lock(session, {town.doctor_id})
        return await offering.freed(session, town.doctor_id, [time], clock.now())


async def test_time_that_is_not_free_is_never_offered(
    client: httpx2.AsyncClient, database: Database, settings: Settings
) -> None:
    """Whoever says so: what is offered is what the calendar gives."""
    line: Line = await a_line(client, database, settings, booked=2)
    await line.wants_earlier(1)
    taken = Interval(line.at(0), line.at(1))
    assert await offer_again(database, line.town, taken) == 0
    await line.cancel(0)
    assert await offer_again(database, line.town, taken) == 0
    assert len(await line.stored_offers()) == 1
