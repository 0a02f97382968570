"""The hub: hints between everybody who listens to a topic, in this process and in others.

Hints, never the truth. A hint may be lost, late or doubled, and nobody waits for one: `publish` only ever queues. A
listener that is called with None must look in the database, because something may have passed it by (the connection
to other processes was gone for a while).
"""

from collections.abc import Callable
from typing import Protocol

Listener = Callable[[bytes | None], None]
"""Called in the event loop, with the hint or with None. It must not block and must not raise."""


class Hub(Protocol):
    """What sockets of any meaning are told through."""

    async def start(self) -> None:
        """Begin to carry hints. A hub whose other processes cannot be reached starts all the same."""

    async def stop(self) -> None:
        """Stop, and forget what was not yet carried."""

    def publish(self, topic: str, hint: bytes) -> None:
        """Tell every listener of `topic`, in this process too. Returns at once."""

    def listen(self, topic: str, listener: Listener) -> Callable[[], None]:
        """Call `listener` for each hint of `topic` until the returned function is called."""

    @property
    def healthy(self) -> bool:
        """Whether other processes are being heard now."""


class Listeners:
    """Who listens to what in this process."""

    def __init__(self) -> None:
        self._by_topic: dict[str, list[Listener]] = {}

    def add(self, topic: str, listener: Listener) -> bool:
        """Whether this is the topic's first listener."""
        listeners = self._by_topic.setdefault(topic, [])
        listeners.append(listener)
        return len(listeners) == 1

    def remove(self, topic: str, listener: Listener) -> bool:
        """Whether this was the topic's last listener."""
        listeners = self._by_topic.get(topic)
        if listeners is None or listener not in listeners:
            return False
        listeners.remove(listener)
        if listeners:
            return False
        del self._by_topic[topic]
        return True

    def tell(self, topic: str, hint: bytes | None) -> None:
        for listener in tuple(self._by_topic.get(topic, ())):
            listener(hint)

    def tell_everybody_to_look(self) -> None:
        for topic in tuple(self._by_topic):
            self.tell(topic, None)

    def topics(self) -> list[str]:
        return list(self._by_topic)
