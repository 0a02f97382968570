"""The claims port: time is taken once, cut out of the openings, and given back as far as there is work."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from telemed.db.engine import Database
from telemed.db.violations import constraint_of
from telemed.kit.ids import new_id
from telemed.kit.intervals import Interval
from telemed.schedules import claims, closures
from telemed.schedules.errors import NotFree
from telemed.schedules.models import Claim, Shift, sql_table
from tests.schedules.builders import DAY, NOW, at, make_calendar, make_shift, owner, span, stored_openings


def raw_claim(calendar_id: object, when: Interval) -> dict[str, object]:
    return {
        "id": new_id(),
        "calendar_id": calendar_id,
        "starts_at": when.start,
        "ends_at": when.end,
        "owner_kind": "test",
        "owner_id": new_id(),
    }


async def test_the_database_refuses_overlapping_claims(database: Database) -> None:
    """Whoever writes past the port is stopped by `ex_claim_overlap`; neighbours and other calendars are not."""
    async with database.writing() as session:
        calendar_id, _ = await make_calendar(session)
        other_id, _ = await make_calendar(session)
        table = insert(sql_table(Claim))
        await session.execute(table, [raw_claim(calendar_id, span("10:00", "11:00"))])
        await session.execute(table, [raw_claim(calendar_id, span("09:00", "10:00"))])
        await session.execute(table, [raw_claim(calendar_id, span("11:00", "12:00"))])
        await session.execute(table, [raw_claim(other_id, span("10:30", "10:40"))])
    for when in (span("10:30", "10:40"), span("08:00", "13:00"), span("09:59", "10:00"), span("11:00", "12:00")):
        with pytest.raises(IntegrityError) as refused:
            async with database.writing() as session:
                await session.execute(insert(sql_table(Claim)), [raw_claim(calendar_id, when)])
        assert constraint_of(refused.value) == "ex_claim_overlap"


async def test_the_database_refuses_moving_a_claim_onto_another(database: Database) -> None:
    """An update is guarded like an insert; moving a claim over its own old time is fine."""
    async with database.writing() as session:
        calendar_id, _ = await make_calendar(session)
        first, second = raw_claim(calendar_id, span("10:00", "11:00")), raw_claim(calendar_id, span("12:00", "13:00"))
        await session.execute(insert(sql_table(Claim)), [first, second])
        move = update(sql_table(Claim)).where(sql_table(Claim).c.id == second["id"])
        await session.execute(move.values(starts_at=at("11:30"), ends_at=at("12:30")))
    with pytest.raises(IntegrityError) as refused:
        async with database.writing() as session:
            await session.execute(move.values(starts_at=at("10:30"), ends_at=at("11:30")))
    assert constraint_of(refused.value) == "ex_claim_overlap"


async def test_the_database_refuses_overlapping_shifts_and_empty_time(database: Database) -> None:
    """Shifts are guarded too, and an interval that does not end after it starts is refused by name."""
    async with database.writing() as session:
        calendar_id, _ = await make_calendar(session)
        await make_shift(session, calendar_id, span("09:00", "13:00"))
    with pytest.raises(IntegrityError) as refused:
        async with database.writing() as session:
            await make_shift(session, calendar_id, span("12:00", "14:00"))
    assert constraint_of(refused.value) == "ex_shift_overlap"
    empty = Shift(calendar_id=calendar_id, starts_at=at("15:00"), ends_at=at("15:00"), source="manual", local_date=DAY)
    with pytest.raises(IntegrityError) as refused:
        async with database.writing() as session:
            session.add(empty)
    assert constraint_of(refused.value) == "ck_shift_ends_after_start"


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        (("10:00", "11:00"), [("09:00", "10:00"), ("11:00", "13:00")]),
        (("09:00", "10:00"), [("10:00", "13:00")]),
        (("12:00", "13:00"), [("09:00", "12:00")]),
        (("09:00", "13:00"), []),
    ],
)
async def test_a_claim_is_cut_out_of_the_opening_and_release_joins_it_again(
    database: Database, taken: tuple[str, str], left: list[tuple[str, str]]
) -> None:
    """From the middle, an end, or whole; given back it is one opening as before."""
    async with database.writing() as session:
        calendar_id, _ = await make_calendar(session)
        await make_shift(session, calendar_id, span("09:00", "13:00"))
        who = owner()
        await claims.lock(session, [calendar_id])
        await claims.claim(session, calendar_id=calendar_id, time=span(*taken), owner=who, needs_opening=True, now=NOW)
        assert await stored_openings(session, calendar_id) == [span(*each) for each in left]
        assert [each.time for each in await claims.release(session, who)] == [span(*taken)]
        assert await stored_openings(session, calendar_id) == [span("09:00", "13:00")]


@pytest.mark.parametrize("wanted", [("08:30", "09:30"), ("12:30", "13:30"), ("10:30", "10:50"), ("14:00", "15:00")])
async def test_time_that_is_not_free_for_its_whole_length_is_refused(
    database: Database, wanted: tuple[str, str]
) -> None:
    """Before, after, over a visit, outside work: NotFree, and the openings are as they were."""
    async with database.writing() as session:
        calendar_id, _ = await make_calendar(session)
        await make_shift(session, calendar_id, span("09:00", "13:00"))
        await claims.claim(
            session, calendar_id=calendar_id, time=span("10:00", "11:00"), owner=owner(), needs_opening=True, now=NOW
        )
    with pytest.raises(NotFree):
        async with database.writing() as session:
            await claims.claim(
                session, calendar_id=calendar_id, time=span(*wanted), owner=owner(), needs_opening=True, now=NOW
            )
    async with database.reading() as session:
        assert await stored_openings(session, calendar_id) == [span("09:00", "10:00"), span("11:00", "13:00")]


async def test_a_patients_line_of_time_needs_no_opening_and_is_taken_once(database: Database) -> None:
    """A person cannot be in two visits at once: their own calendar refuses the second."""
    patient_id = new_id()
    async with database.writing() as session:
        await claims.open_calendar(session, patient_id, zone="Europe/Berlin")
        await claims.open_calendar(session, patient_id, zone="Europe/Berlin")
        await claims.claim(
            session, calendar_id=patient_id, time=span("10:00", "11:00"), owner=owner(), needs_opening=False, now=NOW
        )
    with pytest.raises(NotFree):
        async with database.writing() as session:
            await claims.claim(
                session,
                calendar_id=patient_id,
                time=span("10:59", "12:00"),
                owner=owner(),
                needs_opening=False,
                now=NOW,
            )


async def test_an_expired_hold_counts_for_nothing(database: Database) -> None:
    """Until its instant a hold keeps others out; at that instant the time is free again, by the next claim or the sweep."""
    until = NOW + timedelta(minutes=10)
    async with database.writing() as session:
        calendar_id, _ = await make_calendar(session)
        await make_shift(session, calendar_id, span("09:00", "13:00"))
        for when in (span("10:00", "11:00"), span("12:00", "13:00")):
            await claims.claim(
                session,
                calendar_id=calendar_id,
                time=when,
                owner=owner(),
                needs_opening=True,
                now=NOW,
                expires_at=until,
            )
    with pytest.raises(NotFree):
        async with database.writing() as session:
            await claims.claim(
                session,
                calendar_id=calendar_id,
                time=span("10:00", "11:00"),
                owner=owner(),
                needs_opening=True,
                now=until - timedelta(seconds=1),
            )
    async with database.writing() as session:
        await claims.claim(
            session, calendar_id=calendar_id, time=span("10:30", "11:30"), owner=owner(), needs_opening=True, now=until
        )
        assert await stored_openings(session, calendar_id) == [span("09:00", "10:30"), span("11:30", "13:00")]
    async with database.writing() as session:
        assert await claims.sweep_expired(session, until) == 0


async def test_release_gives_back_only_what_is_still_worked(database: Database) -> None:
    """An absence that came over a visit keeps its time closed when the visit goes."""
    async with database.writing() as session:
        calendar_id, _ = await make_calendar(session)
        await make_shift(session, calendar_id, span("09:00", "13:00"))
        who = owner()
        await claims.claim(
            session, calendar_id=calendar_id, time=span("10:00", "11:00"), owner=who, needs_opening=True, now=NOW
        )
        await closures.add_absence(session, calendar_id, span("10:30", "12:00"), reason="illness")
        await claims.release(session, who)
        assert await stored_openings(session, calendar_id) == [span("09:00", "10:30"), span("12:00", "13:00")]


async def test_a_neighbours_claim_never_refuses_yours(database: Database) -> None:
    """40 at once for 40 different times of one calendar: all are taken. Each splits the row the others look for."""
    async with database.writing() as session:
        calendar_id, _ = await make_calendar(session)
        await make_shift(session, calendar_id, span("08:00", "18:00"))

    async def take(number: int) -> None:
        start = at("08:00") + timedelta(minutes=15 * number)
        async with database.writing() as session:
            await claims.lock(session, [calendar_id])
            await claims.claim(
                session,
                calendar_id=calendar_id,
                time=Interval(start, start + timedelta(minutes=15)),
                owner=owner(),
                needs_opening=True,
                now=NOW,
            )

    order = [(number * 17) % 40 for number in range(40)]
    for wave in range(0, 40, 10):
        await asyncio.gather(*(take(number) for number in order[wave : wave + 10]))
    async with database.reading() as session:
        assert await stored_openings(session, calendar_id) == []


async def test_one_time_wanted_by_many_is_taken_once(database: Database) -> None:
    """Of ten at once for the same time one has it and nine are told it is not free."""
    async with database.writing() as session:
        calendar_id, _ = await make_calendar(session)
        await make_shift(session, calendar_id, span("08:00", "18:00"))

    async def take() -> bool:
        try:
            async with database.writing() as session:
                await claims.lock(session, [calendar_id])
                await claims.claim(
                    session,
                    calendar_id=calendar_id,
                    time=span("09:00", "10:00"),
                    owner=owner(),
                    needs_opening=True,
                    now=NOW,
                )
        except NotFree:
            return False
        return True

    assert sorted(await asyncio.gather(*(take() for _ in range(10)))) == [False] * 9 + [True]


async def test_calendars_are_locked_in_one_order(database: Database) -> None:
    """Two that want the same two calendars, named the other way round, both get through."""
    async with database.writing() as session:
        one, _ = await make_calendar(session)
        other, _ = await make_calendar(session)

    async def hold(*ids: object) -> int:
        async with database.writing() as session:
            return len(await claims.lock(session, ids))  # type: ignore[arg-type]

    found = await asyncio.gather(*(hold(*pair) for _ in range(10) for pair in ((one, other), (other, one))))
    assert set(found) == {2}
