"""Counting attempts, with Redis and without, and when Redis goes away."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from limits import RateLimitItemPerMinute

from telemed.accounts.errors import TooManyAttempts
from telemed.accounts.limits import Limiter, client_address
from tests.conftest import settings_for
from tests.support.redis import throwaway_redis

THREE = RateLimitItemPerMinute(3, 1, namespace="test")


@contextlib.asynccontextmanager
async def limiting(folder: Path, redis_url: str = "") -> AsyncIterator[Limiter]:
    limiter = Limiter(settings_for("sqlite:///unused.db", folder, redis_url=redis_url))
    yield limiter
    await limiter.close()


async def hits(limiter: Limiter, number: int, key: str = "ann") -> list[bool]:
    return [await limiter.allows(THREE, key) for _ in range(number)]


async def test_in_memory_a_limit_holds_and_is_forgotten(tmp_path: Path) -> None:
    async with limiting(tmp_path) as counting:
        assert await hits(counting, 4) == [True, True, True, False]
        assert await hits(counting, 1, "bob") == [True]
        with pytest.raises(TooManyAttempts):
            await counting.check(THREE, "ann")
        await counting.forget(THREE, "ann")
        assert await hits(counting, 1) == [True]


async def test_with_redis_processes_count_together(tmp_path: Path, redis_url: str) -> None:
    async with limiting(tmp_path, redis_url) as one, limiting(tmp_path, redis_url) as other:
        key = f"together {time.time_ns()}"
        assert await hits(one, 2, key) == [True, True]
        assert await hits(other, 2, key) == [True, False]
        await one.forget(THREE, key)
        assert await hits(other, 1, key) == [True]


async def test_redis_down_is_never_unlimited(tmp_path: Path) -> None:
    """Nothing listens there: counting goes on in memory, and nobody waits for it."""
    async with limiting(tmp_path, "redis://127.0.0.1:1/0") as counting:
        started = time.perf_counter()
        assert await hits(counting, 5) == [True, True, True, False, False]
        assert time.perf_counter() - started < 2


async def test_redis_killed_in_mid_work_is_never_unlimited(tmp_path: Path) -> None:
    with throwaway_redis() as server:
        counting = Limiter(settings_for("sqlite:///unused.db", tmp_path, redis_url=str(getattr(server, "url", server))))
        assert await hits(counting, 2) == [True, True]
    assert (await hits(counting, 6)).count(True) <= 3
    await counting.close()


async def test_redis_that_hangs_costs_half_a_second_once(tmp_path: Path) -> None:
    """The connection is made and nothing is ever answered."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        async with limiting(tmp_path, f"redis://127.0.0.1:{port}/0") as counting:
            started = time.perf_counter()
            assert await hits(counting, 6) == [True, True, True, False, False, False]
            assert time.perf_counter() - started < 3


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "counted"),
    [
        ("198.51.100.7", None, (), "198.51.100.7"),
        ("198.51.100.7", "203.0.113.9", (), "198.51.100.7"),
        ("10.0.0.1", "203.0.113.9", ("10.0.0.0/8",), "203.0.113.9"),
        ("10.0.0.1", "1.1.1.1, 203.0.113.9", ("10.0.0.0/8",), "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, 10.0.0.2", ("10.0.0.0/8",), "203.0.113.9"),
        ("10.0.0.1", None, ("10.0.0.0/8",), "10.0.0.1"),
        ("10.0.0.1", "nonsense", ("10.0.0.0/8",), "10.0.0.1"),
        ("2001:db8::1", None, (), "2001:db8::/64"),
        ("2001:db8::ffff", None, (), "2001:db8::/64"),
        ("::ffff:198.51.100.7", None, (), "198.51.100.7"),
        (None, "203.0.113.9", (), "unknown"),
    ],
)
def test_whose_address_is_counted(
    peer: str | None, forwarded: str | None, trusted: tuple[str, ...], counted: str
) -> None:
    """X-Forwarded-For is believed from our own proxies only, and only its right end."""
    assert client_address(peer, forwarded, trusted) == counted


def test_a_misspelt_proxy_refuses_to_start(tmp_path: Path) -> None:
    """Rather than failing every sign-in, or trusting nobody without a word."""
    with pytest.raises(ValueError, match="does not appear"):
        Limiter(settings_for("sqlite:///unused.db", tmp_path, trusted_proxies="10.0.0"))
