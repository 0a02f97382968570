"""Access tokens: short signed statements of who somebody is. The only module that knows `jose`.

python-jose by itself accepts an absent `aud`, an absent `exp`, any `typ` and unknown `crit`, reads its own clock, and
raises OverflowError, RecursionError and JWKError beside JWTError. So the shape is checked before it sees a token, and
the claims after. Nothing in a token ever chooses a key or an address: a header that is not exactly ours is refused, with
`kid`, `jku`, `jwk`, `x5u` or `crit` in it.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from jose import jwk, jwt
from jose.exceptions import JOSEError

from telemed.accounts.errors import TokenRefused
from telemed.kit.ids import new_id
from telemed.kit.keys import derive_key

ALGORITHM = "HS256"
AUDIENCE = "telemed:api"
HEADER = {"alg": ALGORITHM, "typ": "at+jwt"}

_SIZE_LIMIT = 1024
_HEADER_LIMIT = 64
_SHAPE = re.compile(rf"[A-Za-z0-9_-]{{1,{_HEADER_LIMIT}}}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{{43}}")
_CACHE_LIMIT = 4096
_REQUIRED = ("exp", "iat", "iss", "aud", "sub", "sid", "jti")
_OPTIONS = {"verify_exp": False, **{f"require_{name}": True for name in ("aud", "iss", "sub", "jti", "iat")}}
_FAULTS = (JOSEError, OverflowError, RecursionError, ValueError, TypeError, KeyError)


@dataclass(frozen=True, slots=True)
class AccessClaims:
    account_id: UUID
    session_id: UUID
    token_id: str
    expires_at: datetime


class AccessTokens:
    """Signs and checks access tokens with one key, for one issuer."""

    def __init__(self, secret: str, issuer: str) -> None:
        # A ready key: jose would otherwise try to read the bytes as JSON, and as a set of keys.
        self._key = jwk.construct(derive_key(secret, "access token"), ALGORITHM)
        self._issuer = issuer
        self._known: dict[bytes, AccessClaims] = {}

    def issue(self, account_id: UUID, session_id: UUID, now: datetime, lifetime: timedelta) -> str:
        claims: dict[str, Any] = {
            "iss": self._issuer,
            "aud": AUDIENCE,
            "sub": str(account_id),
            "sid": str(session_id),
            "jti": str(new_id()),
            "iat": int(now.timestamp()),
            "exp": int((now + lifetime).timestamp()),
        }
        return jwt.encode(claims, self._key, algorithm=ALGORITHM, headers={"typ": HEADER["typ"]})

    def read(self, token: str, now: datetime) -> AccessClaims:
        """The claims of a token we signed that has not expired at `now`. Raises TokenRefused for anything else.

        A signature once found good is remembered by the token's hash; its expiry is compared every time.
        """
        digest = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest() if len(token) <= _SIZE_LIMIT else b""
        claims = self._known.get(digest)
        if claims is None:
            claims = self._decode(token)
            if len(self._known) >= _CACHE_LIMIT:
                self._known.clear()
            self._known[digest] = claims
        if claims.expires_at <= now:
            raise TokenRefused
        return claims

    def _decode(self, token: str) -> AccessClaims:
        if len(token) > _SIZE_LIMIT or not _SHAPE.fullmatch(token):
            raise TokenRefused
        try:
            if jwt.get_unverified_header(token) != HEADER:
                raise TokenRefused
            claims = jwt.decode(
                token, self._key, algorithms=[ALGORITHM], audience=AUDIENCE, issuer=self._issuer, options=_OPTIONS
            )
            return _read_claims(claims)
        except _FAULTS as fault:
            raise TokenRefused from fault


def _read_claims(claims: dict[str, Any]) -> AccessClaims:
    """Raises KeyError, TypeError, ValueError or OverflowError for claims that we never sign."""
    if any(name not in claims for name in _REQUIRED) or type(claims["exp"]) is not int:
        raise TokenRefused
    # jose accepts a list that merely contains our audience; ours is always the one string.
    if claims["aud"] != AUDIENCE or not all(isinstance(claims[name], str) for name in ("sub", "sid", "jti")):
        raise TokenRefused
    return AccessClaims(
        account_id=UUID(claims["sub"]),
        session_id=UUID(claims["sid"]),
        token_id=claims["jti"],
        expires_at=datetime.fromtimestamp(claims["exp"], UTC),
    )


@lru_cache(maxsize=8)
def access_tokens(secret: str, issuer: str) -> AccessTokens:
    """The one signer of this process for a secret, so that its memory of good signatures is shared."""
    return AccessTokens(secret, issuer)
