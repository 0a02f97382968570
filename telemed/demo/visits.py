"""Which visits to have: a past with its ends, and days to come that are neither empty nor full. Pure, but for chance."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from telemed.booking.lifecycle import Status
from telemed.booking.rules import Terms
from telemed.booking.slots import starts
from telemed.kit.intervals import Interval

_ENDS = ((Status.COMPLETED, 80), (Status.NO_SHOW, 7), (Status.CANCELLED, 13))
_TO_COME = ((Status.BOOKED, 93), (Status.CANCELLED, 7))
_MODALITIES = {"video": 7, "audio": 2, "chat": 1}


@dataclass(frozen=True, slots=True)
class OnOffer:
    """A service as a doctor offers it."""

    service_id: UUID
    terms: Terms
    modalities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of a doctor that is to be taken. `visit` is what the patient sees, `taken` has the buffers too."""

    offer: OnOffer
    visit: Interval
    taken: Interval
    modality: str
    status: Status


class Diaries:
    """When patients are busy: nobody is in two visits at once."""

    def __init__(self) -> None:
        self._busy: dict[int, list[Interval]] = defaultdict(list)

    def take(self, patient: int, visit: Interval) -> bool:
        """Write the visit down unless the patient has another one then; whether it was."""
        if any(visit.overlaps(other) for other in self._busy[patient]):
            return False
        self._busy[patient].append(visit)
        return True

    def somebody(self, pool: Sequence[int], visit: Interval, chance: Random) -> int | None:
        """A patient of the pool who has time, and has it no more; None when none of some tries has."""
        for _ in range(12):
            patient = chance.choice(pool)
            if self.take(patient, visit):
                return patient
        return None


def slots(
    openings: Iterable[Interval], offers: Sequence[OnOffer], density: float, now: datetime, chance: Random
) -> Iterator[Slot]:
    """Times to take of one doctor's free time, in order, none of which overlap; about `density` of what is free."""
    for opening in openings:
        at = opening.start
        while at < opening.end:
            offer = chance.choice(offers)
            start = next(starts(Interval(at, opening.end), offer.terms, opening), None)
            if start is None:
                break
            slot = slot_at(offer, start, now, chance)
            if chance.random() < density:
                yield slot
            at = slot.taken.end


def slot_at(offer: OnOffer, start: datetime, now: datetime, chance: Random) -> Slot:
    weights = [_MODALITIES[each] for each in offer.modalities]
    return Slot(
        offer=offer,
        visit=offer.terms.visit(start),
        taken=offer.terms.taken(start),
        modality=chance.choices(offer.modalities, weights)[0],
        status=chance.choices(*zip(*(_ENDS if start < now else _TO_COME), strict=True))[0],
    )


def told_at(slot: Slot, now: datetime, chance: Random) -> datetime:
    """When it was booked: up to nine days before, and not in the future."""
    return min(slot.visit.start, now) - timedelta(minutes=chance.randint(60, 9 * 24 * 60))
