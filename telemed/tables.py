"""Imports every models.py, so that the metadata is whole: for Alembic, and for tests."""

import telemed.accounts.models
import telemed.audit.models
import telemed.booking.companions.models
import telemed.booking.duty.models
import telemed.booking.intake.models
import telemed.booking.models
import telemed.booking.referrals.models
import telemed.booking.releases.models
import telemed.booking.waitlist.models
import telemed.consultation.models
import telemed.directory.models
import telemed.live.models
import telemed.notifications.feeds.models
import telemed.notifications.models
import telemed.notifications.push.models
import telemed.outbox.models
import telemed.patients.models
import telemed.planning.proposals.models
import telemed.programmes.models
import telemed.records.models
import telemed.schedules.models
import telemed.web.models
from telemed.db.base import metadata

__all__ = ["metadata"]
