"""Jobs as pages speak of them, and what people do to them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app import pipeline
from app.core import clock
from app.pipeline import Job, JobChanged, JobProgressed, JobState, label_of

LIVE = frozenset({JobState.QUEUED, JobState.DOWNLOADING, JobState.PROCESSING})
HOPELESS = frozenset({"UnusableAudio"})
"""Errors that stay whatever one tries again."""

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
    }


def list_incoming(session: Session, *, owner_id: UUID) -> list[Job]:
    """Return the imports that are under way, and those that failed a short while ago."""
    jobs = pipeline.list_recent_jobs(session, owner_id=owner_id)
    retried = {job.retry_of_id for job in jobs}
    since = clock.now() - FAILURES_SHOWN
    return [
        job
        for job in jobs
        if job.stage == "import"
        and job.id not in retried
        and (job.state in LIVE or _has_failed(job, since=since))
    ]


def _has_failed(job: Job, *, since: datetime) -> bool:
    return job.state is JobState.FAILED and (job.finished_at or job.created_at) > since


def cancel_all(session: Session, *, owner_id: UUID, track_id: UUID) -> None:
    """Cancel everything that is done to a track."""
    for job in pipeline.list_recent_jobs(
        session, owner_id=owner_id, track_id=track_id, only_live=True
    ):
        pipeline.cancel(session, job.id, owner_id=owner_id)
