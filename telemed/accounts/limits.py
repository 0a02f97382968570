"""How often something may be tried: counted in Redis for all processes together, or in memory for this one.

When Redis is down, slow or emptied, counting goes on in memory, so that signing in is never unlimited.
"""

import hashlib
import ipaddress
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import structlog
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

from telemed.accounts.errors import TooManyAttempts
from telemed.kit.clock import monotonic
from telemed.settings import Settings

SIGN_IN_BY_LOGIN = RateLimitItemPerMinute(10, 15, namespace="sign-in-login")
SIGN_IN_BY_ADDRESS = RateLimitItemPerMinute(60, 15, namespace="sign-in-address")
REGISTER_BY_ADDRESS = RateLimitItemPerHour(60, namespace="register-address")
REGISTER_BY_LOGIN = RateLimitItemPerHour(5, namespace="register-login")
RESET_BY_LOGIN = RateLimitItemPerHour(5, namespace="reset-login")
RESET_BY_ADDRESS = RateLimitItemPerHour(60, namespace="reset-address")
CODE_BY_ADDRESS = RateLimitItemPerHour(120, namespace="code-address")

_REDIS_PATIENCE_S = 0.5
_REDIS_REST_S = 5.0
_IPV6_HOUSEHOLD = 64

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

log = structlog.get_logger("telemed.limits")


class Limiter:
    """Sliding windows over hashed keys: neither Redis nor memory holds a login or an address."""

    def __init__(self, settings: Settings) -> None:
        self._memory = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._pool = _pool(settings.redis_url) if settings.redis_url else None
        self._shared = _over_redis(settings.redis_url, self._pool) if self._pool else None
        self._rest_until = 0.0
        # A misspelt proxy refuses to start here, and fails no sign-in later.
        _networks(settings.trusted_proxies)
        _networks(settings.trusted_proxies)  # a misspelt one refuses to start, and fails no sign-in later

    async def close(self) -> None:
        """Let go of the connections to Redis."""
        if self._pool is not None:
            await self._pool.disconnect()

    async def hit(self, limit: RateLimitItem, key: str) -> None:
        """Count one attempt. Raises TooManyAttempts (429) when there were too many already."""
        if not await self._ask("hit", limit, key):
            raise TooManyAttempts(retry_after=limit.get_expiry())

    async def check(self, limit: RateLimitItem, key: str) -> None:
        """Raises TooManyAttempts when there were too many; counts nothing."""
        if not await self._ask("test", limit, key):
            raise TooManyAttempts(retry_after=limit.get_expiry())

    async def allows(self, limit: RateLimitItem, key: str) -> bool:
        """Count one attempt; False when there were too many."""
        return await self._ask("hit", limit, key)

    async def forget(self, limit: RateLimitItem, key: str) -> None:
        """Start counting anew: the right password was shown, or a new one was set."""
        await self._ask("clear", limit, key)

    async def _ask(self, verb: str, limit: RateLimitItem, key: str) -> bool:
        hashed = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
        for strategy in self._strategies():
            try:
                # Clearing answers None, which is no refusal.
                return await getattr(strategy, verb)(limit, hashed) is not False
            except (RedisError, OSError, TimeoutError) as fault:
                self._rest_until = monotonic() + _REDIS_REST_S
                log.warning("limiter_store_down", kind=type(fault).__name__)
        return False

    def _strategies(self) -> Sequence[SlidingWindowCounterRateLimiter]:
        """Redis first, unless it failed within the last seconds; memory when it does."""
        if self._shared is None or monotonic() < self._rest_until:
            return (self._memory,)
        return (self._shared, self._memory)


def _pool(url: str) -> ConnectionPool:
    return ConnectionPool.from_url(
        url, socket_timeout=_REDIS_PATIENCE_S, socket_connect_timeout=_REDIS_PATIENCE_S, max_connections=64
    )


def _over_redis(url: str, pool: ConnectionPool) -> SlidingWindowCounterRateLimiter:
    options: dict[str, Any] = {"connection_pool": pool}
    storage = RedisStorage(url, implementation="redispy", key_prefix="telemed:limit", **options)
    return SlidingWindowCounterRateLimiter(storage)


def client_address(peer: str | None, forwarded_for: str | None, trusted_proxies: Sequence[str]) -> str:
    """Whose address to count by: the peer's, unless it is a proxy of ours, which says for whom it speaks.

    `X-Forwarded-For` is read from its right end, through our own proxies only: the rest is whatever the client wrote.
    IPv6 is counted by /64, which is what one household gets.
    """
    networks = _networks(tuple(trusted_proxies))
    address = _parse(peer)
    for hop in reversed((forwarded_for or "")[-1024:].split(",")):
        if address is None or not any(address in network for network in networks):
            break
        address = _parse(hop) or address
    return _counted(address)


@lru_cache(maxsize=8)
def _networks(proxies: tuple[str, ...]) -> tuple[IPNetwork, ...]:
    """Raises ValueError for what is no address and no network."""
    return tuple(ipaddress.ip_network(proxy, strict=False) for proxy in proxies)


def _parse(text: str | None) -> IPAddress | None:
    try:
        address = ipaddress.ip_address((text or "").strip())
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def _counted(address: IPAddress | None) -> str:
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _IPV6_HOUSEHOLD), strict=False))
    return str(address) if address else "unknown"
