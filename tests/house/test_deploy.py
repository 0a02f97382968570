"""What is deployed holds together: the compose file, its variables, the image, and the relay's rules."""

import base64
import hashlib
import hmac
import ipaddress
import os
import re
import socket
import struct
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import yaml

from telemed.settings import Settings
from tests.support.processes import free_port, running
from tests.support.turn import answers_stun
from tools.services import require

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE)["services"]
DOCUMENT: dict[str, Any] = yaml.safe_load(COMPOSE)
KEYS_OF_COMPOSE = {
    *("build", "cap_add", "cap_drop", "command", "depends_on", "environment", "healthcheck", "image", "init"),
    *("network_mode", "networks", "ports", "profiles", "read_only", "restart", "security_opt", "shm_size"),
    *("stop_grace_period", "tmpfs", "volumes"),
}
PRIVATE = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"),
    *("198.18.0.0/15", "240.0.0.0/4", "::1/128", "fc00::/7", "fe80::/10", "::ffff:0:0/96", "2002::/16"),
)
COOKIE = 0x2112A442
ALLOCATE, CREATE_PERMISSION = 0x003, 0x008


def test_compose_has_every_part() -> None:
    """App, worker, PostgreSQL, Redis, coturn, mail catcher and a TLS proxy."""
    assert set(SERVICES) == {"proxy", "app", "worker", "migrate", "postgres", "redis", "coturn", "mail"}


@pytest.mark.parametrize("name", SERVICES)
def test_compose_service_is_well_formed(name: str) -> None:
    """Only keys of the Compose specification, a pinned image, known networks, volumes and dependencies."""
    service = SERVICES[name]
    assert set(service) <= KEYS_OF_COMPOSE
    assert re.search(r":[\w.-]+$", service["image"])
    assert not service["image"].endswith(":latest")
    assert set(service.get("networks", [])) <= set(DOCUMENT["networks"])
    for dependency, how in service.get("depends_on", {}).items():
        checked = "healthcheck" in SERVICES[dependency]
        assert how["condition"] == "service_completed_successfully" or checked, dependency
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        assert (ROOT / source).is_file() if source.startswith("./") else source in DOCUMENT["volumes"], source


def test_only_the_proxy_is_reached_from_outside() -> None:
    """What else has a port has it for this machine alone; the database is on a network without a way out."""
    for name, service in SERVICES.items():
        if name != "proxy":
            assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", [])), name
    assert DOCUMENT["networks"]["inside"]["internal"] is True
    assert SERVICES["postgres"]["networks"] == SERVICES["redis"]["networks"] == ["inside"]


def test_settings_of_compose_are_settings_of_the_service() -> None:
    """Every variable given to the app is one it reads, and nobody is believed about addresses but the proxy."""
    given = SERVICES["app"]["environment"]
    assert {name.removeprefix("TELEMED_").lower() for name in given} <= set(Settings.model_fields)
    assert given["TELEMED_TRUSTED_PROXIES"] == DOCUMENT["networks"]["front"]["ipam"]["config"][0]["subnet"]


