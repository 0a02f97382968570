"""Accounts of the demo's people, with one hash for all: it is the same password."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from telemed.accounts.callers import Grant, Role, Scope, grant_id
from telemed.accounts.models import Account, AccountGrant
from telemed.kit.ids import new_id

OLD_ENOUGH = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Desk:
    """What all accounts share."""

    password_hash: str
    now: datetime

    def account(self, email: str, language: str, zone: str) -> Account:
        since = self.now - OLD_ENOUGH
        return Account(
            id=new_id(), email=email, password_hash=self.password_hash, language=language, zone=zone, created_at=since,
            confirmed_at=since, password_changed_at=since,
        )  # fmt: skip

    def grant(
        self, account_id: UUID, role: Role, *, clinic: UUID | None = None, subject: UUID | None = None,
        until: datetime | None = None, scope: Scope = Scope.SELF,
    ) -> AccountGrant:  # fmt: skip
        grant = Grant(role, clinic, subject)
        return AccountGrant(
            id=grant_id(account_id, grant), account_id=account_id, role=role.value, clinic_id=clinic,
            subject_id=subject, created_at=self.now - OLD_ENOUGH, until=until, scope=scope.value,
        )  # fmt: skip
