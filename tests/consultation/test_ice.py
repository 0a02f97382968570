"""STUN and TURN servers, with credentials that a TURN server accepts and that expire."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from pathlib import Path

from telemed.consultation.ice import expires_at, ice_servers
from telemed.kit.ids import new_id
from telemed.settings import Settings
from tests.conftest import settings_for
from tests.consultation.builders import Booked, Served

NOW = datetime(2026, 11, 24, 6, 40, tzinfo=UTC)


def with_turn(folder: Path) -> Settings:
    return settings_for(
        "sqlite:///x.db", folder, stun_urls=("stun:stun.example.org",), turn_secret="north",
        turn_urls=("turn:turn.example.org?transport=udp", "turns:turn.example.org:443?transport=tcp"), turn_minutes=90,
    )  # fmt: skip


def test_turn_credentials_are_those_of_the_rest_scheme(tmp_path: Path) -> None:
    """User name `expiry:account`, password base64(hmac-sha1(secret, user name)); valid for the minutes of the settings."""
    settings, account = with_turn(tmp_path), new_id()
    stun, turn = ice_servers(settings, account, NOW)
    assert (stun.urls, stun.username, stun.credential) == (["stun:stun.example.org"], None, None)
    expiry = int(NOW.timestamp()) + 90 * 60
    assert turn.username == f"{expiry}:{account}"
    digest = hmac.new(b"north", turn.username.encode(), hashlib.sha1).digest()
    assert turn.credential == base64.b64encode(digest).decode()
    assert expires_at(settings, NOW).timestamp() == expiry


def test_without_servers_there_are_none(tmp_path: Path) -> None:
    assert ice_servers(settings_for("sqlite:///x.db", tmp_path), new_id(), NOW) == []


async def test_the_device_check_can_ask_for_them(server: Served, booked: Booked) -> None:
    """Whoever is signed in; nobody else."""
    answer = await server.http.get("/api/v1/ice-servers", headers=booked.patient.headers)
    assert answer.status_code == 200
    assert answer.json()["ice_servers"] == []
    assert (await server.http.get("/api/v1/ice-servers")).status_code == 401
