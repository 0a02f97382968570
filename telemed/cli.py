"""`telemed ...`: thin over services. Parts are imported by the command that needs them, so that each starts fast."""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer
from pydantic import ValidationError

if TYPE_CHECKING:
    from telemed.db.engine import Database
    from telemed.demo.service import Made
    from telemed.settings import Settings

T = TypeVar("T")
SHOWN = 20

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Telemedicine a clinic starts with one command.")
admin = typer.Typer(no_args_is_help=True, help="Who administers clinics and the platform.")
clinic = typer.Typer(no_args_is_help=True, help="The clinics of this installation.")
audit = typer.Typer(no_args_is_help=True, help="The record of who did what.")
app.add_typer(admin, name="admin")
app.add_typer(clinic, name="clinic")
app.add_typer(audit, name="audit")


# ── what commands share ─────────────────────────────────────────────────────────────────────────────────────────────


def _fail(message: str, code: int = 1) -> NoReturn:
    typer.secho(message, fg="red", err=True)
    raise typer.Exit(code)


def _settings(**given: Any) -> "Settings":
    """Settings from the environment, or a plain message and exit code 2 when they do not hold."""
    from telemed.settings import Settings

    try:
        return Settings(**given)
    except ValidationError as error:
        for problem in error.errors():
            named = f"TELEMED_{str(problem['loc'][0]).upper()}: " if problem["loc"] else ""
            typer.secho(f"settings: {named}{problem['msg'].removeprefix('Value error, ')}", fg="red", err=True)
        raise typer.Exit(2) from None


@contextlib.contextmanager
def _plain_errors() -> Iterator[None]:
    """What a person at a terminal can do something about is said in a sentence, not shown as a traceback."""
    from sqlalchemy.exc import SQLAlchemyError

    from telemed.checks import first_line
    from telemed.kit.errors import Problem

    try:
        yield
    except Problem as problem:
        _fail(problem.detail or problem.title)
    except SQLAlchemyError as error:
        _fail(f"database: {first_line(error)}")
    except OSError as error:
        _fail(error.strerror or str(error))


def _run(work: Coroutine[Any, Any, T]) -> T:
    with _plain_errors():
        return asyncio.run(work)


@contextlib.asynccontextmanager
async def _database(settings: "Settings") -> "AsyncIterator[Database]":
    from telemed.db.engine import Database

    database = Database(settings)
    try:
        yield database
    finally:
        await database.dispose()


# ── running ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)] = 8000,
    worker: Annotated[bool, typer.Option(help="Run the background worker in this process.")] = False,
) -> None:
    """Answer HTTP and sockets. Start as many as you have cores, behind a proxy."""
    from telemed.server import run

    settings = _settings()
    try:
        run(settings, host=host, port=port, with_worker=worker, started=_welcome)
    except OSError as error:
        _fail(f"cannot listen on {host}:{port}: {error.strerror or error}")


def _welcome(settings: "Settings") -> None:
    """Where to go, and in a demo who to be."""
    if not settings.demo:
        return
    from telemed.demo import sign_ins

    shown = (sign_ins.PATIENT, sign_ins.DOCTOR, sign_ins.REGISTRAR, sign_ins.ADMIN)
    lines = [
        "",
        f"  Telemed is at  {settings.public_url}",
        "",
        "  Sign in as",
        *(f"    {each.role.replace('_', ' '):<13} {each.login:<23} {each.name}" for each in shown),
        f"  with the password  {sign_ins.PASSWORD}",
        "",
        f"  Mail arrives at  {settings.public_url}/demo/mailbox",
        "",
    ]
    typer.echo("\n".join(lines))
    sys.stdout.flush()


@app.command()
def worker() -> None:
    """Run the background worker: mail, horizon, expiries. Any number may run."""
    from telemed.server import run_worker

    run_worker(_settings())


@app.command()
def migrate(revision: Annotated[str, typer.Argument(help="Target revision.")] = "head") -> None:
    """Bring the database to this version's schema."""
    _migrate(_settings(), revision)
    typer.echo(f"database is at {revision}")


