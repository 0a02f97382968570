"""Two server processes over one database of each kind, and a town where everybody wants the same."""

from collections.abc import Iterator

import pytest

from bench.contending import contended_town, warm_up
from bench.stack import Stack, stack
from bench.town import Town


@pytest.fixture(scope="module", params=("sqlite", "postgresql"))
def two_servers(request: pytest.FixtureRequest) -> Iterator[Stack]:
    with stack(str(request.param), servers=2) as running:
        yield running


@pytest.fixture(scope="module")
def crowded(two_servers: Stack) -> Town:
    """Four doctors, four days of ten hours, 200 patients; the servers have opened their connections."""
    town = contended_town(two_servers)
    warm_up(two_servers, town)
    return town
