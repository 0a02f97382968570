"""The lines of waiting people, watched by this process: one query per doctor when something may have changed."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

import structlog

from telemed.consultation import repository
from telemed.consultation.repository import InLine
from telemed.consultation.service import LINGER
from telemed.db.engine import Database
from telemed.kit import clock
from telemed.live.hub import Hub
from telemed.live.socket import TROUBLE

Watcher = Callable[[Sequence[InLine]], None]
_TOGETHER = timedelta(milliseconds=20)

log = structlog.get_logger(__name__)


def topic_of(doctor_id: UUID) -> str:
    return f"line:{doctor_id}"


class Lines:
    """Tells watchers of a doctor's line how it stands, after each hint, and when asked to look again."""

    def __init__(self, database: Database, hub: Hub) -> None:
        self._database = database
        self._hub = hub
        self._watchers: dict[UUID, list[Watcher]] = {}
        self._unlisten: dict[UUID, Callable[[], None]] = {}
        self._looking: dict[UUID, asyncio.Task[None]] = {}

    def changed(self, doctor_id: UUID) -> None:
        """Tell every process that this doctor's line may have changed; after the change was committed."""
        self._hub.publish(topic_of(doctor_id), b"")

    def watch(self, doctor_id: UUID, watcher: Watcher) -> Callable[[], None]:
        """Call `watcher` soon, and whenever the line may have changed, until the returned function is called."""
        watchers = self._watchers.setdefault(doctor_id, [])
        watchers.append(watcher)
        if len(watchers) == 1:
            self._unlisten[doctor_id] = self._hub.listen(topic_of(doctor_id), lambda _: self.look(doctor_id))
        self.look(doctor_id)
        return lambda: self._stop_watching(doctor_id, watcher)

    def look(self, doctor_id: UUID) -> None:
        """Read the line soon; several reasons to look within a moment are one look."""
        if doctor_id not in self._looking:
            self._looking[doctor_id] = asyncio.create_task(self._look(doctor_id))

    def look_at_all(self) -> None:
        """For hints that were lost, and leases that ran out."""
        for doctor_id in self._watchers:
            self.look(doctor_id)

    async def stop(self) -> None:
        for task in self._looking.values():
            task.cancel()
        await asyncio.gather(*self._looking.values(), return_exceptions=True)

    def _stop_watching(self, doctor_id: UUID, watcher: Watcher) -> None:
        watchers = self._watchers.get(doctor_id, [])
        if watcher in watchers:
            watchers.remove(watcher)
        if not watchers and self._watchers.pop(doctor_id, None) is not None:
            self._unlisten.pop(doctor_id)()

    async def _look(self, doctor_id: UUID) -> None:
        await asyncio.sleep(_TOGETHER.total_seconds())
        del self._looking[doctor_id]  # what happens from here on is a reason to look again
        try:
            async with self._database.reading() as session:
                now = clock.now()
                line = await repository.line_of(session, doctor_id, now=now, since=now - LINGER)
        except TROUBLE as trouble:
            log.warning("line.unknown", error=type(trouble).__name__)
            return
        for watcher in tuple(self._watchers.get(doctor_id, ())):
            watcher(line)
