"""Answers kept for idempotency keys."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from telemed.db.base import Table
from telemed.db.types import Instant, Json


class IdempotencyKey(Table, table=True):
    """The answer that an account's key got. Written in the transaction of the work itself."""

    __tablename__ = "idempotency_key"
    __table_args__ = (UniqueConstraint("account_id", "key"), Index(None, "created_at"))

    account_id: UUID
    key: str = Field(max_length=255)
    fingerprint: bytes = Field(sa_type=LargeBinary)
    status: int
    headers: dict[str, Any] = Field(sa_type=Json)
    body: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=Instant)