def _migrate(settings: "Settings", revision: str = "head") -> None:
    from alembic.util import CommandError

    from telemed.checks import first_line
    from telemed.db.migrations import migrate as run

    with _plain_errors():
        try:
            run(settings, revision)
        except CommandError as error:
            _fail(f"migrations: {first_line(error)}")


# ── the demo ────────────────────────────────────────────────────────────────────────────────────────────────────────


@app.command()
def demo(
    size: Annotated[int, typer.Option(help="How many times larger than the usual demo.", min=1, max=1000)] = 1,
    if_empty: Annotated[bool, typer.Option(help="Do nothing when there is a clinic already.")] = False,
) -> None:
    """Fill the database with invented clinics, people and visits. Only with TELEMED_DEMO=1."""
    settings = _settings()
    if not settings.demo:
        _fail("telemed demo makes people with a published password: it runs with TELEMED_DEMO=1 alone", 2)
    _migrate(settings)
    _run(_fill(settings, size, if_empty=if_empty))


async def _fill(settings: "Settings", size: int, *, if_empty: bool) -> None:
    from telemed.demo.service import Demo
    from telemed.kit import clock

    async with _database(settings) as database:
        with _progress("clinics") as step:
            filled = Demo(database, settings, clock.now(), report=lambda *made: step(_made(*made), made[2], made[3]))
            there = await filled.slugs()
            if if_empty and there:
                typer.echo(f"there are {len(there)} clinics already")
                return
            if not await filled.missing(size):
                typer.echo("the demo is there already")
                return
            typer.echo("making the demo: clinics, doctors, eight weeks of shifts, patients, visits")
            total = await filled.build(size)
    typer.echo(f"{total.clinics} clinics, {total.doctors} doctors, {total.patients} patients, {total.visits} visits")


def _made(slug: str, made: "Made", _done: int, _of: int) -> str:
    return f"{slug}: {made.doctors} doctors, {made.patients} patients, {made.visits} visits"


class _Steps:
    """Progress of long work: a bar on a terminal, lines elsewhere. Lines come at most every twentieth of the way."""

    def __init__(self, label: str) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self.bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), transient=True
        )
        self.task = self.bar.add_task(label, total=None)
        self.label, self.told = label, -1
        self.on_terminal = sys.stdout.isatty()

    def __call__(self, what: str, done: int, of: int) -> None:
        self.bar.update(self.task, description=what, completed=done, total=of)
        part = done * 20 // max(of, 1)
        if not self.on_terminal and part > self.told:
            self.told = part
            typer.echo(f"  {done} of {of} {self.label}: {what}" if what else f"  {done} of {of} {self.label}")
            sys.stdout.flush()


@contextlib.contextmanager
def _progress(label: str) -> Iterator[_Steps]:
    steps = _Steps(label)
    if not steps.on_terminal:
        yield steps
        return
    with steps.bar:
        yield steps


# ── checking ────────────────────────────────────────────────────────────────────────────────────────────────────────


@app.command()
def check(
    repair: Annotated[bool, typer.Option(help="Make the openings true where they are not.")] = False,
) -> None:
    """Prove that this installation is sound: settings, database, schema, and openings = shifts - absences - claims."""
    from telemed.checks import check as run

    if not _run(run(_settings(), repair=repair, say=typer.echo)):
        raise typer.Exit(1)


@audit.command("verify")
def verify(
    expected_last: Annotated[int, typer.Option(help="The last seal that a log or backup knows of.", min=0)] = 0,
) -> None:
    """Prove that no audit row was changed, removed or put in."""
    if _run(_verify(_settings(), expected_last)):
        raise typer.Exit(1)


