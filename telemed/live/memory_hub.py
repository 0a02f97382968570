"""The hub of a single process."""

from collections.abc import Callable

from telemed.live.hub import Listener, Listeners


class MemoryHub:
    """Hints among the listeners of this process, delivered before `publish` returns."""

    def __init__(self) -> None:
        self._listeners = Listeners()

    async def start(self) -> None:
        """Nothing to open."""

    async def stop(self) -> None:
        """Nothing to close."""

    def publish(self, topic: str, hint: bytes) -> None:
        self._listeners.tell(topic, hint)

    def listen(self, topic: str, listener: Listener) -> Callable[[], None]:
        self._listeners.add(topic, listener)
        return lambda: _forget(self._listeners, topic, listener)

    @property
    def healthy(self) -> bool:
        return True


def _forget(listeners: Listeners, topic: str, listener: Listener) -> None:
    listeners.remove(topic, listener)
