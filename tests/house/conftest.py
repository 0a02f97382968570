"""The house's tests hash as cheaply as those of accounts."""

from tests.accounts.conftest import settings

__all__ = ["settings"]