async def _verify(settings: "Settings", expected_last: int) -> int:
    from telemed.audit import sealing

    async with _database(settings) as database, database.reading() as session:
        findings = await sealing.verify(session, settings, expected_last=expected_last)
    for finding in findings[:SHOWN]:
        typer.echo(f"  {finding.what}: seal {finding.seal_number}, entry {finding.entry_id or '-'}")
    typer.secho(f"audit       WRONG in {len(findings)} places" if findings else "audit       ok")
    return len(findings)


# ── people and clinics ──────────────────────────────────────────────────────────────────────────────────────────────


@clinic.command("create")
def create_clinic(
    slug: Annotated[str, typer.Argument(help="Short name for addresses, such as north-clinic.")],
    name: Annotated[str, typer.Option(help="What it is called.")],
    zone: Annotated[str, typer.Option(help="IANA time zone, such as Europe/Moscow.")],
    country: Annotated[str, typer.Option(help="Two letters, such as RU.")],
    languages: Annotated[str, typer.Option(help="Of ru, de, en, the first one its own, such as ru,en.")],
) -> None:
    """Found a clinic. Its administrator fills it: telemed admin create --clinic SLUG."""
    settings = _settings()
    spoken = tuple(part.strip() for part in languages.split(",") if part.strip())

    async def found() -> None:
        from telemed.directory.founding import found_clinic

        async with _database(settings) as database, database.writing() as session:
            await found_clinic(session, slug=slug, name=name, zone=zone, country=country, languages=spoken)

    _run(found())
    typer.echo(f"clinic {slug} is there; next: telemed admin create --clinic {slug} --email ...")


@admin.command("create")
def create_admin(
    email: Annotated[str, typer.Option(help="Their address; the invitation is mailed there.")],
    clinic_slug: Annotated[
        str, typer.Option("--clinic", help="The clinic to administer; without: an operator of the platform.")
    ] = "",
    language: Annotated[str, typer.Option(help="Of the mail: ru, de or en.")] = "",
) -> None:
    """Give somebody an account that administers a clinic, or operates the platform; prints a link to set a password."""
    typer.echo(_run(_create_admin(_settings(), email, clinic_slug, language)))


async def _create_admin(settings: "Settings", email: str, slug: str, language: str) -> str:
    from telemed.accounts import grants
    from telemed.accounts.callers import Grant, Role
    from telemed.accounts.profile import account_by_id
    from telemed.accounts.registration import invite
    from telemed.accounts.secrets import link_token
    from telemed.directory import service as directory
    from telemed.kit import clock

    now = clock.now()
    async with _database(settings) as database, database.writing() as session:
        found = next((each for each in await directory.clinics(session) if each.slug == slug), None)
        if slug and found is None:
            _fail(f"there is no clinic {slug}; found it first: telemed clinic create {slug} --name ...")
        spoken = language or (found.languages[0] if found else "en")
        account_id, _ = await invite(session, email, language=spoken, zone=found.zone if found else "UTC", now=now)
        role = Grant(Role.CLINIC_ADMIN, found.id) if found else Grant(Role.OPERATOR)
        await grants.give(session, account_id, role, now=now, actor_id=None)
        account = await account_by_id(session, account_id)
    given = f"{email} administers {slug}" if found else f"{email} operates the platform"
    if account is None or account.password_hash is not None:
        return f"{given}, with the account they have"
    token = link_token(settings.secret_key, "invite", account_id, None, now)
    link = f"{settings.public_url.rstrip('/')}/reset?token={token}"
    return f"{given}. The link was mailed; it is good for seven days and works once:\n{link}"


# ── documents ───────────────────────────────────────────────────────────────────────────────────────────────────────


@app.command()
def openapi() -> None:
    """Print the OpenAPI document. Needs no database and no settings."""
    from telemed.main import create_app

    _print_document(create_app(_settings(demo=True, log_level="ERROR")).openapi())


@app.command()
def asyncapi() -> None:
    """Print the AsyncAPI document of the socket's messages. Needs no database and no settings."""
    from telemed.consultation.asyncapi import asyncapi_document

    _print_document(asyncapi_document())


def _print_document(document: dict[str, Any]) -> None:
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    app()
