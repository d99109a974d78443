"""Keep the job engine alive: heartbeat, cancellations, rescue, wake-ups, pruning, cron."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog
from sqlmodel import Session

import app.pipeline.repository as repository
from app.core import clock
from app.core.errors import EngineCrashed
from app.pipeline.models import Job
from app.pipeline.ports import HaltReason, Tools
from app.pipeline.rules import JobState, Queue
from app.pipeline.service.arranging import tend
from app.pipeline.service.running import Crew
from app.pipeline.service.settling import cancel, fail, let_go

log = structlog.get_logger()


def beat(tools: Tools, crew: Crew) -> None:
    """Do one round of keeping; any number of processes may do it at the same time."""
    renew_leases(tools, crew)
    rescue(tools, all_but=None)
    tend(tools)


def renew_leases(tools: Tools, crew: Crew) -> None:
    """Say that this crew lives, and halt what was cancelled or taken over."""
    held_here = list(crew.running)
    if not held_here:
        return
    lease = clock.now() + timedelta(seconds=tools.settings.job_lease_seconds)
    with tools.database.transaction() as session:
        repository.renew_leases(session, held_here, worker=crew.worker, lease=lease)
        held = repository.list_held(session, held_here, worker=crew.worker)
    for job_id in held_here:
        here = crew.running.get(job_id)
        if here is not None and held.get(job_id, True):
            here.halt.set(HaltReason.CANCELLED if job_id in held else HaltReason.LOST)


def rescue(tools: Tools, *, all_but: str | None) -> int:
    """Free the jobs whose worker is gone; return how many.

    ``all_but`` names the only worker that can be alive, where a lock on the data folder proves
    that this process is alone; otherwise a worker is gone when its lease ran out.
    """
    with tools.database.reading() as session:  # most rounds find nothing and wait for no writer
        found = repository.list_lost(session, now=clock.now(), all_but=all_but)
        if not found and not repository.list_unclaimed_cancellations(session):
            return 0
    with tools.database.transaction() as session:
        lost = repository.list_lost(session, now=clock.now(), all_but=all_but)
        for job in lost:
            _rescue(session, job, attempts=tools.settings.job_attempts)
        for job in repository.list_unclaimed_cancellations(session):
            cancel(session, job)
    for job in lost:
        log.warning("jobs.rescued", job_id=str(job.id), stage=job.stage, attempt=job.attempt)
    return len(lost)


def due_queues(tools: Tools) -> set[Queue]:
    """Return the queues in which work waits that nobody has taken."""
    with tools.database.reading() as session:
        return repository.list_due_queues(session, now=clock.now())


def is_slot_free(session: Session, name: str, *, due_at: datetime) -> bool:
    """Say whether nobody has started this moment of a recurring task yet."""
    return repository.is_slot_free(session, name, due_at=due_at)


def take_slot(session: Session, name: str, *, due_at: datetime) -> bool:
    """Say whether the caller is the one who starts this moment of a recurring task."""
    return repository.take_slot(session, name, due_at=due_at)


def count_live(session: Session) -> Mapping[JobState, int]:
    """Return how many jobs are in each live state."""
    return repository.count_live(session)


def _rescue(session: Session, job: Job, *, attempts: int) -> None:
    if job.cancel_requested:
        cancel(session, job)
    elif job.attempt >= attempts:
        reason = (
            f"The worker was lost {job.attempt} times while it did this. "
            "Check memory and the log, then retry."
        )
        fail(session, job, EngineCrashed(reason))
    else:
        why = f"Its worker {job.worker} vanished, so another one may go on"
        let_go(session, job, why=why)
