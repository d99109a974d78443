"""The end of jobs, and the retries that follow."""

from datetime import timedelta

from sqlmodel import Session

import app.pipeline.repository as repository
from app.core import clock
from app.core.database import announce
from app.core.errors import SoundForgeError
from app.pipeline.models import Job
from app.pipeline.ports import JobChanged, JobQueued
from app.pipeline.rules import ENDED, JobState, may_step


def step(session: Session, job: Job, state: JobState) -> None:
    """Move a job forward and announce it.

    Raises:
        ValueError: if that would not be forward; the engine never asks for it.
    """
    if job.state is state:
        return
    if not may_step(job.state, state):
        message = f"A job cannot go from {job.state} to {state}."
        raise ValueError(message)
    job.state = state
    if state in ENDED:
        job.finished_at = clock.now()
        job.worker = None
        job.lease_until = None
    session.add(job)
    session.flush()
    _announce_change(session, job)


def fail(session: Session, job: Job, error: SoundForgeError) -> None:
    """End a job with its reason."""
    job.error = str(error)
    job.error_kind = type(error).__name__
    step(session, job, JobState.FAILED)


def add(session: Session, job: Job) -> Job:
    """Insert a job, or find the live one with its key, and wake a worker after the commit."""
    kept = repository.insert_unless_live(session, job)
    if kept is job:
        announce(session, JobQueued(job_id=job.id, queue=job.queue))
        _announce_change(session, job)
    return kept


def add_retry(session: Session, job: Job, *, number: int, delay_seconds: float) -> Job:
    """Add a new job that points at the ended one it repeats, and that its pipelines wait for."""
    newer = add(
        session,
        Job(
            owner_id=job.owner_id,
            track_id=job.track_id,
            retry_of_id=job.id,
            stage=job.stage,
            queue=job.queue,
            title=job.title,
            priority=job.priority,
            retry=number,
            arguments=job.arguments,
            unique_key=job.unique_key,
            due_at=clock.now() + timedelta(seconds=delay_seconds),
        ),
    )
    repository.hand_over_steps(session, job.id, newer_id=newer.id)
    return newer


def let_go(session: Session, job: Job, *, delay_seconds: float = 0.0, counts: bool = True) -> None:
    """Make a job that is not over claimable again; ``counts`` says whether the attempt did."""
    job.worker = None
    job.lease_until = None
    job.due_at = clock.now() + timedelta(seconds=delay_seconds)
    if not counts:
        job.attempt = max(job.attempt - 1, 0)
    session.add(job)
    if not delay_seconds:
        announce(session, JobQueued(job_id=job.id, queue=job.queue))


def _announce_change(session: Session, job: Job) -> None:
    change = JobChanged(
        job_id=job.id,
        owner_id=job.owner_id,
        track_id=job.track_id,
        stage=job.stage,
        state=job.state,
        progress=job.progress,
        error=job.error,
    )
    announce(session, change)
