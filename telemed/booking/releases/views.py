"""Releases and tickets, as they are shown. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from telemed.booking.releases.admission import is_over
from telemed.booking.releases.models import Release
from telemed.booking.releases.repository import TicketRow
from telemed.booking.releases.schemas import ReleasedService, ReleaseSettings, ReleaseShown, TicketShown
from telemed.directory.models import Clinic, Service
from telemed.kit.text import pick
from telemed.kit.zones import zone

SOONEST_S, LATEST_S = 2, 60
"""How often a ticket may be asked about: often when its turn is near, seldom when it is far."""


def ticket_view(ticket: TicketRow, now: datetime) -> TicketShown:
    place, rate = ticket.place, ticket.rate
    admission = rate.admission(place) if place is not None else None
    waits_for = admission.start if admission else rate.opens_at
    return TicketShown(
        id=ticket.id,
        release_id=ticket.release_id,
        patient_id=ticket.patient_id,
        place=place,
        ahead=None if place is None else rate.ahead(place, now),
        admitted=not ticket.used and admission is not None and admission.start <= now < admission.end,
        used=ticket.used,
        over=place is not None and is_over(place, rate, now),
        turn_at=admission.start if admission else None,
        turn_until=admission.end if admission else None,
        opens_at=ticket.opens_at,
        closes_at=ticket.closes_at,
        ask_again_s=_ask_again(waits_for, now),
    )


def _ask_again(waits_for: datetime, now: datetime) -> int:
    """Half of the time that is left, so that nobody is much too late and the far ones do not crowd the near."""
    left = (waits_for - now).total_seconds()
    return max(SOONEST_S, min(LATEST_S, int(left / 2) + 1)) if left > 0 else SOONEST_S


def _state(release: Release, now: datetime) -> Literal["waiting", "open", "over"]:
    if now >= release.closes_at:
        return "over"
    return "waiting" if now < release.opens_at else "open"


def _fields(
    release: Release, clinic: Clinic, services: Mapping[UUID, Service], reader: Sequence[str], now: datetime
) -> dict[str, Any]:
    languages, tz = (*reader, *clinic.languages), zone(clinic.zone)
    named = [services[each] for each in map(UUID, release.service_ids) if each in services]
    return {
        "id": release.id,
        "clinic_id": clinic.id,
        "clinic_name": pick(clinic.name, languages),
        "zone": clinic.zone,
        "name": pick(release.name, languages),
        "services": [ReleasedService(id=each.id, name=pick(each.name, languages)) for each in named],
        "starts_at": release.starts_at,
        "ends_at": release.ends_at,
        "opens_at": release.opens_at,
        "closes_at": release.closes_at,
        "local_starts": release.starts_at.astimezone(tz).isoformat(timespec="seconds"),
        "local_ends": release.ends_at.astimezone(tz).isoformat(timespec="seconds"),
        "local_opens": release.opens_at.astimezone(tz).isoformat(timespec="seconds"),
        "local_closes": release.closes_at.astimezone(tz).isoformat(timespec="seconds"),
        "per_minute": release.per_minute,
        "window_min": release.window_min,
        "state": _state(release, now),
    }


def release_view(
    release: Release, clinic: Clinic, services: Mapping[UUID, Service], reader: Sequence[str], now: datetime
) -> ReleaseShown:
    return ReleaseShown(**_fields(release, clinic, services, reader, now))


def settings_view(
    found: tuple[Release, int, int],
    clinic: Clinic,
    services: Mapping[UUID, Service],
    reader: Sequence[str],
    now: datetime,
) -> ReleaseSettings:
    release, came, booked = found
    return ReleaseSettings(
        **_fields(release, clinic, services, reader, now), name_i18n=release.name, came=came, booked=booked,
        revision=release.revision,
    )  # fmt: skip
