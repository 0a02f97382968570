"""Whether an installation is sound: what `telemed check` looks at, and says line by line."""

from collections.abc import Callable

from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from telemed.db.engine import Database
from telemed.db.migrations import revisions
from telemed.schedules import consistency
from telemed.schedules.consistency import Difference
from telemed.settings import Settings

SHOWN = 20
_TELL_EVERY = 5000

Say = Callable[[str], None]


async def check(settings: Settings, *, repair: bool, say: Say) -> bool:
    """Settings, database, schema, Redis, and openings = shifts - absences - claims; True when all is well in the end."""
    say(f"settings  ok     {'demo mode' if settings.demo else 'production'}")
    database = Database(settings)
    try:
        if not await _has_schema(database, settings, say):
            return False
        redis_answers = await _redis_answers(settings, say)
        found = await _compare(database, say)
        if found and repair:
            async with database.writing() as session:
                say(f"repaired {len(await consistency.repair(session))} calendars; comparing again")
            found = await _compare(database, say)
        return redis_answers and not found
    finally:
        await database.dispose()


async def _has_schema(database: Database, settings: Settings, say: Say) -> bool:
    try:
        async with database.reading() as session:
            there, needed = await revisions(session, settings)
    except (SQLAlchemyError, OSError) as error:
        say(f"database  WRONG  {first_line(error)}")
        return False
    say(f"database  ok     {database.engine.url.render_as_string(hide_password=True)}")
    if there != needed:
        say(f"schema    WRONG  at {there or 'nothing'}, this version needs {needed}: run `telemed migrate`")
        return False
    say(f"schema    ok     {there}")
    return True


async def _redis_answers(settings: Settings, say: Say) -> bool:
    """True also where none is used."""
    if not settings.redis_url:
        return True
    client = Redis.from_url(settings.redis_url, socket_connect_timeout=3, socket_timeout=3)
    try:
        await client.ping()
    except (RedisError, OSError) as error:
        say(f"redis     WRONG  {first_line(error)}")
        return False
    finally:
        await client.aclose()
    say("redis     ok")
    return True


async def _compare(database: Database, say: Say) -> list[Difference]:
    seen = 0

    def count(calendars: int) -> None:
        nonlocal seen
        seen += calendars
        if seen % _TELL_EVERY < calendars and seen >= _TELL_EVERY:
            say(f"          ...    {seen} calendars compared")

    async with database.reading() as session:
        found = await consistency.find_differences(session, seen=count)
    for difference in found[:SHOWN]:
        _show(difference, say)
    if len(found) > SHOWN:
        say(f"  and {len(found) - SHOWN} more")
    say(f"openings  WRONG  in {len(found)} of {seen} calendars" if found else f"openings  ok     {seen} calendars")
    return found


def _show(difference: Difference, say: Say) -> None:
    say(f"  calendar {difference.calendar_id}")
    for label, intervals in (("stored as free, is not", difference.surplus), ("free, not stored", difference.missing)):
        for each in intervals[:SHOWN]:
            say(f"    {label}: {each.start.isoformat()} to {each.end.isoformat()}")
    for kind, one, other in difference.clashes[:SHOWN]:
        say(f"    two {kind}s overlap, which no repair can settle: {one.start.isoformat()}, {other.start.isoformat()}")


def first_line(error: BaseException) -> str:
    """What went wrong, without the statement and the stack."""
    original = getattr(error, "orig", None) or error
    return (str(original).strip() or type(original).__name__).splitlines()[0]
