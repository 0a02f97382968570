"""The envelope of every frame: a JSON object with a `type`. What the type means is known above."""

from typing import Any

import orjson

PROTOCOL = "telemed.v1"
PONG = '{"type":"pong"}'
MAX_FRAME = 64 * 1024
"""Bytes of a message; the server is configured to refuse more with 1009 before it is assembled."""


_NOT_JSON = "this is not JSON"
_NOT_OURS = "a frame is a JSON object with a type"


class BadFrame(ValueError):
    """Text that is no frame; its message is fit for the sender."""


def decode(text: str) -> dict[str, Any]:
    """The object in a text frame. Refuses NaN, lone surrogates, control characters and nesting beyond 1,024.

    Of a repeated key the last one counts; since nothing is passed on as it came, nobody sees the others.
    """
    try:
        frame = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise BadFrame(_NOT_JSON) from error
    if not isinstance(frame, dict) or not isinstance(frame.get("type"), str):
        raise BadFrame(_NOT_OURS)
    return frame


def error_frame(code: str, title: str, detail: str = "") -> str:
    """An `error` that is about no particular message."""
    frame = {"type": "error", "code": code, "title": title, "detail": detail, "client_id": None}
    return orjson.dumps(frame).decode()
