"""How much a request may send, counted while it arrives: a declared length is only a claim."""

import contextlib
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from telemed.kit.errors import TooLarge
from telemed.web.problems import answer


class BodyLimit:
    """Plain ASGI: a `BaseHTTPMiddleware` would cost more than the routing of a request."""

    def __init__(self, app: ASGIApp, *, limit_of: Callable[[Scope], int]) -> None:
        """`limit_of` gives the cap in bytes for a request's scope."""
        self.app = app
        self.limit_of = limit_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD", "OPTIONS"}:
            await self.app(scope, receive, send)
            return
        limit = self.limit_of(scope)
        if _declared_length(scope) > limit:
            await answer(TooLarge(limit_bytes=limit))(scope, receive, send)
            return
        received = 0
        started = False

        async def counted_receive() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise TooLarge(limit_bytes=limit)
            return message

        async def watched_send(message: Message) -> None:
            # FastAPI turns any error while reading a body into a 400; ours is a 413, sent below.
            nonlocal started
            if received > limit and not started:
                return
            started = True
            await send(message)

        with contextlib.suppress(TooLarge):
            await self.app(scope, counted_receive, watched_send)
        if received > limit and not started:
            await answer(TooLarge(limit_bytes=limit))(scope, receive, send)


def _declared_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0
