"""Devices that asked for notices."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from telemed.db.base import Table
from telemed.db.types import Instant


class PushSubscription(Table, table=True):
    """One browser that shows notices for one account, as its push service knows it.

    It was made under a sign-in, and hears nothing more once that one was ended: the next person at the device reads no
    notices of the last. The keys are the browser's (RFC 8291), in base64url.
    """

    __tablename__ = "push_subscription"

    account_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE", index=True)
    session_id: UUID
    endpoint: str = Field(max_length=1000, unique=True)
    p256dh: str = Field(max_length=100)
    auth: str = Field(max_length=32)
    device: str = Field(default="", max_length=256, description="The browser as it names itself")
    created_at: datetime = Field(sa_type=Instant)
