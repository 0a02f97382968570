"""Which of the soonest times is taken for a patient who would see any doctor. Pure."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from telemed.booking.schemas import Modality

SAME_HOUR = timedelta(hours=1)
"""A doctor who knows the patient is worth waiting for so long."""

_PRIME = (1 << 61) - 1


class Choice(NamedTuple):
    """A time that could be booked."""

    starts_at: datetime
    doctor_id: UUID
    service_id: UUID
    modality: Modality


def within_the_hour(choices: Sequence[Choice]) -> list[Choice]:
    """Of times in order, those that are hardly later than the first."""
    return [each for each in choices if each.starts_at < choices[0].starts_at + SAME_HOUR]


def in_order(
    choices: Sequence[Choice], known: Collection[UUID], visits: Mapping[UUID, int], patient_id: UUID
) -> list[Choice]:
    """Each doctor's first time: those who know the patient before the others, then by time, then who has fewest visits that
    day. Among equals every patient has an order of their own, so that many at once do not all want the same doctor.
    """
    firsts: dict[UUID, Choice] = {}
    for each in sorted(choices):
        firsts.setdefault(each.doctor_id, each)
    return sorted(
        firsts.values(),
        key=lambda each: (
            each.doctor_id not in known,
            each.starts_at,
            visits.get(each.doctor_id, 0),
            each.doctor_id.int * patient_id.int % _PRIME,
        ),
    )
