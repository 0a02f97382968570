"""Who reads: accounts with what they chose and where they can be reached, for many patients or doctors at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from telemed.accounts.callers import Scope
from telemed.accounts.models import Account
from telemed.notifications import repository
from telemed.notifications.models import MessageSettings
from telemed.notifications.push import service as push


@dataclass(frozen=True, slots=True)
class Reader:
    """An account as the recipient of messages; `scope` is how far it acts for the patient (or as the doctor) concerned."""

    account_id: UUID
    email: str | None
    phone: str | None
    language: str
    zone: str
    scope: Scope = Scope.SELF
    name: str = ""
    choices: Mapping[str, Any] = field(default_factory=dict)
    devices: tuple[str, ...] = ()

    @property
    def is_self(self) -> bool:
        """Whether the patient concerned is the reader."""
        return self.scope is Scope.SELF


async def acting_as(session: AsyncSession, subject_ids: Collection[UUID], now: datetime) -> dict[UUID, list[Reader]]:
    """Whom to tell what concerns these patients or doctors, by patient or doctor."""
    rows = await repository.acting_accounts(session, subject_ids, now)
    known = await _around(session, [account.id for _, _, account in rows], now)
    found: dict[UUID, list[Reader]] = defaultdict(list)
    for subject_id, scope, account in rows:
        found[subject_id].append(known.reader(account, Scope(scope)))
    return found


async def of_accounts(session: AsyncSession, accounts: Sequence[Account], now: datetime) -> list[Reader]:
    """The readers that these accounts are."""
    known = await _around(session, [account.id for account in accounts], now)
    return [known.reader(account) for account in accounts]


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known beside the accounts themselves."""

    settings: Mapping[UUID, MessageSettings]
    devices: Mapping[UUID, tuple[str, ...]]
    names: Mapping[UUID, str]

    def reader(self, account: Account, scope: Scope = Scope.SELF) -> Reader:
        chosen = self.settings.get(account.id)
        return Reader(
            account.id, account.email, account.phone, account.language, account.zone, scope,
            self.names.get(account.id, ""), chosen.choices if chosen else {}, self.devices.get(account.id, ()),
        )  # fmt: skip


async def _around(session: AsyncSession, account_ids: Collection[UUID], now: datetime) -> _Around:
    settings = await repository.settings_of(session, account_ids)
    with_devices = await push.owners(session, account_ids)
    devices = {account_id: tuple(await push.addresses(session, account_id, now)) for account_id in with_devices}
    names = await repository.given_names(session, account_ids)
    return _Around(settings, devices, names)
