"""A mail server that takes everything and keeps only the ids: what a fast relay next door would be.

`python -m bench.sink PORT FILE` writes one Message-ID a line, as it answers for the mail.
"""

import asyncio
import sys
from pathlib import Path
from typing import TextIO

_GREETING = b"220 sink ESMTP\r\n"
_ANSWERS = {b"EHLO": b"250-sink\r\n250 8BITMIME\r\n", b"QUIT": b"221 bye\r\n", b"DATA": b"354 go on\r\n"}


async def _converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, kept: TextIO) -> None:
    writer.write(_GREETING)
    while line := await reader.readline():
        verb = line[:4].upper()
        writer.write(_ANSWERS.get(verb, b"250 ok\r\n"))
        if verb == b"DATA":
            await writer.drain()
            kept.write(_id_in(await reader.readuntil(b"\r\n.\r\n")) + "\n")
            kept.flush()
            writer.write(b"250 taken\r\n")
        await writer.drain()
        if verb == b"QUIT":
            break
    writer.close()


def _id_in(mail: bytes) -> str:
    for line in mail.split(b"\r\n\r\n", 1)[0].split(b"\r\n"):
        if line.lower().startswith(b"message-id:"):
            return line.partition(b":")[2].strip().decode()
    return "none"


async def _serve(port: int, path: Path) -> None:
    with path.open("w", encoding="ascii") as kept:
        server = await asyncio.start_server(
            lambda reader, writer: _converse(reader, writer, kept), "127.0.0.1", port, limit=4 * 1024 * 1024
        )
        async with server:
            await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), Path(sys.argv[2])))
