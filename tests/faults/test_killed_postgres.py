"""PostgreSQL is killed with -9 under load, fsync on: nothing acknowledged is lost, and the server heals by itself."""

from __future__ import annotations

import time

import pytest

from bench.stack import Stack
from tests.faults.bookers import a_town, bookings, first, keep_booking, one_answer, send_all
from tests.faults.remains import look, require_whole
from tests.support.processes import wait_until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(180)]

DOWN_S = 1.5
HEALS_WITHIN_S = 10.0


def test_postgres_killed_under_load(on_postgres: Stack) -> None:
    """PostgreSQL killed twice: every acknowledged write is present, and the same server process books again."""
    wanted = bookings(a_town(on_postgres))
    server_pid = on_postgres.servers[0].pid
    tries = keep_booking(on_postgres.ports, wanted, lambda: kill_twice(on_postgres))
    assert on_postgres.servers[0].alive
    assert on_postgres.servers[0].pid == server_pid
    assert {each.answer.status for each in tries} <= {201, 503}, "a lost database is a 503, never a 500"
    require_whole(remains := look(on_postgres.settings), tries)
    again = send_all(on_postgres.ports[0], [each.text for each in tries if not each.acknowledged])
    assert {each.answer.status for each in again} <= {201}
    assert all(each.answer.body == remains.answers[each.key] for each in again if each.key in remains.answers)
    require_whole(look(on_postgres.settings), [*tries, *again])


def kill_twice(running: Stack) -> None:
    """Kill the whole cluster under load, leave it away for a while, start it, and wait until the server is well again."""
    postgres = running.postgres
    assert postgres is not None
    for _ in range(2):
        time.sleep(2.0)
        postgres.kill()
        time.sleep(DOWN_S)
        postgres.start()
        wait_until(
            lambda: one_answer(running.ports[0]) == 200, within=HEALS_WITHIN_S, what="the server heals", every=0.1
        )
    time.sleep(1.0)


def test_without_a_database_the_answer_is_503_at_once(on_postgres: Stack) -> None:
    """503 within two seconds with Retry-After, liveness still fine; and well again without a restart."""
    postgres = on_postgres.postgres
    assert postgres is not None
    wanted = bookings(a_town(on_postgres))
    assert [each.answer.status for each in send_all(on_postgres.ports[0], first(wanted, 1))] == [201]
    postgres.kill()
    started = time.monotonic()
    refused = send_all(on_postgres.ports[0], first(wanted, 4))
    took = time.monotonic() - started
    assert {each.answer.status for each in refused} == {503}
    assert took < 4, "two seconds for each, and a moment"
    postgres.start()
    assert {each.answer.status for each in send_all(on_postgres.ports[0], first(wanted, 4))} == {201}
