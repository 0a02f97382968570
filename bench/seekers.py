"""Many people at once: accounts with patients and sign-ins, written as rows, since each by itself would take too long."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bench.town import Guest
from telemed.accounts.callers import Grant, Role, grant_id
from telemed.accounts.models import Account, AccountGrant, Session
from telemed.accounts.tokens import access_tokens
from telemed.booking.releases.admission import PRIME
from telemed.booking.releases.models import ReleaseTicket
from telemed.kit import clock
from telemed.kit.ids import new_id
from telemed.patients.models import Patient
from telemed.schedules.models import Calendar
from telemed.settings import Settings

ZONE = "Europe/Berlin"
TOGETHER = 2500


async def seekers(session: AsyncSession, settings: Settings, count: int) -> list[Guest]:
    """People who are signed in, each with a record of their own."""
    tokens = access_tokens(settings.secret_key, settings.public_url)
    now = clock.now()
    found = []
    for first in range(0, count, TOGETHER):
        people = [_person(number) for number in range(first, min(first + TOGETHER, count))]
        for model in (Account, Patient, Calendar, AccountGrant, Session):
            await session.execute(insert(model), [each[model] for each in people])
        for each in people:
            account_id, session_id = each[Account]["id"], each[Session]["id"]
            token = tokens.issue(account_id, session_id, now, timedelta(minutes=settings.access_token_minutes))
            found.append(Guest(each[Patient]["id"], account_id, token))
    return found


def _person(number: int) -> dict[type, dict[str, Any]]:
    now = clock.now()
    account_id, patient_id = new_id(), new_id()
    grant = Grant(Role.PATIENT, None, patient_id)
    return {
        Account: {
            "id": account_id, "email": f"seeker{number}@example.org", "language": "en", "zone": ZONE, "created_at": now,
            "confirmed_at": now,
        },
        Patient: {
            "id": patient_id, "account_id": account_id, "given_name": "Anna", "family_name": f"Ivanova{number}",
            "search_name": f"anna ivanova{number}", "birth_date": now.date() - timedelta(days=15_000), "sex": "female",
            "language": "en", "zone": ZONE, "created_at": now, "revision": 1,
        },
        Calendar: {"id": patient_id, "zone": ZONE, "revision": 1},
        AccountGrant: {
            "id": grant_id(account_id, grant), "account_id": account_id, "role": "patient", "subject_id": patient_id,
            "created_at": now,
        },
        Session: {
            "id": new_id(), "account_id": account_id, "client": "api", "user_agent": "bench", "created_at": now,
            "last_used_at": now, "expires_at": now + timedelta(days=1),
        },
    }  # fmt: skip


async def come(session: AsyncSession, release_id: UUID, people: list[Guest]) -> None:
    """These have come to a release before it opens."""
    now, rng = clock.now(), random.Random(1)
    for first in range(0, len(people), TOGETHER):
        await session.execute(
            insert(ReleaseTicket),
            [
                {
                    "id": uuid5(release_id, str(each.id)), "release_id": release_id, "patient_id": each.id,
                    "account_id": each.account_id, "joined_at": now, "lot": rng.randrange(1, PRIME),
                }
                for each in people[first : first + TOGETHER]
            ],
        )  # fmt: skip


def in_turn(people: list[Guest], clients: int) -> Iterator[list[Guest]]:
    """The people of each client."""
    return (people[number::clients] for number in range(clients))
