"""The work on the track: each job with how far it is, and its log behind a click."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from nicegui import ui

from app import pipeline
from app.core import clock
from app.pipeline import Job, JobEntry, JobProgressed, JobState, label_of
from app.pipeline.rules import kind_of_phase
from components.boundary import Boundary
from components.icons import icon
from components.log import Log
from pages._jobs import HOPELESS, LIVE, words_of_state
from pages._times import words_of_remaining
from pages._words import _, plural
from pages.track.pieces import Part, show_button
from pages.track.view import WorkView

Act = Callable[[UUID], Awaitable[None]]


@dataclass(frozen=True)
class Acts:
    """What people can do to a job."""

    cancel: Act
    retry: Act


class WorkPart:
    """The jobs in rows that stay while their jobs do: a log that somebody opened stays open."""

    def __init__(self, acts: Acts) -> None:
        self._acts = acts
        self._rows: dict[UUID, JobRow] = {}
        with Boundary() as self._all, Part(_("Work")):
            self._list = ui.element("div").classes("rows")
        self._all.set_visibility(False)

    def show(self, view: WorkView) -> None:
        """Show these jobs in this order, and forget the others."""
        wanted = [job.id for job in view.jobs]
        for job_id in self._rows.keys() - set(wanted):
            self._rows.pop(job_id).root.delete()
        for job in view.jobs:
            if job.id not in self._rows:
                with self._list:
                    self._rows[job.id] = JobRow(job, self._acts)
            self._rows[job.id].show(job, view.logs[job.id], is_retried=job.id in view.retried)
        self._sort(wanted)
        self._all.set_visibility(bool(wanted))

    def follow(self, event: JobProgressed) -> bool:
        """Show how far a job is; say whether its log has more to tell now."""
        row = self._rows.get(event.job_id)
        return row is not None and row.follow(event)

    def show_log(self, job_id: UUID, entries: Sequence[JobEntry]) -> None:
        """Show what happened to one job."""
        if job_id in self._rows:
            self._rows[job_id].show_log(entries)

    def _sort(self, wanted: Sequence[UUID]) -> None:
        shown = list(self._list)
        for place, job_id in enumerate(wanted):
            root = self._rows[job_id].root
            if shown[place] is not root:
                root.move(target_index=place)
                shown = list(self._list)


class JobRow:
    """One job: its row opens to its log."""

    def __init__(self, job: Job, acts: Acts) -> None:
        self._is_live = False
        self._phase = ""
        label = label_of(job.stage)
        with ui.element("div").classes("job").props(f"data-job={job.stage}") as self.root:
            with ui.element("details"):
                with ui.element("summary").classes("row"):
                    icon("chevron_right").classes("job-open")
                    ui.label(label).classes("row-name")
                    self._show_facts(label)
                self._log = Log(
                    label=_("Log of {stage}").format(stage=label),
                    empty=_("Nothing is written down yet."),
                )
            with ui.element("div").classes("job-acts"):
                self._cancel = show_button(_("Cancel"), "close")
                self._cancel.on("click", lambda: acts.cancel(job.id))
                self._retry = show_button(_("Retry"), "refresh")
                self._retry.on("click", lambda: acts.retry(job.id))
            self._error = ui.label("").classes("row-error job-trouble")

    def _show_facts(self, label: str) -> None:
        self._said = ui.label("").classes("muted number job-said")
        with ui.element("span").classes("bar row-bar").props("role=progressbar") as self._frame:
            self._frame.props["aria-label"] = label
            self._bar = ui.element("span")
        self._count = ui.label("").classes("muted number")
        self._took = ui.label("").classes("muted number")
        self._badge = ui.label("").classes("badge")

    def show(self, job: Job, entries: Sequence[JobEntry], *, is_retried: bool) -> None:
        """Show the job as its row in the database has it."""
        self._is_live = job.state in LIVE
        stops = self._is_live and job.cancel_requested
        left = None if stops else pipeline.remaining_seconds(job, clock.now())
        self._move(job.progress, job.phase, left)
        self.show_log(entries)
        _show(self._count, plural("{count} attempt", "{count} attempts", job.attempt))
        self._count.set_visibility(job.attempt > 1)
        _show(self._took, _length_of(job))
        _show(self._badge, _("Stopping") if stops else words_of_state(job.state))
        self._badge.props(f"data-state={job.state.value}")
        self._cancel.set_visibility(self._is_live and not stops)
        self._retry.set_visibility(not is_retried and _can_be_retried(job))
        _show(self._error, job.error or "")

    def show_log(self, entries: Sequence[JobEntry]) -> None:
        """Show what happened to the job."""
        self._log.show([{"at": one.at.isoformat(), "text": one.text} for one in entries])

    def follow(self, event: JobProgressed) -> bool:
        """Show how far the job is; say whether that is a new phase."""
        if not self._is_live:
            return False  # the event is older than what the database said
        before = kind_of_phase(self._phase)
        self._move(event.progress, event.phase, event.remaining_seconds)
        return kind_of_phase(event.phase) != before

    def _move(self, progress: float, phase: str, left: float | None) -> None:
        self._phase = phase
        percent = f"{100 * progress:.0f}"
        words = [f"{percent} %", phase, words_of_remaining(left)]
        _show(self._said, " · ".join(filter(None, words)) if self._is_live else "")
        self._frame.set_visibility(self._is_live)
        if self._is_live:
            self._bar.style(f"width: {percent}%")
            self._frame.props(f"aria-valuenow={percent}")


def _show(label: ui.label, words: str) -> None:
    label.set_text(words)
    label.set_visibility(bool(words))


def _length_of(job: Job) -> str:
    if not job.started_at or not job.finished_at:
        return ""
    return f"{(job.finished_at - job.started_at).total_seconds():.1f} s"


def _can_be_retried(job: Job) -> bool:
    is_over = job.state in {JobState.FAILED, JobState.CANCELLED}
    return is_over and job.error_kind not in HOPELESS
