"""Facts that features announce and doors listen to, from any thread to any process.

``database.announce`` publishes an event after the commit of its transaction; a rollback drops it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Protocol

import structlog

log = structlog.get_logger()


@dataclass(frozen=True)
class Event:
    """Something that happened, in the past tense, with ids and no objects.

    ``reach`` says who hears it: every process, or only the one that committed it.
    """

    reach: ClassVar[str] = "everywhere"


Listener = Callable[[Event], None]


class Bus(Protocol):
    """What carries events to those who listen."""

    def publish(self, event: Event) -> None:
        """Carry ``event``; never raises, an event is lost rather than its work."""
        ...

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` for every event, in the publisher's thread; return the way out."""
        ...

    def close(self) -> None:
        """Let go of threads and connections."""
        ...


class LocalBus:
    """The bus of one process."""

    def __init__(self) -> None:
        # By a key of its own each, because any thread may come and go, and may come twice.
        self._listeners: dict[object, Listener] = {}

    def publish(self, event: Event) -> None:
        """Call every listener; one that fails is logged and does not stop the others."""
        for listener in list(self._listeners.values()):
            try:
                listener(event)
            except Exception:
                log.exception("events.listener_failed", event_name=type(event).__name__)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` for every event from now on."""
        key = object()
        self._listeners[key] = listener

        def unsubscribe() -> None:
            self._listeners.pop(key, None)

        return unsubscribe

    def close(self) -> None:
        """Forget all listeners."""
        self._listeners.clear()
