"""Private calendar addresses."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from telemed.db.base import Table
from telemed.db.types import Instant


class CalendarFeed(Table, table=True):
    """That an account's visits may be read under a secret address. Only the secret's digest is kept; without a row
    there is no such address, so a new one or none revokes the last.
    """

    __tablename__ = "calendar_feed"

    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE", unique=True)
    digest: str = Field(max_length=64, unique=True)
    created_at: datetime = Field(sa_type=Instant)
