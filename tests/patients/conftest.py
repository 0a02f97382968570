"""Patients are tested with hashes that take a millisecond."""

from tests.accounts.conftest import settings, true_time

__all__ = ["settings", "true_time"]
