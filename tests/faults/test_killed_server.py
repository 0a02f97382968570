"""The server is killed with -9: what was acknowledged is there, the rest is whole or absent, and a retry tells which."""

from __future__ import annotations

import contextlib
import random
import signal
import sqlite3
import time

import pytest

from bench.load import LOST
from bench.stack import Stack
from tests.faults.bookers import Try, a_town, bookings, first, keep_booking, send_all
from tests.faults.cutting import cut_before_answer, holding_all_calendars, sending
from tests.faults.remains import Remains, look, require_whole

pytestmark = [pytest.mark.faults, pytest.mark.timeout(180)]


def test_killed_at_any_moment_under_load(three_servers: Stack) -> None:
    """Acknowledged bookings are there, others left nothing or all of it, and a retry gets the original 201."""
    wanted = bookings(a_town(three_servers))
    tries = keep_booking(three_servers.ports, wanted, lambda: kill_in_turn(three_servers))
    remains = look(three_servers.settings)
    require_whole(remains, tries)
    unanswered = [each for each in tries if not each.acknowledged]
    assert {each.answer.status for each in unanswered} == {0}, "a kill cuts connections and breaks nothing else"
    require_retries(three_servers, remains, tries, unanswered)


def kill_in_turn(running: Stack) -> None:
    """Kill all but the last server, each after a random while under load."""
    rng = random.Random()
    for server in running.servers[:-1]:
        time.sleep(rng.uniform(1.0, 2.0))
        server.kill()
    time.sleep(1.0)


def require_retries(running: Stack, before: Remains, tries: list[Try], unanswered: list[Try]) -> None:
    """Sent again with their keys: those that were committed get their original answer, the others are booked now."""
    again = send_all(running.ports[-1], [each.text for each in unanswered])
    assert {each.answer.status for each in again} == {201}
    for each in again:
        if each.key in before.answers:
            assert each.answer.body == before.answers[each.key]
    after = look(running.settings)
    require_whole(after, [*tries, *again])
    assert len(after.appointments) == len(tries), "one visit for each booking that was sent, however often"


def test_sqlite_is_whole_after_its_writers_were_killed(two_on_sqlite: Stack) -> None:
    """SQLite writer killed: `integrity_check` says ok, and what starts next goes on where the others ended."""
    wanted = bookings(a_town(two_on_sqlite))
    tries = keep_booking(two_on_sqlite.ports, wanted, lambda: kill_all_twice(two_on_sqlite))
    path = two_on_sqlite.settings.database.partition(":///")[2]
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    require_whole(look(two_on_sqlite.settings), tries)
    assert sum(each.acknowledged for each in tries) > 0


def kill_all_twice(running: Stack) -> None:
    """Kill both at once in the middle of their writing, start them again, and kill them again."""
    for wait in (1.5, 1.0):
        time.sleep(wait)
        for server in running.servers:
            server.kill()
        if wait > 1:
            for server in running.servers:
                server.start()
            running.wait_ready()


def test_killed_after_the_commit_before_the_answer(one_server: Stack) -> None:
    """The answer is on its way when everything ends: the retry gets the original 201, byte for byte."""
    text = first(bookings(a_town(one_server)), 1)[0]
    with cut_before_answer(one_server.ports[0], one_server.servers[0].kill) as cut:
        lost = send_all(cut.port, [text])
    assert [each.answer.status for each in lost] == [LOST]
    remains = look(one_server.settings)
    require_whole(remains, lost)
    assert len(remains.appointments) == 1, "it was committed"
    one_server.servers[0].start()
    one_server.wait_ready()
    retry = send_all(one_server.ports[0], [text])
    assert [each.answer.status for each in retry] == [201]
    assert cut.held.startswith("HTTP/1.1 201")
    assert retry[0].answer.body == remains.answers[retry[0].key]
    assert look(one_server.settings).appointments == remains.appointments


def test_killed_in_the_middle_of_a_transaction(one_server: Stack) -> None:
    """Killed while its transactions wait for a lock: nothing of them is left, and the times are free for a retry."""
    texts = first(bookings(a_town(one_server)), 8)
    with holding_all_calendars(one_server.settings), sending(one_server.ports[0], texts) as sent:
        time.sleep(1.5)
        one_server.servers[0].kill()
        assert [each.answer.status for each in sent.result()] == [LOST] * 8
    remains = look(one_server.settings)
    require_whole(remains, [])
    assert not remains.appointments
    one_server.servers[0].start()
    one_server.wait_ready()
    retry = send_all(one_server.ports[0], texts)
    assert {each.answer.status for each in retry} == {201}
    require_whole(look(one_server.settings), retry)


def test_asked_to_end_it_completes_what_it_has_begun(one_server: Stack) -> None:
    """SIGTERM: requests under way complete, no connection is taken any more, and the process ends by itself."""
    texts = first(bookings(a_town(one_server)), 8)
    with contextlib.ExitStack() as held:
        held.enter_context(holding_all_calendars(one_server.settings))
        with sending(one_server.ports[0], texts) as sent:
            time.sleep(1.5)
            one_server.servers[0].send(signal.SIGTERM)
            time.sleep(0.5)
            held.close()
            assert {each.answer.status for each in sent.result()} == {201}
    assert one_server.servers[0].process.wait(15) in {0, -signal.SIGTERM}
    require_whole(look(one_server.settings), sent.result())
