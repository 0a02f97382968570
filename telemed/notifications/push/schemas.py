"""What goes over the wire about devices."""

import base64
import binascii
from datetime import datetime
from typing import Annotated
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_POINT_BYTES, _SECRET_BYTES = 65, 16


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error


def _a_point(text: str) -> str:
    raw = _decoded(text)
    if len(raw) != _POINT_BYTES:
        raise ValueError("not an uncompressed point")
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    return text


def _a_secret(text: str) -> str:
    if len(_decoded(text)) != _SECRET_BYTES:
        raise ValueError("not 16 bytes")
    return text


class PushKeys(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    p256dh: Annotated[str, Field(max_length=100), AfterValidator(_a_point)]
    auth: Annotated[str, Field(max_length=32), AfterValidator(_a_secret)]


class PushWish(BaseModel):
    """What `PushSubscription.toJSON()` of a browser gives."""

    model_config = ConfigDict(extra="ignore", strict=True)

    endpoint: Annotated[str, Field(max_length=1000, examples=["https://fcm.googleapis.com/fcm/send/abc"])]
    keys: PushKeys


class PushDevice(BaseModel):
    id: UUID
    device: str
    here: bool = Field(description="Whether it is the device that asks")
    created_at: datetime


class PushState(BaseModel):
    public_key: str = Field(description="The `applicationServerKey` to subscribe with")
    items: list[PushDevice]
    next_cursor: str | None = None
