"""The live topics put together: rooms, desks and the duty queue over one kind of socket."""

import contextlib
from collections.abc import AsyncIterator, Sequence

from telemed.booking.duty.live import BOARD, TURN, QueueHandler
from telemed.consultation.desk import DeskHandler
from telemed.consultation.lines import Lines
from telemed.consultation.rooms import RoomHandler
from telemed.db.engine import Database
from telemed.live.hub import Hub
from telemed.live.memory_hub import MemoryHub
from telemed.live.redis_hub import RedisHub
from telemed.live.socket import Handler, Sockets
from telemed.settings import Settings


def make_hub(settings: Settings) -> Hub:
    """Redis when the settings name one, otherwise this process alone."""
    return RedisHub(settings.redis_url) if settings.redis_url else MemoryHub()


@contextlib.asynccontextmanager
async def live_sockets(database: Database, settings: Settings, more: Sequence[Handler] = ()) -> AsyncIterator[Sockets]:
    """The sockets of this process, with their hub, for the length of the block; `more` topics belong to rooms above."""
    hub = make_hub(settings)
    lines = Lines(database, hub)
    rooms = RoomHandler(database, hub, lines, settings)
    handlers: list[Handler] = [
        rooms,
        DeskHandler(database, lines),
        QueueHandler(TURN, database, hub),
        QueueHandler(BOARD, database, hub),
        *more,
    ]
    sockets = Sockets(database, handlers, settings.allowed_origins, rate_factor=settings.live_rate_factor, hub=hub)
    await hub.start()
    try:
        async with sockets.running():
            yield sockets
    finally:
        await lines.stop()
        await hub.stop()
