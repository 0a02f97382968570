"""What the tests stand on: servers that start fast, survive what they must, and are gone afterwards."""

import signal
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.support.databases import Databases
from tests.support.postgres import PostgresServer, throwaway_postgres
from tests.support.processes import ProcessFailedError, free_port, running, wait_until
from tests.support.redis import redis_server, throwaway_redis
from tests.support.turn import answers_stun, throwaway_turn


def test_database_is_a_copy_of_its_template(postgres: PostgresServer) -> None:
    """A database made from a template has its tables, and shares nothing with it."""
    with psycopg.connect(postgres.create_database("original"), autocommit=True) as original:
        original.execute("CREATE TABLE visit (id int); INSERT INTO visit VALUES (1)")
    with psycopg.connect(postgres.create_database("copy", template="original"), autocommit=True) as copy:
        copy.execute("INSERT INTO visit VALUES (2)")
        assert copy.execute("SELECT count(*) FROM visit").fetchone() == (2,)
    with psycopg.connect(postgres.url_of("original")) as original:
        assert original.execute("SELECT count(*) FROM visit").fetchone() == (1,)
    postgres.drop_database("copy")
    postgres.drop_database("original")


def test_postgres_has_what_exclusion_constraints_need(postgres: PostgresServer) -> None:
    """The extension btree_gist can be created, and lower() knows Cyrillic."""
    with psycopg.connect(postgres.create_database("extended"), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION btree_gist")
        assert connection.execute("SELECT lower('Ж')").fetchone() == ("ж",)
    postgres.drop_database("extended")


@pytest.mark.faults
def test_killed_postgres_keeps_what_it_acknowledged() -> None:
    """After `kill -9` of the whole cluster committed rows are there, uncommitted ones are not, and no process is left."""
    with throwaway_postgres(fsync=True) as server:
        connection = psycopg.connect(server.url)
        connection.execute("CREATE TABLE visit (id int)")
        connection.execute("INSERT INTO visit VALUES (1)")
        connection.commit()
        connection.execute("INSERT INTO visit VALUES (2)")
        before = server.pids
        server.kill()
        assert not any(psutil.pid_exists(pid) for pid in before)
        connection.close()
        server.start()
        with psycopg.connect(server.url) as again:
            assert again.execute("SELECT id FROM visit").fetchall() == [(1,)]
        after, folder = server.pids, server.folder
    assert not any(psutil.pid_exists(pid) for pid in after)
    assert not folder.exists()


def test_redis_is_gone_after_its_block() -> None:
    """It answers within the block, hangs while paused, and nothing of it is left."""
    with redis_server() as server:
        assert server.answers()
        pids = server.running.pids
        server.pause()
        server.resume()
        assert server.answers()
        server.kill()
        assert not server.answers()
        server.start()
        assert server.answers()
        pids += server.running.pids
    assert not any(psutil.pid_exists(pid) for pid in pids)
    with throwaway_redis() as url:
        assert url.startswith("redis://127.0.0.1:")


def test_relay_answers_within_its_block() -> None:
    """STUN over UDP is answered, and no longer afterwards."""
    with throwaway_turn(secret="relay-secret") as relay:
        assert answers_stun(relay.port)
    assert not answers_stun(relay.port)


def test_child_that_ends_early_shows_its_log() -> None:
    """What it said is in the error, at once and not after the wait."""
    command = [sys.executable, "-c", "import sys; print('no such setting'); sys.exit(3)"]
    started = time.monotonic()
    with (
        pytest.raises(ProcessFailedError, match=r"ended with 3\nno such setting"),
        running(command, ready=lambda: False, within=20),
    ):
        pass
    assert time.monotonic() - started < 10


def test_child_that_ignores_being_asked_is_killed(tmp_path: Path) -> None:
    """A stopped process and one that ignores SIGTERM are ended too."""
    mark = tmp_path / "ready"
    deaf = "import pathlib, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    code = f"{deaf}; pathlib.Path(sys.argv[1]).touch(); time.sleep(60)"
    with running([sys.executable, "-c", code, str(mark)], ready=mark.exists) as child:
        pid = child.pid
        child.send(signal.SIGSTOP)
        assert child.stop(within=0.2) == -signal.SIGKILL
    assert not psutil.pid_exists(pid)


def test_wait_says_what_it_waited_for() -> None:
    """A wait that ends in vain names the thing and the time."""
    with pytest.raises(TimeoutError, match=r"the second patient: not within 0\.05 s"):
        wait_until(lambda: False, within=0.05, what="the second patient")
    assert free_port() > 0


def test_lent_database_comes_back_empty(postgres_databases: Databases) -> None:
    """The next one to borrow it finds no row, also past append-only triggers; rows of the schema's version stay."""
    with postgres_databases.lend() as first, psycopg.connect(first, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO clinic_holiday (id, clinic_id, date, name) "
            "VALUES (gen_random_uuid(), gen_random_uuid(), '2026-01-01', '{}')"
        )
    with postgres_databases.lend() as again, psycopg.connect(again) as connection:
        assert again == first
        assert connection.execute("SELECT count(*) FROM clinic_holiday").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)


def test_database_with_another_schema_is_not_lent_again(postgres_databases: Databases) -> None:
    """A trigger that was switched off, or an index that was dropped, is nobody else's surprise."""
    for damage in ("ALTER TABLE audit_entry DISABLE TRIGGER ALL", "DROP INDEX ix_claim_expires_at"):
        with postgres_databases.lend() as first, psycopg.connect(first, autocommit=True) as connection:
            connection.execute(damage.encode())
        with postgres_databases.lend() as other:
            assert other != first
