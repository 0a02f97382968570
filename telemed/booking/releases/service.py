"""Releases of a clinic: planning them, and telling people that it is their turn."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.booking.releases import repository, turns
from telemed.booking.releases.admission import Rate
from telemed.booking.releases.errors import BadRelease, NoSuchRelease, ReleaseRunning
from telemed.booking.releases.models import Release
from telemed.booking.rules import RELEASE
from telemed.db.engine import Database
from telemed.directory import administration, service as directory
from telemed.directory.errors import UnknownReference
from telemed.kit.etag import require_revision
from telemed.kit.intervals import Interval
from telemed.outbox.service import enqueue
from telemed.schedules import reserving
from telemed.settings import Settings

LONGEST = timedelta(days=62)
AT_ONCE = 200


def audience_of(release_id: UUID) -> str:
    return f"{RELEASE}{release_id}"


async def plan(session: AsyncSession, clinic_id: UUID, draft: Mapping[str, Any], now: datetime) -> Release:
    """Keep the working time of the services' doctors for the release. Raises BadRelease, UnknownReference (422).

    What is kept for the phone or a programme stays so: a release takes the rest.
    """
    values = _columns(draft)
    release = Release(clinic_id=clinic_id, **values)
    _check(release, now)
    session.add(release)
    await session.flush()
    await _keep_time(session, release, now)
    return release


async def change(
    session: AsyncSession,
    clinic_id: UUID,
    release_id: UUID,
    changes: Mapping[str, Any],
    if_match: str | None,
    now: datetime,
) -> Release:
    """Until it opens. Raises NoSuchRelease, ReleaseRunning (409), StaleRevision (412), BadRelease (422)."""
    release = await _locked(session, clinic_id, release_id)
    require_revision(if_match, release.revision)
    if now >= release.opens_at or release.seed is not None:
        raise ReleaseRunning
    for name, value in _columns(changes).items():
        setattr(release, name, value)
    _check(release, now)
    release.revision += 1
    await session.flush()
    await _keep_time(session, release, now)
    return release


async def end(session: AsyncSession, clinic_id: UUID, release_id: UUID, now: datetime) -> None:
    """Its time is for anybody from now on; booked visits stay. Ending again changes nothing."""
    release = await _locked(session, clinic_id, release_id)
    await reserving.give_up(session, audience_of(release.id))
    if now < release.closes_at:
        release.opens_at = min(release.opens_at, now - timedelta(microseconds=1))
        release.closes_at = now
        release.revision += 1
    await session.flush()


async def _locked(session: AsyncSession, clinic_id: UUID, release_id: UUID) -> Release:
    release = await repository.release(session, release_id, lock=True)
    if release is None or release.clinic_id != clinic_id:
        raise NoSuchRelease
    return release


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    columns = {("name" if name == "name_i18n" else name): value for name, value in values.items()}
    if "service_ids" in columns:
        columns["service_ids"] = [str(each) for each in columns["service_ids"]]
    return columns


def _check(release: Release, now: datetime) -> None:
    opens, closes = release.opens_at.astimezone(UTC), release.closes_at.astimezone(UTC)
    if not now < opens < closes <= release.ends_at:
        raise BadRelease("It opens from now on, and closes before its time is over")
    if not release.starts_at < release.ends_at <= release.starts_at + LONGEST:
        raise BadRelease(f"It releases at most {LONGEST.days} days")


async def _keep_time(session: AsyncSession, release: Release, now: datetime) -> None:
    wanted = {UUID(each) for each in release.service_ids}
    offered = {each.id for each in await directory.services(session, clinic_id=release.clinic_id)}
    if not wanted or not wanted <= offered:
        raise UnknownReference("a service is not of this clinic")
    doctors = [each.id for each in await directory.doctors_of_clinic(session, release.clinic_id)]
    links = await administration.links_of(session, doctors)
    theirs = [each for each in doctors if wanted & set(links[each][1])]
    time = Interval(release.starts_at, release.ends_at)
    await reserving.reserve_rest(session, theirs, time, audience_of(release.id), release.closes_at, now)


async def releases(session: AsyncSession, now: datetime, *, clinic_id: UUID | None = None) -> list[Release]:
    """Those that are not over."""
    return await repository.releases(session, now, clinic_id=clinic_id, over=False)


async def release_by_id(session: AsyncSession, release_id: UUID) -> Release:
    """Raises NoSuchRelease."""
    found = await repository.release(session, release_id)
    if found is None:
        raise NoSuchRelease
    return found


async def with_figures(session: AsyncSession, clinic_id: UUID, now: datetime) -> list[tuple[Release, int, int]]:
    """All of a clinic's, each with how many came and how many have booked."""
    found = await repository.releases(session, now, clinic_id=clinic_id, over=True)
    figures = await repository.figures(session, [each.id for each in found])
    return [(each, *figures.get(each.id, (0, 0))) for each in found]


async def figures_of(session: AsyncSession, release_id: UUID) -> tuple[int, int]:
    """How many came to one, and how many have booked."""
    return (await repository.figures(session, [release_id])).get(release_id, (0, 0))


def rate_of(release: Release) -> Rate:
    return Rate(release.opens_at, release.closes_at, release.per_minute, release.window_min)


# ── for the worker, and for messages ────────────────────────────────────────


async def admit_once(database: Database, _settings: Settings, now: datetime) -> int:
    """Draw what is due, and write an event for everybody whose turn has come; how many. A duty of the worker."""
    async with database.reading() as session:
        due, running = await repository.to_be_drawn(session, now), await repository.drawn(session, now)
    for release_id in due:
        async with database.writing() as session:
            await turns.draw(session, release_id)
    told = 0
    for release in running:
        async with database.writing() as session:
            told += await _tell(session, release, now)
    return told


async def _tell(session: AsyncSession, release: Release, now: datetime) -> int:
    places = rate_of(release).places_admitted(now)
    tickets = await repository.untold(session, release.id, places, AT_ONCE) if places else []
    for ticket_id, _ in tickets:
        await enqueue(session, "release.admitted", subject_id=ticket_id, payload={}, now=now)
    if tickets:
        await repository.mark_told(session, [ticket_id for ticket_id, _ in tickets], now)
    return len(tickets)


class TurnFacts(NamedTuple):
    """What a message about one's turn may need. Texts are maps by language."""

    release_id: UUID
    patient_id: UUID
    clinic_id: UUID
    name: dict[str, str]
    until: datetime


async def turn_facts(session: AsyncSession, ticket_id: UUID) -> TurnFacts | None:
    """A turn for rooms above that ask on nobody's behalf; None when there is none (any more)."""
    found = await repository.ticket_with_release(session, ticket_id)
    if found is None:
        return None
    ticket, release = found
    admission = rate_of(release).admission(ticket.place) if ticket.place is not None else None
    if admission is None:
        return None
    return TurnFacts(release.id, ticket.patient_id, release.clinic_id, release.name, admission.end)
