"""One line of log and one count for each request: an id, the route, the status, the time it took. No personal data.

The route's template is logged and not the path, since a path may carry a token or a name.
"""

import re
from time import perf_counter

import structlog
from prometheus_client import Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from telemed.kit.ids import new_id

_ID = re.compile(rb"^[A-Za-z0-9-]{8,64}$")
_QUIET = {"/health/live", "/health/ready", "/metrics"}

requests_total = Counter("telemed_http_requests_total", "Requests answered", ["method", "route", "status"])
request_seconds = Histogram(
    "telemed_http_request_seconds",
    "Time from the request's head to the end of its answer",
    ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
in_flight = Gauge("telemed_http_requests_in_flight", "Requests being answered now")
log = structlog.get_logger("telemed.http")


class RequestLog:
    """Plain ASGI middleware; it also answers with the request's id in `X-Request-Id`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope)
        status = 500
        started = perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id)]
            await send(message)

        in_flight.inc()
        structlog.contextvars.bind_contextvars(request_id=request_id.decode())
        try:
            await self.app(scope, receive, send_with_id)
        finally:
            in_flight.dec()
            _report(scope, status, perf_counter() - started)
            structlog.contextvars.clear_contextvars()


def _request_id(scope: Scope) -> bytes:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _ID.match(value):
            return bytes(value)
    return new_id().hex.encode()


def _report(scope: Scope, status: int, seconds: float) -> None:
    route = getattr(scope.get("route"), "path", None) or ("static" if scope["method"] == "GET" else "unmatched")
    method = scope["method"] if scope["method"] in {"GET", "POST", "PUT", "PATCH", "DELETE"} else "other"
    requests_total.labels(method, route, str(status)).inc()
    request_seconds.labels(route).observe(seconds)
    if route not in _QUIET:
        log.info("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1))
