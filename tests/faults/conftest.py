"""Servers and databases that are there to be killed. PostgreSQL runs with fsync on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.stack import Stack, stack


@pytest.fixture(params=("sqlite", "postgresql"))
def one_server(request: pytest.FixtureRequest) -> Iterator[Stack]:
    with stack(str(request.param)) as running:
        yield running


@pytest.fixture(params=("sqlite", "postgresql"))
def three_servers(request: pytest.FixtureRequest) -> Iterator[Stack]:
    """So many that two can be killed without waiting for one to start again."""
    with stack(str(request.param), servers=3) as running:
        yield running


@pytest.fixture
def two_on_sqlite() -> Iterator[Stack]:
    with stack("sqlite", servers=2) as running:
        yield running


@pytest.fixture
def on_postgres() -> Iterator[Stack]:
    with stack("postgresql") as running:
        yield running
