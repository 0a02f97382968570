"""Patients are tested with hashes that take a millisecond."""

from tests.accounts.conftest import settings

__all__ = ["settings"]
