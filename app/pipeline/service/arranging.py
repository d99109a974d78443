"""Keep the next few tracks of every batch in the queue, in its order, and nothing of what waits.

Only these have jobs; the others are rows of a batch. So pausing, ordering and cancelling a batch of
any size touches a few jobs, and batches that run side by side take turns.
"""

from collections.abc import Sequence
from uuid import UUID

import structlog
from sqlmodel import Session

import app.pipeline.repository as repository
from app.core import clock
from app.core.database import announce
from app.core.errors import NotFound, SoundForgeError
from app.pipeline.models import Batch, BatchItem, Job, Pipeline
from app.pipeline.ports import BatchChanged, Tools
from app.pipeline.rules import BATCH_AHEAD, BATCH_PRIORITY, line_up
from app.pipeline.service import settling
from app.pipeline.service.asking import advance, enqueue

log = structlog.get_logger()


def arrange(session: Session, batch: Batch) -> None:
    """Put the next tracks of a batch into the queue and take out what is not next.

    It is locked, or new and its owner is.
    """
    following = (
        [] if batch.paused_at else repository.list_next(session, batch.id, count=BATCH_AHEAD)
    )
    stays = {item.track_id for item, _, _ in following}
    for item, job in repository.list_queued(session, batch.id):
        if item.track_id not in stays:
            withdraw(session, batch, item, job)
    jobs = [job or _enqueue(session, batch, item, title) for item, job, title in following]
    _line_up(session, jobs)
    is_over = not repository.has_open(session, batch.id)
    if is_over is (batch.ended_at is None):
        batch.ended_at = clock.now() if is_over else None
        session.add(batch)
    announce(session, BatchChanged(batch.id, batch.owner_id))


def withdraw(session: Session, batch: Batch, item: BatchItem, job: Job) -> bool:
    """Take a job out of the queue that only this batch wants; False if it has to stay there."""
    if repository.is_wanted_elsewhere(session, job, batch_id=batch.id):
        return False
    is_gone = repository.withdraw(session, item, job)
    if is_gone:
        settling.announce_gone(session, job)
    return is_gone


def follow(tools: Tools, track_id: UUID | None) -> None:
    """Let the batches with a track go on, because something of it has ended."""
    if track_id is not None:
        with tools.database.reading() as session:
            batches = repository.list_open_batches(session, track_id=track_id)
        _arrange_all(tools, batches)


def tend(tools: Tools) -> None:
    """Let every batch go on that stands still or is not as it should be."""
    with tools.database.reading() as session:
        batches = repository.list_open_batches(session)
        still = [batch for batch in batches if _stands_still(session, batch)]
    _arrange_all(tools, still)


def _stands_still(session: Session, batch: Batch) -> bool:
    queued = repository.list_queued(session, batch.id)
    if batch.paused_at:
        return any(
            not repository.is_wanted_elsewhere(session, job, batch_id=batch.id) for _, job in queued
        )
    if len(queued) < BATCH_AHEAD and repository.has_jobless(session, batch.id):
        return True
    return not repository.has_open(session, batch.id)


def _arrange_all(tools: Tools, batches: Sequence[Batch]) -> None:
    """Arrange each batch in a transaction of its own; a keeper comes again if one fails."""
    for seen in batches:
        try:
            with tools.database.transaction() as session:
                batch = repository.lock_batch(session, seen.id, owner_id=seen.owner_id)
                arrange(session, batch)
        except NotFound:
            continue  # somebody has put it away meanwhile
        except SoundForgeError as error:
            log.warning("batches.not_arranged", batch_id=str(seen.id), reason=str(error))


def _enqueue(session: Session, batch: Batch, item: BatchItem, title: str) -> Job:
    job = _plan(session, batch, item, title) if batch.plan else None
    job = job or enqueue(
        session,
        batch.stage,
        owner_id=batch.owner_id,
        title=title,
        arguments=batch.arguments,
        track_id=item.track_id,
        priority=BATCH_PRIORITY,
    )
    item.job_id = job.id
    session.add(item)
    session.flush()
    return job


def _plan(session: Session, batch: Batch, item: BatchItem, title: str) -> Job | None:
    """Start what a batch does with each of its tracks; return the job that comes first."""
    first = {"stage": batch.stage, "arguments": batch.arguments, "priority": BATCH_PRIORITY}
    pipeline = Pipeline(
        owner_id=batch.owner_id,
        track_id=item.track_id,
        batch_id=batch.id,
        title=title,
        plan=[first, *batch.plan],
    )
    session.add(pipeline)
    session.flush()
    return next((job for job in advance(session, pipeline) if job.stage == batch.stage), None)


def _line_up(session: Session, jobs: Sequence[Job]) -> None:
    """Let the jobs of a batch be taken in its order; retries wait for their own time."""
    movable = [
        job
        for job in jobs
        if job.worker is None and not job.retry and job.priority == BATCH_PRIORITY
    ]
    for job, due_at in zip(movable, line_up(job.due_at for job in movable), strict=True):
        if job.due_at != due_at:
            job.due_at = due_at
            session.add(job)
    session.flush()
