"""The commands, as somebody at a terminal runs them: what they say, and how they exit."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import insert, select, update

from telemed.accounts.models import Account, AccountGrant
from telemed.db.engine import Database
from telemed.demo import sign_ins
from telemed.directory.founding import SPECIALTIES
from telemed.directory.models import Clinic, Specialty
from telemed.kit.ids import new_id
from telemed.outbox.models import OutboxEvent
from telemed.schedules.models import Opening, Shift
from telemed.settings import Settings
from tests.conftest import SECRET
from tests.schedules.builders import make_calendar, make_shift, span
from tests.support.processes import free_port, running

LIMIT_S = 90


class Terminal:
    """Runs `telemed` with settings of its own, in a folder without a `.env`."""

    def __init__(self, folder: Path, **settings: str) -> None:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("TELEMED_")}
        self.folder = folder
        self.env = {
            **clean,
            "TELEMED_SECRET_KEY": SECRET,
            "TELEMED_DATA_DIR": str(folder),
            "TELEMED_LOG_LEVEL": "WARNING",
            "TELEMED_PASSWORD_MEMORY_MB": "8",
            **{f"TELEMED_{name.upper()}": value for name, value in settings.items()},
        }

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", "telemed.cli"]

    def run(self, *words: str) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        done = subprocess.run(
            [*self.command, *words], env=self.env, cwd=self.folder, capture_output=True, text=True,
            timeout=LIMIT_S, check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stdout, done.stderr


@pytest.fixture
def terminal(database_url: str, tmp_path: Path) -> Terminal:
    return Terminal(tmp_path, database_url=database_url)


@pytest.fixture
def demo_terminal(sqlite_template: Path, tmp_path: Path) -> Terminal:
    path = shutil.copyfile(sqlite_template, tmp_path / "telemed.db")
    return Terminal(tmp_path, database_url=f"sqlite:///{path}", demo="1")


async def with_shift(settings: Settings) -> None:
    database = Database(settings)
    async with database.writing() as session:
        calendar_id, _ = await make_calendar(session)
        await make_shift(session, calendar_id, span("09:00", "12:00"))
    await database.dispose()


async def run_statement(settings: Settings, statement: Any) -> None:
    database = Database(settings)
    async with database.writing() as session:
        await session.execute(statement)
    await database.dispose()


async def all_rows(settings: Settings, model: type) -> list[Any]:
    database = Database(settings)
    async with database.reading() as session:
        rows: list[Any] = list(await session.scalars(select(model)))
    await database.dispose()
    return rows


@pytest.mark.slow
def test_check_proves_and_repairs_the_openings(terminal: Terminal, settings: Settings) -> None:
    """A missing opening and one too many are found (exit 1), repaired, and gone (exit 0)."""
    asyncio.run(with_shift(settings))
    code, said, _ = terminal.run("check")
    assert (code, "openings  ok     1 calendars" in said) == (0, True)
    asyncio.run(run_statement(settings, update(Opening).values(ends_at=span("09:00", "10:00").end)))
    code, said, _ = terminal.run("check")
    assert code == 1
    assert "free, not stored: 2026-11-24T09:00:00+00:00 to 2026-11-24T12:00:00+00:00" in said
    assert "stored as free, is not: 2026-11-24T09:00:00+00:00 to 2026-11-24T10:00:00+00:00" in said
    code, said, _ = terminal.run("check", "--repair")
    assert (code, "repaired 1 calendars" in said) == (0, True)
    assert said.endswith("openings  ok     1 calendars\n")


def test_check_says_what_no_repair_can_settle(sqlite_template: Path, tmp_path: Path) -> None:
    """Two shifts at once, put there behind the guard's back: reported, left alone, exit 1."""
    path = shutil.copyfile(sqlite_template, tmp_path / "telemed.db")
    terminal = Terminal(tmp_path, database_url=f"sqlite:///{path}")
    settings = Settings(_env_file=None, database_url=f"sqlite:///{path}", secret_key=SECRET)  # type: ignore[call-arg]
    asyncio.run(with_shift(settings))
    clash = select(Shift.calendar_id, Shift.starts_at, Shift.ends_at, Shift.local_date)
    asyncio.run(_second_shift(settings, clash))
    code, said, _ = terminal.run("check", "--repair")
    assert code == 1
    assert "two shifts overlap" in said


async def _second_shift(settings: Settings, found: Any) -> None:
    database = Database(settings)
    async with database.writing() as session:
        calendar_id, start, end, day = (await session.execute(found)).one()
        connection = await session.connection()
        await connection.exec_driver_sql("DROP TRIGGER ex_shift_overlap_insert")
        values = {"calendar_id": calendar_id, "starts_at": start, "ends_at": end, "local_date": day}
        await session.execute(insert(Shift).values(id=new_id(), source="manual", **values))
    await database.dispose()


