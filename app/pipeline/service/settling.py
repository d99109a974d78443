"""The end of jobs, and the retries that follow."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session

import app.pipeline.repository as repository
from app.core import clock
from app.core.database import announce
from app.core.errors import SoundForgeError
from app.pipeline.models import Job
from app.pipeline.ports import BatchChanged, JobChanged, JobQueued
from app.pipeline.rules import ENDED, ItemState, JobState, duration_to_words, may_step


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
        job.expected_at = None
    session.add(job)
    session.flush()
    _announce_change(session, job)
    if state in ENDED:
        _announce_batches(session, job, repository.settle_items(session, job.id, _item_state(job)))


def complete(session: Session, job: Job, *, took_seconds: float) -> None:
    """End a job that has its result."""
    step(session, job, JobState.COMPLETED)
    summary = (job.result or {}).get("summary")
    took = f"Completed in {duration_to_words(took_seconds)}"
    repository.add_entry(session, job.id, f"{took}: {summary}" if summary else took, is_end=True)


def cancel(session: Session, job: Job) -> None:
    """End a job that is not wanted any more."""
    step(session, job, JobState.CANCELLED)
    repository.add_entry(session, job.id, "Cancelled", is_end=True)


def fail(session: Session, job: Job, error: SoundForgeError) -> None:
    """End a job with its reason."""
    job.error = str(error)
    job.error_kind = type(error).__name__
    step(session, job, JobState.FAILED)
    repository.add_entry(session, job.id, f"Failed: {job.error}", is_end=True)


def add(session: Session, job: Job, *, said: str = "Asked for") -> Job:
    """Insert a job, or find the live one with its key, and wake a worker after the commit.

    ``said`` is the first line of its log.
    """
    kept = repository.insert_unless_live(session, job)
    if kept is job:
        repository.add_entry(session, job.id, said)
        announce(session, JobQueued(job_id=job.id, queue=job.queue))
        _announce_change(session, job)
    elif job.priority < kept.priority:  # who asks for it by itself does not wait behind a batch
        kept.priority = job.priority
        session.add(kept)
    return kept


def retry_later(session: Session, job: Job, *, most: int, delay_seconds: float) -> Job:
    """Add the next of at most ``most`` retries of a failed job, due after a while."""
    number = job.retry + 1
    newer = _repeat(
        session,
        job,
        number=number,
        priority=job.priority,
        delay_seconds=delay_seconds,
        said=f"Retry {number} of {most}, because job {short_id(job)} failed: {job.error}",
    )
    soon = f"Tried again in {duration_to_words(delay_seconds)} as job {short_id(newer)}"
    repository.add_entry(session, job.id, f"{soon} (retry {number} of {most})", is_end=True)
    return newer


def retry_now(session: Session, job: Job) -> Job:
    """Add a job that repeats an ended one because somebody asked for it."""
    ended = f"failed: {job.error}" if job.state is JobState.FAILED else "was cancelled"
    said = f"Retry by hand, because job {short_id(job)} {ended}"
    priority = min(job.priority, 0)  # a hand asked for it, and for no batch
    newer = _repeat(session, job, number=0, priority=priority, delay_seconds=0.0, said=said)
    by_hand = f"Tried again by hand as job {short_id(newer)}"
    repository.add_entry(session, job.id, by_hand, is_end=True)
    return newer


def short_id(job: Job) -> str:
    """Return what a log calls a job: the beginning of its id."""
    return str(job.id)[:8]


def _repeat(
    session: Session, job: Job, *, number: int, priority: int, delay_seconds: float, said: str
) -> Job:
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
            priority=priority,
            retry=number,
            arguments=job.arguments,
            unique_key=job.unique_key,
            due_at=clock.now() + timedelta(seconds=delay_seconds),
        ),
        said=said,
    )
    repository.hand_over_steps(session, job.id, newer_id=newer.id)
    batch_ids = repository.hand_over_items(session, job.id, newer_id=newer.id)
    _announce_batches(session, newer, batch_ids)
    return newer


def let_go(
    session: Session, job: Job, *, why: str, delay_seconds: float = 0.0, counts: bool = True
) -> None:
    """Make a job that is not over claimable again; ``counts`` says whether the attempt did."""
    repository.add_entry(session, job.id, why)
    job.worker = None
    job.lease_until = None
    job.expected_at = None
    job.due_at = clock.now() + timedelta(seconds=delay_seconds)
    if not counts:
        job.attempt = max(job.attempt - 1, 0)
    session.add(job)
    if not delay_seconds:
        announce(session, JobQueued(job_id=job.id, queue=job.queue))


def announce_gone(session: Session, job: Job) -> None:
    """Tell those who show it that a job that had not begun is withdrawn."""
    job.state = JobState.CANCELLED
    _announce_change(session, job)


def _item_state(job: Job) -> ItemState:
    if (job.result or {}).get("reused"):
        return ItemState.THERE
    return ItemState(job.state.value)


def _announce_batches(session: Session, job: Job, batch_ids: Iterable[UUID]) -> None:
    for batch_id in batch_ids:
        announce(session, BatchChanged(batch_id, job.owner_id))


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
