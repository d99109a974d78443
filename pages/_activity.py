"""What is at work now: a number in the top bar, and the list behind it."""

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, Protocol
from uuid import UUID

from nicegui import background_tasks, ui

from app import library, pipeline
from app.analysis import TrackHeardChanged
from app.core import clock
from app.core.errors import NotFound
from app.core.events import Event
from app.pipeline import Job, JobChanged, JobProgressed, JobState, label_of
from components.icons import icon
from pages import _session
from pages._jobs import LIVE, find_over, notes_of
from pages._live import Live, Refresh
from pages._times import words_of_remaining
from pages._words import _, plural

REMEMBERED = 200
"""So many jobs that ended are known, for answers that were asked before and come after."""

SHOWN = 12
"""More rows than this nobody reads."""

COUNTED = 200
"""From here on it is enough to know that there are more; a thousand links are as many jobs."""


class Tell(Protocol):
    """Says a sentence to the user, as toasts do; what a button in it does may come with it."""

    def __call__(
        self,
        text: str,
        kind: str,
        *,
        action: str = "",
        on_action: Callable[[], Any] | None = None,
    ) -> None: ...


def show_activity(*, on_news: Callable[[UUID], None], tell: Tell) -> None:
    """Show the jobs of the user who looks on, and keep them fresh.

    ``on_news`` is told of each track that is going to have new stems, or whose grid, form or cues
    are different now. ``tell`` gets what looking up a link came to, where there is more to say than
    that its tracks are there.
    """
    Activity(on_news, tell)


class Activity:
    """The user's live jobs, read once and then followed by events."""

    def __init__(self, on_news: Callable[[UUID], None], tell: Tell) -> None:
        self._on_news = on_news
        self._tell = tell
        self._owner_id = _session.owner_id()
        self._jobs: dict[UUID, Job] = {}
        self._rows: dict[UUID, ActivityRow] = {}
        self._ended: deque[UUID] = deque(maxlen=REMEMBERED)
        self._refresh = Refresh(self._load)
        topic = f"user:{self._owner_id}"
        live = Live(_session.hub(), topic, self._hear, on_start=self._refresh.now)
        with live.classes("activity"), ui.element("details"):
            with ui.element("summary").classes("button").props(f'aria-label="{_("Jobs")}"'):
                icon("graphic_eq")
                self._count = ui.label("0").classes("number")
            self._list = ui.element("div").classes("menu")
        live.set_visibility(False)
        self._live = live

    async def _load(self) -> None:
        jobs = await _session.ask(
            pipeline.list_recent_jobs, owner_id=self._owner_id, only_live=True, count=COUNTED
        )
        self._jobs = {job.id: job for job in jobs if self._is_live(job)}
        self._draw()

    def _is_live(self, job: Job) -> bool:
        return job.state in LIVE and job.id not in self._ended

    def _hear(self, event: Event) -> None:
        if isinstance(event, JobProgressed) and event.job_id in self._rows:
            self._rows[event.job_id].move(event.progress, event.remaining_seconds, event.phase)
        elif isinstance(event, JobChanged):
            self._change(event)
        elif isinstance(event, TrackHeardChanged):
            self._on_news(event.track_id)

    def _change(self, event: JobChanged) -> None:
        if event.track_id and event.stage == "separate" and event.state is JobState.QUEUED:
            self._on_news(event.track_id)
        if event.stage == "gather" and event.state in {JobState.FAILED, JobState.COMPLETED}:
            background_tasks.create(self._report(event.job_id), name="read what was looked up")
        if event.state not in LIVE:
            self._ended.append(event.job_id)
        self._refresh.soon()

    async def _report(self, job_id: UUID) -> None:
        """Say what looking up a link came to; nothing while it is tried again by itself."""
        with suppress(NotFound):
            job = await _session.ask(find_over, job_id, owner_id=self._owner_id)
            if job is None or self._live.is_deleted:
                return
            for text in notes_of(job):
                self._tell(text, "error" if job.state is JobState.FAILED else "info")
            trashed = [UUID(said) for said in (job.result or {}).get("trashed", ())]
            if trashed and job.state is JobState.COMPLETED:
                self._offer(trashed)

    def _offer(self, trashed: Sequence[UUID]) -> None:
        """Offer what a link leads to and a person has thrown away."""

        async def restore() -> None:
            await _session.transact(library.restore_tracks, trashed, owner_id=self._owner_id)

        text = pipeline.say_what_is_in_the_trash(len(trashed))
        self._tell(text, "warning", action=_("Restore"), on_action=restore)

    def _draw(self) -> None:
        if self._live.is_deleted:
            return
        more = "+" if len(self._jobs) == COUNTED else ""
        self._count.set_text(f"{len(self._jobs)}{more}")
        self._live.set_visibility(bool(self._jobs))
        with self._list.clear():
            said = plural("{count} job at work", "{count} jobs at work", len(self._jobs))
            ui.label(said).classes("menu-title")
            shown = list(self._jobs.values())[:SHOWN]
            self._rows = {job.id: ActivityRow(job, on_cancel=self._cancel) for job in shown}

    async def _cancel(self, job_id: UUID) -> None:
        await _session.transact(pipeline.cancel, job_id, owner_id=self._owner_id)


class ActivityRow:
    """One job: what is done to which track, how far it is, and a way to stop it."""

    def __init__(self, job: Job, *, on_cancel: Callable[[UUID], Awaitable[None]]) -> None:
        self._label = label_of(job.stage)
        self._is_download = job.stage == "download"
        self._is_waiting = job.state is JobState.QUEUED
        with ui.element("div").classes("activity-job"):
            _show_title(job)
            stop = ui.element("button").classes("button icon-button").props("type=button")
            stop.props["aria-label"] = f"{_('Cancel')} {self._label} {job.title}"
            stop.props["title"] = _("Cancel")
            with stop.on("click", lambda: on_cancel(job.id)):
                icon("close")
            self._said = ui.label("").classes("muted number")
            with ui.element("span").classes("bar"):
                self._bar = ui.element("span")
        self.move(job.progress, pipeline.remaining_seconds(job, clock.now()), job.phase)

    def move(self, progress: float, left: float | None, phase: str) -> None:
        """Show how far the job is, how long it still takes, and how much has come."""
        percent = f"{100 * progress:.0f}"
        how_far = _("waiting") if self._is_waiting else f"{percent} %"
        come = phase if self._is_download and not self._is_waiting else ""
        words = [self._label, how_far, come, words_of_remaining(left)]
        self._said.set_text(" · ".join(filter(None, words)))
        self._bar.style(f"width: {percent}%")


def _show_title(job: Job) -> None:
    if job.track_id is None:
        ui.label(job.title).classes("activity-title")
    else:
        ui.link(job.title, f"/track/{job.track_id}").classes("activity-title")
