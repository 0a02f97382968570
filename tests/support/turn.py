"""A throwaway coturn on 127.0.0.1 that relays to 127.0.0.1, which no production server may.

Credentials are the time-limited kind: user name `<expiry>:<anything>`, password base64(HMAC-SHA1(secret, user name)).
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.support.processes import free_port, running
from tools.services import require

RELAY_PORTS = (49160, 49259)


@dataclass(frozen=True)
class TurnServer:
    """Where the relay listens, over UDP and TCP."""

    port: int
    secret: str
    realm: str

    @property
    def url(self) -> str:
        """Its address, without a transport."""
        return f"turn:127.0.0.1:{self.port}"


def answers_stun(port: int) -> bool:
    """Whether a STUN binding request over UDP is answered (coturn opens TCP before UDP)."""
    request = struct.pack("!HHI", 0x0001, 0, 0x2112A442) + b"telemed-test"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.settimeout(0.2)
        try:
            client.connect(("127.0.0.1", port))
            client.send(request)
            return client.recv(2048).startswith(b"\x01\x01")
        except OSError:
            return False


@contextmanager
def throwaway_turn(secret: str, realm: str = "telemed.test") -> Iterator[TurnServer]:
    """A relay of its own for the length of the block."""
    server = TurnServer(free_port(), secret, realm)
    address = ["--listening-ip=127.0.0.1", f"--listening-port={server.port}", "--relay-ip=127.0.0.1"]
    ports = [f"--min-port={RELAY_PORTS[0]}", f"--max-port={RELAY_PORTS[1]}"]
    login = ["--use-auth-secret", f"--static-auth-secret={secret}", f"--realm={realm}"]
    quiet = [
        "-n",
        "--no-tls",
        "--no-dtls",
        "--no-cli",
        "--allow-loopback-peers",
        "--log-file=stdout",
        "--pidfile=/dev/null",
    ]
    command = [str(require("turnserver")), *quiet, *address, *ports, *login]
    with running(command, ready=lambda: answers_stun(server.port)):
        yield server
