"""From the picture to places: for all visits together, for one of them, and whether one place would do. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from telemed.booking.slots import starts
from telemed.kit.intervals import Interval
from telemed.planning.proposals.assignment import AT_ONCE, Placed, solve
from telemed.planning.proposals.picture import Picture
from telemed.planning.proposals.scoring import Needing, Offered, Option, Place, Word, enough, options, starts_of, words


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a visit cannot go to a place: a stable code, and a sentence."""

    code: str
    reason: str


def find_places(picture: Picture) -> Placed:
    """The best places for all visits that need one, solved together; more than a day's worth in turns, by time."""
    placed: Placed = {}
    for some in _turns(list(picture.needing.values())):
        left = picture.without({visit_id: option.place for visit_id, option in placed.items()})
        known = {service_id: starts_of(left.offered[service_id]) for service_id in {v.service_id for v in some}}
        visits = [left.needing[visit.id] for visit in some]
        longest = max(left.offered[v.service_id].terms.taken(v.time.start).duration for v in visits)
        choices = {
            visit.id: enough(
                options(visit, left.offered[visit.service_id], known[visit.service_id]),
                len(visits) - 1,
                longest=longest,
                alone=_alone(visit, visits),
            )
            for visit in visits
        }
        placed |= solve(choices, {visit.id: visit.people for visit in visits})
    return placed


def _turns(visits: Sequence[Needing]) -> Iterator[Sequence[Needing]]:
    for first in range(0, len(visits), AT_ONCE):
        yield visits[first : first + AT_ONCE]


def _alone(visit: Needing, visits: Sequence[Needing]) -> bool:
    return not any(visit.people & other.people for other in visits if other.id != visit.id)


def options_for(picture: Picture, visit_id: UUID) -> Iterator[Option]:
    """The places one visit could have, the best first."""
    visit = picture.needing[visit_id]
    offered = picture.offered[visit.service_id]
    return options(visit, offered, starts_of(offered))


def words_for(picture: Picture, visit_id: UUID, place: Place) -> list[Word]:
    """What can be said of a place for a visit."""
    visit = picture.needing[visit_id]
    offered = picture.offered[visit.service_id]
    colleague = next(each for each in offered.colleagues if each.id == place.doctor_id)
    return words(visit, colleague, offered, place.visit.start)


def place_at(picture: Picture, visit_id: UUID, doctor_id: UUID, start: datetime, now: datetime) -> Place | Refused:
    """Whether a person may put this visit there: as the search would, but as soon as the service allows at all."""
    visit = picture.needing.get(visit_id)
    if visit is None:
        return Refused("not_movable", "This visit cannot be moved: it has begun, or its service is not on offer")
    offered = picture.offered[visit.service_id]
    if not any(each.id == doctor_id for each in offered.colleagues):
        return Refused("not_on_offer", "This doctor does not hold this service")
    if start <= now:
        return Refused("past", "This time has passed")
    if start < offered.terms.earliest(now):
        return Refused("too_soon", f"This has to be booked at least {offered.terms.lead_min} minutes ahead")
    if start >= offered.terms.latest(now):
        return Refused("too_far", f"This can be booked at most {offered.terms.horizon_days} days ahead")
    place = Place(doctor_id, offered.terms.visit(start), offered.terms.taken(start))
    return _free(visit, offered, place) or place


def _free(visit: Needing, offered: Offered, place: Place) -> Refused | None:
    exactly = Interval(place.visit.start, place.visit.end)
    holding = [time for time in offered.free.get(place.doctor_id, ()) if time.contains(place.taken)]
    if not holding:
        return Refused("taken", "The doctor is not free then")
    if place.visit.start not in starts(holding[0], offered.terms, exactly):
        return Refused("misaligned", f"Visits start every {offered.terms.grid_min} minutes of the clinic's clock")
    if any(place.visit.overlaps(busy) for busy in visit.busy):
        return Refused("person_busy", "Somebody who comes to this visit is in another one then")
    return None
