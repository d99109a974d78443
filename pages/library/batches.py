"""The batches above the tracks: how far each is, and what people do with it."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from nicegui import background_tasks
from nicegui.events import GenericEventArguments

from app import pipeline
from app.core import clock
from app.core.errors import SoundForgeError
from app.core.events import Event
from app.pipeline import BatchChanged, BatchView, ItemState, JobChanged, JobProgressed, Move
from components.batches import Batches
from components.toasts import Toasts
from pages import _jobs, _session
from pages._live import Live
from pages.library.words import batch_words, say_how_far, say_way

ADDRESS = "/api/v1/batches"

STAGES = ("separate", "download", "analyse")

GATHER_SECONDS = 1.0
"""What happens to batches is shown at once, and then not more often than this."""

SHOWN_FOR = timedelta(minutes=10)
SHOWN_FOR_IF_FAILED = timedelta(days=1)
"""How long a batch that is over stays in sight, unless somebody puts it away."""

ACTS = {
    "pause": pipeline.pause_batch,
    "resume": pipeline.resume_batch,
    "cancel": pipeline.cancel_batch,
    "retry": pipeline.retry_batch,
    "clear": pipeline.clear_batch,
}


class BatchStrip:
    """The user's batches, read when something has happened to them, and moved by progress."""

    def __init__(self, toasts: Toasts) -> None:
        self._toasts = toasts
        self._owner_id = _session.owner_id()
        self._running: set[UUID] = set()
        self._is_reading = False
        self._has_news = False
        topic = f"user:{self._owner_id}"
        self._live = Live(_session.hub(), topic, self._hear, on_start=self._read)
        with self._live.classes("batches-live"):
            self._batches = Batches(ADDRESS, words=batch_words(), on_act=self._act)

    def _hear(self, event: Event) -> None:
        if isinstance(event, JobProgressed):
            if event.job_id in self._running:
                self._batches.patch(_jobs.plain_event(event))
        elif isinstance(event, BatchChanged) or (
            isinstance(event, JobChanged) and event.stage in STAGES
        ):
            background_tasks.create(self._read(), name="read batches")

    async def _read(self) -> None:
        """Show how things stand; what happens meanwhile is read once more, a little later."""
        self._has_news = True
        if self._is_reading:
            return
        self._is_reading = True
        try:
            while self._has_news and not self._live.is_deleted:
                self._has_news = False
                await self._show()
                await asyncio.sleep(GATHER_SECONDS)
        finally:
            self._is_reading = False

    async def _show(self) -> None:
        settings = _session.tools().settings
        batches = await _session.ask(pipeline.list_batches, settings, owner_id=self._owner_id)
        now = clock.now()
        shown = [batch for batch in batches if _is_shown(batch, now)]
        self._running = {one.job_id for batch in shown for one in batch.running}
        if not self._live.is_deleted:
            self._batches.show([_plain(batch) for batch in shown])

    async def _act(self, event: GenericEventArguments) -> None:
        said: dict[str, Any] = event.args
        batch_id, mine = UUID(said["batch_id"]), {"owner_id": self._owner_id}
        try:
            if said["act"] == "move":
                track_id, to = UUID(said["track_id"]), Move(said["to"])
                await _session.transact(pipeline.move_in_batch, batch_id, track_id, to, **mine)
            elif said["act"] == "remove":
                track_id = UUID(said["track_id"])
                await _session.transact(pipeline.remove_from_batch, batch_id, track_id, **mine)
            else:
                await _session.transact(ACTS[said["act"]], batch_id, **mine)
        except SoundForgeError as error:
            self._toasts.show(str(error), kind="error")


def _is_shown(batch: BatchView, now: datetime) -> bool:
    if batch.ended_at is None:
        return True
    has_failed = batch.counts[ItemState.FAILED] > 0
    return now - batch.ended_at < (SHOWN_FOR_IF_FAILED if has_failed else SHOWN_FOR)


def _plain(batch: BatchView) -> dict[str, Any]:
    is_paused, is_over = batch.paused_at is not None, batch.ended_at is not None
    return {
        "id": str(batch.id),
        "title": batch.title,
        "way": batch.model or batch.engine or say_way(batch.stage),
        "state": "over" if is_over else "paused" if is_paused else "working",
        "said": say_how_far(batch),
        "total": batch.total,
        "failed": batch.counts[ItemState.FAILED],
        "progress": batch.progress,
        "duration_seconds": batch.duration_seconds,
        "running": [
            {
                "job_id": str(one.job_id),
                "progress": one.progress,
                "duration_seconds": one.duration_seconds,
            }
            for one in batch.running
        ],
    }
