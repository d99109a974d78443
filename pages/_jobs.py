"""Jobs as pages speak of them, and what people do to them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app import pipeline
from app.core import clock
from app.pipeline import Job, JobChanged, JobProgressed, JobState, label_of
from pages._words import _

LIVE = frozenset({JobState.QUEUED, JobState.DOWNLOADING, JobState.PROCESSING})
HOPELESS = frozenset({"UnusableAudio"})
"""Errors that stay whatever one tries again."""

COMING = frozenset({"import", "gather"})
"""The stages of what has no track yet; what fails of them is shown above the tracks."""

FAILURES_SHOWN = timedelta(hours=1)
"""How long an import that failed stays in sight."""


def plain(job: Job) -> dict[str, Any]:
    """Return a job as components take it."""
    return {
        "job_id": str(job.id),
        "track_id": str(job.track_id) if job.track_id else None,
        "stage": job.stage,
        "label": label_of(job.stage),
        "state": job.state.value,
        "progress": job.progress,
        "phase": job.phase,
        "error": job.error,
        "title": job.title,
        "can_retry": job.error_kind not in HOPELESS,
        "remaining_seconds": pipeline.remaining_seconds(job, clock.now()),
    }


def plain_event(event: JobChanged | JobProgressed) -> dict[str, Any]:
    """Return what happened to a job as components take it; the title is known from the job."""
    is_change = isinstance(event, JobChanged)
    return {
        "job_id": str(event.job_id),
        "track_id": str(event.track_id) if event.track_id else None,
        "stage": event.stage,
        "label": label_of(event.stage),
        "state": event.state.value if is_change else JobState.PROCESSING.value,
        "progress": event.progress,
        "phase": "" if is_change else event.phase,
        "error": event.error if is_change else None,
        "remaining_seconds": None if is_change else event.remaining_seconds,
    }


def is_coming(event: JobChanged | JobProgressed) -> bool:
    """Say whether an event is of what is shown above the tracks, because it has no track yet.

    Of links, only those that lead nowhere: there may be a thousand of them.
    """
    has_failed = isinstance(event, JobChanged) and event.state is JobState.FAILED
    return event.stage == "import" or (event.stage == "gather" and has_failed)


def words_of_state(state: JobState) -> str:
    """Return how people call the state of a job."""
    return {
        JobState.QUEUED: _("Waiting"),
        JobState.DOWNLOADING: _("Loading"),
        JobState.PROCESSING: _("Working"),
        JobState.COMPLETED: _("Done"),
        JobState.FAILED: _("Failed"),
        JobState.CANCELLED: _("Cancelled"),
    }[state]


def list_shown(session: Session, *, owner_id: UUID) -> list[Job]:
    """Return the jobs that are under way, and the imports that failed a short while ago."""
    jobs = pipeline.list_recent_jobs(session, owner_id=owner_id)
    retried = {job.retry_of_id for job in jobs}
    since = clock.now() - FAILURES_SHOWN
    return [
        job
        for job in jobs
        if job.state in LIVE or (job.id not in retried and _is_missed(job, since=since))
    ]


def find_over(session: Session, job_id: UUID, *, owner_id: UUID) -> Job | None:
    """Return a job as it ended, None while it goes on or is tried again by itself.

    Raises:
        NotFound: if the owner has no such job.
    """
    job = pipeline.get_job(session, job_id, owner_id=owner_id)
    live = pipeline.list_recent_jobs(session, owner_id=owner_id, only_live=True)
    is_retried = any(one.retry_of_id == job.id for one in live)
    return None if job.state in LIVE or is_retried else job


def notes_of(job: Job) -> list[str]:
    """Return the sentences that a job which ended has left for its owner."""
    if job.state is JobState.FAILED:
        return [job.error] if job.error else []
    notes: list[str] = (job.result or {}).get("notes") or []
    return notes


def _is_missed(job: Job, *, since: datetime) -> bool:
    has_failed = job.stage in COMING and job.state is JobState.FAILED
    return has_failed and (job.finished_at or job.created_at) > since


def cancel_all(session: Session, *, owner_id: UUID, track_id: UUID) -> None:
    """Cancel everything that is done to a track."""
    for job in pipeline.list_recent_jobs(
        session, owner_id=owner_id, track_id=track_id, only_live=True
    ):
        pipeline.cancel(session, job.id, owner_id=owner_id)
