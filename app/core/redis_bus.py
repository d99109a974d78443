"""The bus of many processes: Redis pub/sub."""

import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any, cast

import structlog
from pydantic import TypeAdapter
from redis import Redis
from redis.exceptions import RedisError

from app.core.errors import Unavailable
from app.core.events import Event, Listener, LocalBus

log = structlog.get_logger()

RECONNECT_SECONDS = 1.0
POLL_SECONDS = 0.1
ANSWER_SECONDS = 2.0
"""How long a Redis that hangs can hold up whoever publishes."""


def ping(url: str) -> None:
    """Ask Redis for a sign of life.

    Raises:
        Unavailable: if it gives none.
    """
    try:
        with Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2) as redis:
            redis.ping()
    except RedisError as error:
        raise Unavailable("Redis does not answer. Check that it runs and REDIS_URL.") from error


class RedisBus:
    """Carries events of the given types between processes; what only this one hears stays here."""

    def __init__(self, url: str, *, namespace: str, events: Iterable[type[Event]]) -> None:
        self._redis = Redis.from_url(
            url,
            socket_connect_timeout=ANSWER_SECONDS,
            socket_timeout=ANSWER_SECONDS,
            health_check_interval=15,
        )
        self._channel = f"{namespace}:events"
        self._readers: dict[str, TypeAdapter[Any]] = {
            kind.__name__: TypeAdapter(kind) for kind in events
        }
        self._local = LocalBus()
        self._closing = threading.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="redis-bus", daemon=True)
        self._thread.start()

    def publish(self, event: Event) -> None:
        """Carry ``event`` to every process; Redis being away loses the event, not the work."""
        if event.reach == "process":
            self._local.publish(event)
            return
        message = json.dumps({"type": type(event).__name__, "event": asdict(event)}, default=str)
        try:
            self._redis.publish(self._channel, message)
        except RedisError:
            log.warning("events.lost", event_name=type(event).__name__)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` for every event, in the bus's own thread."""
        self._ready.wait(timeout=5)
        return self._local.subscribe(listener)

    def close(self) -> None:
        """Stop listening and close the connections."""
        self._closing.set()
        self._thread.join(timeout=5)
        self._local.close()
        self._redis.close()

    def _listen(self) -> None:
        while not self._closing.is_set():
            try:
                self._follow_channel()
            except RedisError:
                log.warning("events.redis_away", retry_seconds=RECONNECT_SECONDS)
                self._closing.wait(RECONNECT_SECONDS)

    def _follow_channel(self) -> None:
        with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
            channel.subscribe(self._channel)
            while not self._closing.is_set():
                message = cast("dict[str, Any] | None", channel.get_message(timeout=POLL_SECONDS))
                self._ready.set()
                if message:
                    self._deliver(message["data"])

    def _deliver(self, data: bytes) -> None:
        try:
            envelope = json.loads(data)
            event = self._readers[envelope["type"]].validate_python(envelope["event"])
        except Exception as error:  # noqa: BLE001  — the boundary: whoever speaks, we go on listening
            # Most likely another version of us is talking.
            log.warning("events.unreadable", data=data[:200], why=type(error).__name__)
            return
        self._local.publish(event)
