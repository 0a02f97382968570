"""Answers made by hand, where the bytes have to be known: an idempotency key stores them."""

from fastapi import Response
from pydantic import BaseModel

from telemed.kit.etag import etag


def created(body: BaseModel, *, revision: int | None = None) -> Response:
    """201 with the thing that was made, and its ETag when it has revisions."""
    headers = {} if revision is None else {"ETag": etag(revision)}
    return Response(body.model_dump_json(), 201, headers=headers, media_type="application/json")
