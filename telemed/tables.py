"""Imports every models.py, so that the metadata is whole: for Alembic, and for tests."""

import telemed.accounts.models
import telemed.audit.models
import telemed.directory.models
import telemed.outbox.models
import telemed.schedules.models
import telemed.web.models  # noqa: F401
from telemed.db.base import metadata

__all__ = ["metadata"]
