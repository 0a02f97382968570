"""Accounts are tested with hashes that take a millisecond: what is tested is not Argon2."""

from pathlib import Path

import pytest

from telemed.settings import Settings
from tests.accounts.builders import CHEAP_MB
from tests.conftest import settings_for


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return settings_for(database_url, tmp_path, password_memory_mb=CHEAP_MB)
