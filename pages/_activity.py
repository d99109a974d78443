"""What is at work now: a number in the top bar, and the list behind it."""

from uuid import UUID

from nicegui import background_tasks, ui

from app import pipeline
from app.core.events import Event
from app.pipeline import Job, JobChanged, JobProgressed, JobState, label_of
from components.icons import icon
from pages import _session
from pages._jobs import LIVE
from pages._live import Live
from pages._words import _, plural

SHOWN = 12
"""More rows than this nobody reads."""


def show_activity() -> None:
    """Show the jobs of the user who looks on, and keep them fresh."""
    Activity()


class Activity:
    """The user's live jobs, read once and then followed by events."""

    def __init__(self) -> None:
        self._owner_id = _session.owner_id()
        self._jobs: dict[UUID, Job] = {}
        self._bars: dict[UUID, ui.element] = {}
        live = Live(_session.hub(), f"user:{self._owner_id}", self._hear)
        with live.classes("activity"), ui.element("details"):
            with ui.element("summary").classes("button").props(f'aria-label="{_("Jobs")}"'):
                icon("graphic_eq")
                self._count = ui.label("0").classes("number")
            self._list = ui.element("div").classes("menu")
        live.set_visibility(False)
        self._live = live
        background_tasks.create(self._load(), name="load activity")

    async def _load(self) -> None:
        jobs = await _session.ask(
            pipeline.list_recent_jobs, owner_id=self._owner_id, only_live=True
        )
        self._jobs = {job.id: job for job in jobs if job.state in LIVE}
        self._draw()

    def _hear(self, event: Event) -> None:
        if isinstance(event, JobProgressed) and event.job_id in self._bars:
            share = f"width: {100 * event.progress:.0f}%"
            self._bars[event.job_id].style(share)
        elif isinstance(event, JobChanged):
            self._change(event)

    def _change(self, event: JobChanged) -> None:
        if event.state not in LIVE:
            if self._jobs.pop(event.job_id, None):
                self._draw()
        elif event.job_id in self._jobs:
            self._jobs[event.job_id].state = event.state
        else:
            background_tasks.create(self._add(event.job_id), name="load job")

    async def _add(self, job_id: UUID) -> None:
        job = await _session.ask(pipeline.get_job, job_id, owner_id=self._owner_id)
        if job.state in LIVE:
            self._jobs[job_id] = job
            self._draw()

    def _draw(self) -> None:
        if self._live.is_deleted:
            return
        self._count.set_text(str(len(self._jobs)))
        self._live.set_visibility(bool(self._jobs))
        self._bars.clear()
        with self._list.clear():
            said = plural("{count} job at work", "{count} jobs at work", len(self._jobs))
            ui.label(said).classes("menu-title")
            for job in list(self._jobs.values())[:SHOWN]:
                self._draw_job(job)

    def _draw_job(self, job: Job) -> None:
        with ui.element("div").classes("activity-job"):
            ui.label(job.title).classes("activity-title")
            waiting = _("waiting") if job.state is JobState.QUEUED else ""
            ui.label(f"{label_of(job.stage)} {waiting}").classes("muted")
            with ui.element("span").classes("bar"):
                bar = ui.element("span").style(f"width: {100 * job.progress:.0f}%")
        self._bars[job.id] = bar
