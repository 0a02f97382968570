"""Accounts are tested with hashes that take a millisecond: what is tested is not Argon2."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from telemed.kit import clock
from telemed.settings import Settings
from tests.accounts.builders import CHEAP_MB
from tests.conftest import settings_for


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return settings_for(database_url, tmp_path, password_memory_mb=CHEAP_MB)


@pytest.fixture(autouse=True)
def true_time() -> Iterator[None]:
    """A test may shift the clock; the next one finds it right."""
    yield
    clock.shift(timedelta(0))
