"""The key by which push services know this deployment (VAPID, RFC 8292).

It follows from the deployment's secret unless one is given, so that every process has the same and none is stored.
A browser's subscription is bound to it: with another key, devices have to subscribe again.
"""

import base64
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from telemed.kit.keys import derive_key
from telemed.settings import Settings

# Of the curve's group: a scalar lies below it.
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def private_key(settings: Settings) -> ec.EllipticCurvePrivateKey:
    return _key(settings.vapid_key, settings.secret_key)


def public_key(settings: Settings) -> str:
    """The uncompressed point in base64url, as browsers want it for `applicationServerKey`."""
    point = private_key(settings).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


@lru_cache(maxsize=4)
def _key(given: str, secret: str) -> ec.EllipticCurvePrivateKey:
    raw = base64.urlsafe_b64decode(given.rstrip("=") + "=") if given else derive_key(secret, "vapid")
    return ec.derive_private_key(int.from_bytes(raw, "big") % _ORDER or 1, ec.SECP256R1())