def test_check_without_schema_says_what_to_do(tmp_path: Path) -> None:
    """An empty database: not sound, and the command that helps."""
    code, said, _ = Terminal(tmp_path).run("check")
    assert code == 1
    assert "run `telemed migrate`" in said


def test_check_without_database_is_plain(tmp_path: Path) -> None:
    """Nobody listens there: one line, no password, exit 1."""
    url = f"postgresql://telemed:very-secret@127.0.0.1:{free_port()}/telemed"
    code, said, errors = Terminal(tmp_path, database_url=url).run("check")
    assert code == 1
    assert "database  WRONG" in said
    assert "very-secret" not in said + errors


def test_check_hides_the_password(terminal: Terminal, database_url: str) -> None:
    """The address is shown without it."""
    if "postgresql" in database_url:
        terminal.env["TELEMED_DATABASE_URL"] = database_url.replace("postgres@", "postgres:very-secret@")
    code, said, errors = terminal.run("check")
    assert code == 0
    assert "very-secret" not in said + errors


@pytest.mark.slow
def test_migrate_twice_is_migrating_once(tmp_path: Path) -> None:
    """The second run finds nothing to do; an unknown revision is told in a line."""
    terminal = Terminal(tmp_path)
    assert terminal.run("migrate")[:2] == (0, "database is at head\n")
    assert terminal.run("migrate")[0] == 0
    code, _, errors = terminal.run("migrate", "nowhere")
    assert (code, errors.count("\n")) == (1, 1)


def test_settings_that_do_not_hold_exit_2(tmp_path: Path) -> None:
    """A short secret outside demo mode, and a value that is no value: named, without a traceback."""
    code, _, errors = Terminal(tmp_path, secret_key="short").run("check")
    assert code == 2
    assert "TELEMED_SECRET_KEY" in errors
    code, _, errors = Terminal(tmp_path, database_pool="many").run("check")
    assert code == 2
    assert "TELEMED_DATABASE_POOL" in errors


def test_demo_only_in_demo_mode(terminal: Terminal, settings: Settings) -> None:
    """Exit 2, nothing written."""
    code, _, errors = terminal.run("demo")
    assert code == 2
    assert "TELEMED_DEMO=1" in errors
    assert asyncio.run(all_rows(settings, Clinic)) == []


@pytest.mark.slow
def test_demo_tells_its_progress_and_keeps_what_is_there(demo_terminal: Terminal) -> None:
    """A line for each clinic; afterwards `--if-empty` and a second run change nothing."""
    code, said, _ = demo_terminal.run("demo", "--if-empty")
    assert code == 0
    assert "2 of 2 clinics: berlin: 6 doctors, 60 patients" in said
    assert "2 clinics, 30 doctors, 300 patients" in said
    assert demo_terminal.run("demo", "--if-empty")[:2] == (0, "there are 2 clinics already\n")
    assert demo_terminal.run("demo")[:2] == (0, "the demo is there already\n")
    code, said, _ = demo_terminal.run("check")
    assert (code, "openings  ok     330 calendars" in said) == (0, True)


@pytest.mark.slow
def test_if_empty_leaves_another_clinic_alone(demo_terminal: Terminal) -> None:
    """There is a clinic, so nothing is invented beside it."""
    found = (
        "clinic",
        "create",
        "nord",
        "--name",
        "Nord",
        "--zone",
        "Europe/Berlin",
        "--country",
        "DE",
        "--languages",
        "de,en",
    )
    assert demo_terminal.run(*found)[0] == 0
    assert demo_terminal.run("demo", "--if-empty")[:2] == (0, "there are 1 clinics already\n")


