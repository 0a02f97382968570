"""The floor of the relay: a bare `websockets` server that passes what one says on to the other of its room.

`python -m bench.bare PORT`. The path names the room; `/0` to `/999999`, two people in each.
"""

import asyncio
import sys

import uvloop
from websockets.asyncio.server import ServerConnection, serve

rooms: dict[str, list[ServerConnection]] = {}


async def _relay(socket: ServerConnection) -> None:
    assert socket.request is not None
    room = rooms.setdefault(socket.request.path, [])
    room.append(socket)
    async for message in socket:
        for other in room:
            if other is not socket:
                await other.send(message)


async def _serve(port: int) -> None:
    async with serve(_relay, "127.0.0.1", port, compression=None, ping_interval=None):
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1])))
