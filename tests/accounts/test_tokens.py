"""What is not our own access token is 401, whatever it is made of. Pure: no database, no network."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from telemed.accounts.errors import TokenRefused
from telemed.accounts.secrets import new_refresh_token
from telemed.accounts.tokens import AUDIENCE, HEADER, AccessTokens
from telemed.kit.ids import new_id
from telemed.kit.keys import derive_key
from tests.accounts.builders import NOON
from tests.conftest import SECRET

ISSUER = "http://testserver"
KEY = derive_key(SECRET, "access token")
LIFETIME = timedelta(minutes=10)


@pytest.fixture
def tokens() -> AccessTokens:
    return AccessTokens(SECRET, ISSUER)


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def claims(**changes: Any) -> dict[str, Any]:
    stated = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(new_id()),
        "sid": str(new_id()),
        "jti": str(new_id()),
        "iat": int(NOON.timestamp()),
        "exp": int((NOON + LIFETIME).timestamp()),
    }
    return {name: value for name, value in {**stated, **changes}.items() if value is not ...}


def forge(
    header: dict[str, Any] | str, payload: dict[str, Any] | str, key: bytes = KEY, digest: Any = hashlib.sha256
) -> str:
    """A token made by hand, signed with our key unless told otherwise: only the checks stand in its way."""
    parts = [part if isinstance(part, str) else json.dumps(part, separators=(",", ":")) for part in (header, payload)]
    signed = ".".join(b64(part.encode()) for part in parts)
    return signed + "." + b64(hmac.new(key, signed.encode(), digest).digest())


def test_our_own_token_is_read(tokens: AccessTokens) -> None:
    account_id, session_id = new_id(), new_id()
    read = tokens.read(tokens.issue(account_id, session_id, NOON, LIFETIME), NOON)
    assert (read.account_id, read.session_id) == (account_id, session_id)


def test_the_forgery_kit_makes_a_token_that_would_be_accepted(tokens: AccessTokens) -> None:
    """Else the refusals below would prove nothing."""
    assert tokens.read(forge(HEADER, claims()), NOON)


@pytest.mark.parametrize("seen_before", [False, True])
def test_a_token_ends_at_its_expiry(tokens: AccessTokens, *, seen_before: bool) -> None:
    """Also one whose good signature is remembered."""
    token = tokens.issue(new_id(), new_id(), NOON, LIFETIME)
    if seen_before:
        tokens.read(token, NOON)
    assert tokens.read(token, NOON + LIFETIME - timedelta(seconds=1))
    with pytest.raises(TokenRefused):
        tokens.read(token, NOON + LIFETIME)


def _public_key() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _nested(depth: int) -> str:
    return '{"alg":"HS256","typ":"at+jwt","x":' + "[" * depth + "]" * depth + "}"


HEADERS: dict[str, Any] = {
    "alg none": {"alg": "none", "typ": "at+jwt"},
    "alg None": {"alg": "None", "typ": "at+jwt"},
    "no alg": {"typ": "at+jwt"},
    "alg null": {"alg": None, "typ": "at+jwt"},
    "alg list": {"alg": ["HS256"], "typ": "at+jwt"},
    "RS256": {"alg": "RS256", "typ": "at+jwt"},
    "typ JWT": {"alg": "HS256", "typ": "JWT"},
    "typ refresh": {"alg": "HS256", "typ": "rt+jwt"},
    "no typ": {"alg": "HS256"},
    "unknown crit": {**HEADER, "crit": ["exp"]},
    "empty crit": {**HEADER, "crit": []},
    "kid with a path": {**HEADER, "kid": "../../../dev/null"},
    "kid with SQL": {**HEADER, "kid": "' OR 1=1 --"},
    "jku": {**HEADER, "jku": "http://127.0.0.1:1/keys.json"},
    "x5u": {**HEADER, "x5u": "http://127.0.0.1:1/cert"},
    "jwk": {**HEADER, "jwk": {"kty": "oct", "k": "AAAA"}},
    "b64 false": {**HEADER, "b64": False},
    "nested 10": _nested(10),
    "nested 1,000": _nested(1000),
    "nested 100,000": _nested(100_000),
    "a list": "[]",
    "not JSON": "{",
    "twice": '{"alg":"none","alg":"HS256","typ":"at+jwt","typ":"at+jwt","kid":"x"}',
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS.keys())
def test_a_foreign_header_is_refused(tokens: AccessTokens, header: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """And no address in it is ever asked."""

    def no_network(*_arguments: object, **_more: object) -> None:
        raise AssertionError("an outgoing connection")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    with pytest.raises(TokenRefused):
        tokens.read(forge(header, claims()), NOON)


PAYLOADS: dict[str, Any] = {
    "no exp": claims(exp=...),
    "exp 1e400": json.dumps(claims()).replace('"exp": ', '"exp": 1e400, "old": '),
    "exp 1e300": claims(exp=1e300),
    "exp 10^400": claims(exp=10**400),
    "exp infinity": json.dumps(claims(exp=float("inf"))),
    "exp NaN": json.dumps(claims(exp=float("nan"))),
    "exp text": claims(exp="9999999999"),
    "exp true": claims(exp=True),
    "exp null": claims(exp=None),
    "exp list": claims(exp=[9999999999]),
    "exp year 100,000": claims(exp=3_093_527_980_800),
    "exp past": claims(exp=int(NOON.timestamp())),
    "no aud": claims(aud=...),
    "foreign aud": claims(aud="another:api"),
    "aud list": claims(aud=[AUDIENCE, "another:api"]),
    "no iss": claims(iss=...),
    "foreign iss": claims(iss="https://evil.example"),
    "iss list": claims(iss=[ISSUER]),
    "no sub": claims(sub=...),
    "sub number": claims(sub=7),
    "sub not an id": claims(sub="admin"),
    "no sid": claims(sid=...),
    "sid number": claims(sid=7),
    "no jti": claims(jti=...),
    "no iat": claims(iat=...),
    "iat text": claims(iat="yesterday"),
    "iat 1e400": json.dumps(claims()).replace('"iat": ', '"iat": 1e400, "old": '),
    "not before later": claims(nbf=int(NOON.timestamp()) + 10**9),
    "a list": "[]",
    "not JSON": "{",
    "null": "null",
    "empty": " ",
}


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
def test_foreign_claims_are_refused_even_when_signed_by_us(tokens: AccessTokens, payload: Any) -> None:
    with pytest.raises(TokenRefused):
        tokens.read(forge(HEADER, payload), NOON)


def _signed_otherwise() -> dict[str, str]:
    good = forge(HEADER, claims())
    head, body, signature = good.split(".")
    return {
        "another key": forge(HEADER, claims(), key=b"x" * 32),
        "an empty key": forge(HEADER, claims(), key=b""),
        "the secret itself": forge(HEADER, claims(), key=SECRET.encode()),
        "HS512": forge({**HEADER, "alg": "HS512"}, claims(), digest=hashlib.sha512),
        "HS384": forge({**HEADER, "alg": "HS384"}, claims(), digest=hashlib.sha384),
        "HS512 under our header": forge(HEADER, claims(), digest=hashlib.sha512),
        "a public key as the secret": forge(HEADER, claims(), key=_public_key()),
        "no signature": f"{head}.{body}.",
        "two parts": f"{head}.{body}",
        "four parts": f"{good}.{signature}",
        "padding": good + "=",
        "a changed body": f"{head}.{b64(json.dumps(claims()).encode())}.{signature}",
        "white space": f" {good}",
        "line feed": f"{good}\n",
        "a refresh token": new_refresh_token(),
        "a reset token": f"reset.{new_id().hex}.1764000000.{new_refresh_token()}",
        "a confirmation code": "123456",
        "empty": "",
        "a megabyte": "a" * 1_000_000,
        "a megabyte of dots": "." * 1_000_000,
        "not ASCII": "é" * 50,
        "a lone surrogate": "\ud800.a.b",
        "NUL": good + "\x00",
    }


@pytest.mark.parametrize("name", sorted(_signed_otherwise()))
def test_a_foreign_signature_is_refused(tokens: AccessTokens, name: str) -> None:
    with pytest.raises(TokenRefused):
        tokens.read(_signed_otherwise()[name], NOON)


def test_a_payload_nested_1000_deep_is_refused(tokens: AccessTokens) -> None:
    """RecursionError is no JWTError."""
    payload = json.dumps(claims())[:-1] + ',"x":' + "[" * 1000 + "]" * 1000 + "}"
    with pytest.raises(TokenRefused):
        tokens.read(forge(HEADER, payload), NOON)


def test_a_token_of_another_deployment_is_refused() -> None:
    """The same secret at another address: `iss` tells."""
    theirs = AccessTokens(SECRET, "https://other.example").issue(new_id(), new_id(), NOON, LIFETIME)
    with pytest.raises(TokenRefused):
        AccessTokens(SECRET, ISSUER).read(theirs, NOON)


def test_the_memory_of_good_signatures_is_bounded(tokens: AccessTokens) -> None:
    for _ in range(5000):
        tokens.read(tokens.issue(new_id(), new_id(), NOON, LIFETIME), NOON)
    assert len(tokens._known) <= 4096