@pytest.mark.slow
def test_clinic_and_its_admin_from_nothing(terminal: Terminal, settings: Settings) -> None:
    """A clinic with the common specialties, an admin whose link is printed and mailed, and an operator."""
    where = ("--zone", "Europe/Moscow", "--country", "RU", "--languages", "ru,en")
    assert terminal.run("clinic", "create", "north", "--name", "Север", *where)[0] == 0
    code, _, errors = terminal.run("clinic", "create", "north", "--name", "Север", *where)
    assert (code, "already" in errors) == (1, True)
    code, said, _ = terminal.run("admin", "create", "--email", "Chief@example.org", "--clinic", "north")
    assert code == 0
    assert re.search(r"http://127\.0\.0\.1:8000/reset\?token=invite\.[\w.-]+", said)
    assert terminal.run("admin", "create", "--email", "ops@example.org")[0] == 0
    clinics, grants = asyncio.run(all_rows(settings, Clinic)), asyncio.run(all_rows(settings, AccountGrant))
    assert {s.code for s in asyncio.run(all_rows(settings, Specialty))} == set(SPECIALTIES)
    accounts = {a.id: a.email for a in asyncio.run(all_rows(settings, Account))}
    assert {(accounts[g.account_id], g.role, g.clinic_id) for g in grants} == {
        ("chief@example.org", "clinic_admin", clinics[0].id), ("ops@example.org", "operator", None)
    }  # fmt: skip
    assert [e.kind for e in asyncio.run(all_rows(settings, OutboxEvent))] == ["account.invited"] * 2


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("admin", "create", "--email", "a@example.org", "--clinic", "nowhere"), "telemed clinic create nowhere"),
        (("admin", "create", "--email", "nonsense"), "not an e-mail address"),
        (
            ("clinic", "create", "x", "--name", "X", "--zone", "Mars/Base", "--country", "RU", "--languages", "ru"),
            "no time zone Mars/Base",
        ),
        (
            ("clinic", "create", "x", "--name", "X", "--zone", "UTC", "--country", "RU", "--languages", "xx"),
            "ru, de, en",
        ),
        (("clinic", "create", "Ü b", "--name", "X", "--zone", "UTC", "--country", "RU", "--languages", "ru"), "slug"),
    ],
)
def test_refusals_are_sentences(demo_terminal: Terminal, words: tuple[str, ...], hint: str) -> None:
    """Exit 1, and what to do about it."""
    code, said, errors = demo_terminal.run(*words)
    assert (code, said) == (1, "")
    assert hint in errors


@pytest.mark.slow
def test_audit_that_was_tampered_with_is_found(terminal: Terminal) -> None:
    """An untouched audit verifies; one that lacks a seal somebody remembers does not."""
    terminal.run("admin", "create", "--email", "ops@example.org")
    assert terminal.run("audit", "verify")[:2] == (0, "audit       ok\n")
    code, said, _ = terminal.run("audit", "verify", "--expected-last", "3")
    assert (code, "cut off" in said) == (1, True)


@pytest.mark.slow
def test_documents_are_printed_without_a_database(tmp_path: Path) -> None:
    """Valid JSON on standard output alone, with no settings at all, and no file left behind."""
    terminal = Terminal(tmp_path)
    del terminal.env["TELEMED_SECRET_KEY"]
    _, said, errors = terminal.run("openapi")
    assert json.loads(said)["openapi"].startswith("3.")
    assert errors == ""
    _, said, _ = terminal.run("asyncapi")
    assert json.loads(said)["asyncapi"].startswith("3.")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_serve_on_a_free_port_says_who_to_be(demo_terminal: Terminal) -> None:
    """`--port 0` takes a free one, prints it with the sign-ins once requests are answered, and ends on SIGTERM."""
    assert demo_terminal.run("demo", "--if-empty")[0] == 0
    with running(
        [*demo_terminal.command, "serve", "--worker", "--port", "0"], env=demo_terminal.env, cwd=demo_terminal.folder
    ) as server:
        server.wait_ready(lambda: "Mail arrives" in server.text())
        said = server.text()
        for who in (sign_ins.PATIENT, sign_ins.DOCTOR, sign_ins.REGISTRAR, sign_ins.ADMIN):
            assert who.login in said
        assert sign_ins.PASSWORD in said
        address = re.search(r"Telemed is at +(http://127\.0\.0\.1:[1-9]\d*)", said)
        assert address is not None
        login = {"login": sign_ins.DOCTOR.login, "password": sign_ins.PASSWORD, "client": "web"}
        answer = httpx2.post(f"{address[1]}/api/v1/sessions", json=login, headers={"Origin": address[1]})
        assert answer.status_code == 201
        assert server.stop() == 0


@pytest.mark.slow
def test_serve_on_a_taken_port_is_plain(demo_terminal: Terminal) -> None:
    """Exit 1 with the address."""
    with running([*demo_terminal.command, "serve", "--port", "0"], env=demo_terminal.env) as server:
        server.wait_ready(lambda: "Telemed is at" in server.text())
        port = re.search(r"127\.0\.0\.1:(\d+)", server.text())
        assert port is not None
        code, _, errors = demo_terminal.run("serve", "--port", port[1])
        assert code == 1
        assert f"cannot listen on 127.0.0.1:{port[1]}" in errors
