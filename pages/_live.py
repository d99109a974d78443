"""Where threads and the event loop meet: what happens in the studio reaches the pages."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

import structlog
from nicegui import background_tasks

from app.core.events import Bus, Event
from app.pipeline import JobChanged, JobProgressed
from app.stems import ModelsChanged
from components.boundary import Boundary

log = structlog.get_logger()

PATIENCE_SECONDS = 0.1
"""Several things happen together; one reading answers for all."""

PROGRESS_SECONDS = 0.2
"""Progress is shown five times a second at most; a change of state is shown at once."""

MODELS = "models"
"""The topic of the weights on this machine, which all users share."""

Listener = Callable[[Event], object]


class Hub:
    """Carries events of any thread to the elements that listen to a topic, on the event loop.

    Topics are ``user:{id}``, ``track:{id}`` and ``job:{id}``, and :data:`MODELS`; an event goes to
    all it names.
    """

    def __init__(self) -> None:
        self.listeners = 0
        """How many elements listen now; tests count that none stays behind."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._listeners: defaultdict[str, set[Live]] = defaultdict(set)
        self._waiting: dict[UUID, JobProgressed] = {}
        self._timer: asyncio.TimerHandle | None = None

    def listen(self, bus: Bus) -> Callable[[], None]:
        """Follow ``bus`` from now on, delivering on the running loop; return the way out."""
        self._loop = asyncio.get_running_loop()
        return bus.subscribe(self.publish)

    def publish(self, event: Event) -> None:
        """Bring ``event`` to those who listen; may be called from any thread."""
        loop = self._loop
        if loop is None or loop.is_closed():
            return
        if _is_running(loop):
            self._take(event)
        else:
            loop.call_soon_threadsafe(self._take, event)

    def add(self, live: "Live") -> None:
        """Let ``live`` hear what happens in its topic."""
        self._listeners[live.topic].add(live)
        self._count()

    def remove(self, live: "Live") -> None:
        """Forget ``live``."""
        lives = self._listeners.get(live.topic, set())
        lives.discard(live)
        if not lives:
            self._listeners.pop(live.topic, None)
        self._count()

    def _count(self) -> None:
        self.listeners = sum(len(lives) for lives in self._listeners.values())

    def _take(self, event: Event) -> None:
        if not self._listeners:
            return
        if not isinstance(event, JobProgressed):
            if isinstance(event, JobChanged):
                self._waiting.pop(event.job_id, None)  # it is older than the change
            self._deliver(event)
            return
        self._waiting[event.job_id] = event
        if self._timer is None:
            self._flush()

    def _flush(self) -> None:
        """Deliver what waits, and let nothing more through for a moment."""
        self._timer = None
        waiting, self._waiting = self._waiting, {}
        if not waiting:
            return
        self._timer = asyncio.get_running_loop().call_later(PROGRESS_SECONDS, self._flush)
        for event in waiting.values():
            self._deliver(event)

    def _deliver(self, event: Event) -> None:
        lives = {live for topic in topics_of(event) for live in self._listeners.get(topic, ())}
        for live in lives:
            live.hear(event)


class Live(Boundary):
    """An element whose children follow a topic; it stops listening when it is deleted.

    It listens from the moment that a browser is there to see it, and calls ``on_start`` then, so
    that pages which are only fetched, by a probe or a prefetch, cost nothing when things happen.
    It lives as long as it is on the page, not as long as the browser's connection, and its
    children are drawn again without the rest of the page.
    """

    def __init__(
        self,
        hub: Hub,
        topic: str,
        on_event: Listener,
        *,
        on_start: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        super().__init__()
        self.topic = topic
        self._hub = hub
        self._on_event = on_event
        self._on_start = on_start
        self._has_started = False
        if self.client.has_socket_connection:
            self._start()
        else:
            self.client.on_connect(self._start)

    def hear(self, event: Event) -> None:
        """Tell the page; what goes wrong there must not reach other pages."""
        if self.is_deleted:
            return
        try:
            with self:
                self._on_event(event)
        except Exception:
            log.exception("pages.listener_failed", topic=self.topic)

    def _start(self) -> None:
        if self._has_started or self.is_deleted:  # it is also called when a browser comes back
            return
        self._has_started = True
        self._hub.add(self)
        with self:
            background_tasks.create(self._on_start(), name=f"load {self.topic}")

    def _handle_delete(self) -> None:
        self._hub.remove(self)
        super()._handle_delete()


class Refresh:
    """Reads anew what a room shows: one reading after the other, so that the newest stays.

    ``rest_seconds`` lie between two readings at least, where much may happen in a row.
    """

    def __init__(
        self, read: Callable[[], Coroutine[Any, Any, None]], *, rest_seconds: float = 0.0
    ) -> None:
        self._read = read
        self._rest_seconds = rest_seconds
        self._rested_at = 0.0
        self._is_due = False
        self._turn = asyncio.Lock()

    def soon(self) -> None:
        """Read a moment later, once for all who ask until then."""
        if not self._is_due:
            self._is_due = True
            background_tasks.create(self._wait(), name="read a room anew")

    def again(self) -> None:
        """Read once more if a reading is under way: it may have missed what is shown since."""
        if self._turn.locked():
            self.soon()

    async def now(self) -> None:
        """Read, as soon as a reading that has begun is over."""
        async with self._turn:
            self._is_due = False
            await self._read()
            self._rested_at = asyncio.get_running_loop().time() + self._rest_seconds

    async def _wait(self) -> None:
        rest_seconds = self._rested_at - asyncio.get_running_loop().time()
        await asyncio.sleep(max(PATIENCE_SECONDS, rest_seconds))
        await self.now()


def topics_of(event: Event) -> list[str]:
    """Return the topics of an event: whose it is, and which track, job or models it is about."""
    kinds = ("user", "owner_id"), ("track", "track_id"), ("job", "job_id")
    found: list[tuple[str, Any]] = [(kind, getattr(event, name, None)) for kind, name in kinds]
    topics = [f"{kind}:{value}" for kind, value in found if value is not None]
    is_about_models = isinstance(event, ModelsChanged) or getattr(event, "stage", "") == "pull"
    return [*topics, MODELS] if is_about_models else topics


def _is_running(loop: asyncio.AbstractEventLoop) -> bool:
    try:
        return asyncio.get_running_loop() is loop
    except RuntimeError:
        return False