def test_example_environment_explains_every_variable() -> None:
    """What compose asks for is in .env.example, and nothing else is."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    offered = set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    assert set(re.findall(r"\$\{([A-Z_]+)", COMPOSE)) == offered


def test_settings_of_compose_start_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the example's values, and secrets filled in, the service accepts its settings."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    values = dict(re.findall(r"^([A-Z_]+)=(.*)$", example, re.MULTILINE))
    values = {name: value or base64.urlsafe_b64encode(os.urandom(36)).decode() for name, value in values.items()}
    for name, text in SERVICES["app"]["environment"].items():
        monkeypatch.setenv(name, re.sub(r"\$\{([A-Z_]+)[^}]*\}", lambda found: values[found[1]], text))
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    assert settings.public_url == "https://telemed.example.org"
    assert settings.database.startswith("postgresql+psycopg://")
    assert not settings.demo


def test_image_copies_what_exists_and_runs_as_nobody() -> None:
    """Every source of a COPY is in the clone and let through by .dockerignore; the last USER is not root."""
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    let_through = re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    for sources in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE):
        for source in sources.split():
            assert (ROOT / source).exists(), source
            assert source.startswith(tuple(let_through)), source
    assert re.findall(r"^USER (\S+)$", dockerfile, re.MULTILINE)[-1] == "10001:10001"


def _denied() -> list[tuple[Any, Any]]:
    config = (ROOT / "deploy" / "coturn.conf").read_text(encoding="utf-8")
    ranges = re.findall(r"^denied-peer-ip=([^-\s]+)(?:-(\S+))?$", config, re.MULTILINE)
    return [(ipaddress.ip_address(first), ipaddress.ip_address(last or first)) for first, last in ranges]


@pytest.mark.parametrize("network", PRIVATE)
def test_relay_denies_what_is_not_public(network: str) -> None:
    """Loopback, private, link-local and mapped addresses lie whole within a denied range."""
    wanted = ipaddress.ip_network(network)
    same_kind = [pair for pair in _denied() if pair[0].version == wanted.version]
    assert any(first <= wanted[0] and wanted[-1] <= last for first, last in same_kind)


def _attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("!HH", kind, len(value)) + value + b"\0" * (-len(value) % 4)


class _TurnClient:
    """As much of STUN and TURN (RFC 8489, RFC 8656) as asking for a permission takes."""

    def __init__(self, port: int, user: str, password: str) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.settimeout(5)
        self.socket.connect(("127.0.0.1", port))
        self.user, self.password = user, password
        self.realm = self.nonce = b""

    def close(self) -> None:
        """Close its socket."""
        self.socket.close()

    def ask(self, method: int, *attributes: bytes) -> dict[int, bytes]:
        """One request; the attributes of its answer."""
        body = b"".join(attributes)
        if self.nonce:
            body += _attribute(0x06, self.user.encode()) + _attribute(0x14, self.realm) + _attribute(0x15, self.nonce)
            key = hashlib.md5(
                b":".join([self.user.encode(), self.realm, self.password.encode()]), usedforsecurity=False
            )
            header = struct.pack("!HHI", method, len(body) + 24, COOKIE) + b"x" * 12
            body += _attribute(0x08, hmac.digest(key.digest(), header + body, "sha1"))
        self.socket.send(struct.pack("!HHI", method, len(body), COOKIE) + b"x" * 12 + body)
        answer, found, at = self.socket.recv(2048), {}, 20
        while at < len(answer):
            kind, length = struct.unpack_from("!HH", answer, at)
            found[kind] = answer[at + 4 : at + 4 + length]
            at += 4 + length + (-length % 4)
        self.realm, self.nonce = found.get(0x14, self.realm), found.get(0x15, self.nonce)
        return found


def _error(answer: dict[int, bytes]) -> int | None:
    return answer[0x09][2] * 100 + answer[0x09][3] if 0x09 in answer else None


def _peer(address: str) -> bytes:
    host = struct.unpack("!I", socket.inet_aton(address))[0] ^ COOKIE
    return _attribute(0x12, struct.pack("!BBHI", 0, 1, 9 ^ (COOKIE >> 16), host))


@pytest.mark.faults
def test_relay_refuses_peers_that_are_not_public() -> None:
    """With our configuration a public peer gets its permission, loopback and private ones get 403."""
    port, secret, user = free_port(), "a-secret-of-the-relay", f"{int(time.time()) + 600}:visit"
    password = base64.b64encode(hmac.digest(secret.encode(), user.encode(), "sha1")).decode()
    command = [str(require("turnserver")), "-c", str(ROOT / "deploy" / "coturn.conf"), f"--listening-port={port}"]
    bound = ["--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", "--pidfile=/dev/null"]
    login = ["--realm=telemed.example.org", f"--static-auth-secret={secret}"]
    with running([*command, *bound, *login], ready=lambda: answers_stun(port)), ExitStack() as stack:
        client = _TurnClient(port, user, password)
        stack.callback(client.close)
        transport = _attribute(0x19, bytes([17, 0, 0, 0]))
        assert _error(client.ask(ALLOCATE, transport)) == 401
        assert _error(client.ask(ALLOCATE, transport)) is None
        assert _error(client.ask(CREATE_PERMISSION, _peer("8.8.8.8"))) is None
        for inside in ("127.0.0.1", "10.0.0.5", "192.168.1.1", "169.254.169.254", "172.30.0.2", "100.64.0.1"):
            assert _error(client.ask(CREATE_PERMISSION, _peer(inside))) == 403, inside
