"""Two hundred at once, over two server processes, on both databases: one wins a time, and nobody is refused wrongly."""

import asyncio
import json
from collections import Counter
from itertools import islice

import pytest

from bench.contending import CLIENTS, rush
from bench.load import run_apart
from bench.stack import Stack
from bench.town import Town
from telemed.db.engine import Database
from telemed.schedules.consistency import Difference, find_differences
from telemed.settings import Settings

SLOTS = 4

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def differences(settings: Settings) -> list[Difference]:
    """What `telemed check` would find wrong with the calendars."""

    async def find() -> list[Difference]:
        database = Database(settings)
        try:
            async with database.reading() as session:
                return await find_differences(session)
        finally:
            await database.dispose()

    return asyncio.run(find())


def test_two_hundred_at_once_at_one_slot_one_wins(two_servers: Stack, crowded: Town) -> None:
    """200 at once for one slot: one 201, 199 × 409, no 5xx; several slots in a row."""
    found = rush(two_servers, crowded, SLOTS)
    for slot in range(SLOTS):
        assert Counter(answer.status for answer in found.of_slot(slot)) == {201: 1, 409: CLIENTS - 1}
    refused = [json.loads(answer.body) for answer in found.outcome.answers if answer.status == 409]
    assert {each["type"] for each in refused} == {"urn:telemed:problem:slot-taken"}
    assert all(each["alternatives"] for each in refused)
    assert differences(two_servers.settings) == []


def test_two_hundred_at_once_at_different_times_of_few_doctors_all_win(two_servers: Stack, crowded: Town) -> None:
    """A neighbour's booking never refuses yours: 200 different times of the same few doctors are all 201.

    The times start where those of the other test end, so that one database serves both in either order.
    """
    times = list(islice(crowded.times(), SLOTS, SLOTS + CLIENTS // len(crowded.doctor_ids)))
    places = [(doctor_id, start) for start in times for doctor_id in crowded.doctor_ids]
    texts = [[crowded.booking(patient, *place)] for patient, place in zip(crowded.patients, places, strict=True)]
    outcome = run_apart(two_servers.ports, texts, together=True, bodies=True)
    assert outcome.statuses() == {201: CLIENTS}, [answer.body for answer in outcome.answers if answer.status != 201][:3]
    assert differences(two_servers.settings) == []
