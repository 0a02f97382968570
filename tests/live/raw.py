"""A WebSocket client that sends whatever bytes it is told to, and reads frames itself (RFC 6455)."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import socket
import struct
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA
FIN, COMPRESSED = 0x80, 0x40


@dataclass
class Raw:
    """An open connection; `status` is that of the handshake's answer."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    status: int
    headers: dict[str, str]

    async def send(self, payload: bytes, opcode: int = TEXT, *, flags: int = FIN, masked: bool = True) -> None:
        self.writer.write(frame(payload, opcode, flags=flags, masked=masked))
        await self.writer.drain()

    async def read(self) -> tuple[int, bytes]:
        """The next frame's opcode and payload."""
        first, second = await self.reader.readexactly(2)
        length = second & 0x7F
        if length == 126:
            [length] = struct.unpack("!H", await self.reader.readexactly(2))
        elif length == 127:
            [length] = struct.unpack("!Q", await self.reader.readexactly(8))
        return first & 0x0F, await self.reader.readexactly(length)

    async def close_code(self, within: float = 6.0) -> int:
        """The code of the server's close frame, whatever comes before; 1006 when the line is cut without one."""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            async with asyncio.timeout(within):
                while True:
                    opcode, payload = await self.read()
                    if opcode == CLOSE:
                        return int.from_bytes(payload[:2], "big") if payload else 1005
        return 1006


def frame(payload: bytes, opcode: int = TEXT, *, flags: int = FIN, masked: bool = True) -> bytes:
    """One frame as a client sends it; without a mask it is not allowed."""
    head = bytes([flags | opcode])
    mask_bit = 0x80 if masked else 0
    if len(payload) < 126:
        head += bytes([mask_bit | len(payload)])
    elif len(payload) < 2**16:
        head += bytes([mask_bit | 126]) + struct.pack("!H", len(payload))
    else:
        head += bytes([mask_bit | 127]) + struct.pack("!Q", len(payload))
    if not masked:
        return head + payload
    mask = os.urandom(4)
    repeated = mask * (len(payload) // 4 + 1)
    return head + mask + bytes(a ^ b for a, b in zip(payload, repeated, strict=False))


def bomb(size: int) -> bytes:
    """`size` zero bytes, deflated as permessage-deflate has it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return (packer.compress(bytes(size)) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4]


@contextlib.asynccontextmanager
async def raw_socket(
    port: int, ticket: dict[str, Any] | None, *, receive_buffer: int | None = None, **headers: str
) -> AsyncIterator[Raw]:
    """A handshake with these headers; the connection is dropped at the end of the block."""
    plain = socket.socket()
    if receive_buffer is not None:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    plain.setblocking(False)  # noqa: FBT003  the argument's name is not ours
    await asyncio.get_running_loop().sock_connect(plain, ("127.0.0.1", port))
    reader, writer = await asyncio.open_connection(sock=plain, limit=2**22)
    fields = {
        "Host": f"127.0.0.1:{port}",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        "Sec-WebSocket-Version": "13",
        **({} if ticket is None else {"Sec-WebSocket-Protocol": ", ".join(ticket["subprotocols"])}),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    lines = ["GET /api/v1/live HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
    try:
        writer.write("\r\n".join(lines).encode())
        answer = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        pairs = [line.split(": ", 1) for line in answer[1:] if ": " in line]
        yield Raw(reader, writer, int(answer[0].split(" ")[1]), {name.lower(): value for name, value in pairs})
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
