"""Cursors: an opaque text that says where a list goes on.

A cursor holds the sort key of the last row, so a page stays right while rows come and go before it.
"""

import base64
import binascii
import json
from typing import Any

from telemed.kit.errors import Invalid

MAX_CURSOR = 512


class BadCursor(Invalid):
    slug, title = "bad-cursor", "The cursor is not one of ours"


def encode_cursor(*values: str | int) -> str:
    raw = json.dumps(values, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode_cursor(cursor: str, length: int) -> list[Any]:
    """The values given to `encode_cursor`. Raises BadCursor for anything else."""
    if len(cursor) > MAX_CURSOR:
        raise BadCursor
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise BadCursor from error
    if not isinstance(values, list) or len(values) != length or not all(isinstance(v, str | int) for v in values):
        raise BadCursor
    return values
