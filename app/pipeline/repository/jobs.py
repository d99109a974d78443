"""Questions about jobs."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Label, delete, func, true, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app import library
from app.core.errors import NotFound
from app.library import Track
from app.pipeline.models import CronSlot, Job, Pipeline, PipelineStep
from app.pipeline.rules import ENDED, LIVE, JobState, Queue

IS_LIVE = col(Job.state).in_(LIVE)


def get_job(session: Session, job_id: UUID, *, owner_id: UUID) -> Job:
    """Return the owner's job.

    Raises:
        NotFound: if there is none, or it is somebody else's.
    """
    job = session.exec(select(Job).where(Job.id == job_id, Job.owner_id == owner_id)).first()
    if job is None:
        raise NotFound("There is no such job.")
    return job


def insert_unless_live(session: Session, job: Job) -> Job:
    """Add the job, or return the live one that has the same unique key.

    The live one is locked, so that it cannot end before the caller has said that it needs it.
    """
    while True:
        try:
            with session.begin_nested():
                session.add(job)
                session.flush()
        except IntegrityError:
            live = _lock_live(session, job.unique_key)
            if live is not None:
                return live
            # It ended while we waited for its lock, and the place is free now.
        else:
            return job


def find_retry(session: Session, job_id: UUID) -> Job | None:
    """Return the job that retries this one."""
    return session.exec(select(Job).where(Job.retry_of_id == job_id)).first()


def list_jobs(session: Session, *, owner_id: UUID, track_id: UUID | None = None) -> list[Job]:
    """Return the owner's jobs, newest first."""
    mine = Job.owner_id == owner_id
    about = Job.track_id == track_id if track_id else true()
    return list(session.exec(select(Job).where(mine, about).order_by(col(Job.created_at).desc())))


def list_recent(
    session: Session, *, owner_id: UUID, track_id: UUID | None, only_live: bool, count: int
) -> list[Job]:
    """Return the owner's jobs, live ones first, then newest; none of tracks thrown away."""
    query = (
        select(Job)
        .outerjoin(Track, col(Track.id) == Job.track_id)
        .where(Job.owner_id == owner_id, library.IS_KEPT)
        .order_by(IS_LIVE.desc(), col(Job.created_at).desc(), col(Job.id))
        .limit(count)
    )
    if track_id is not None:
        query = query.where(Job.track_id == track_id)
    return list(session.exec(query.where(IS_LIVE) if only_live else query))


def list_newest_by_stage(
    session: Session, track_ids: Collection[UUID], *, owner_id: UUID
) -> list[Job]:
    """Return the newest job of every stage of each of these tracks.

    Jobs are ranked by track alone and scoped outside of that, because SQLite would otherwise go
    through all that the owner ever had done.
    """
    place = func.row_number().over(
        partition_by=(col(Job.track_id), col(Job.stage)), order_by=col(Job.created_at).desc()
    )
    ranked = (
        select(Job.id, cast("Label[int]", place.label("place")))
        .where(col(Job.track_id).in_(track_ids))
        .subquery()
    )
    query = (
        select(Job)
        .join(ranked, col(Job.id) == ranked.c.id)
        .where(ranked.c.place == 1, Job.owner_id == owner_id)
    )
    return list(session.exec(query))


def claim(
    session: Session, queue: Queue, *, worker: str, now: datetime, lease: datetime
) -> UUID | None:
    """Give the best due job of ``queue`` to ``worker``; return its id, None if nothing is due.

    Compare-and-swap: two that race never get the same row. PostgreSQL skips rows another claim
    has locked, SQLite lets one writer in at a time.
    """
    best = (
        select(Job.id)
        .where(Job.queue == queue, _is_available(now))
        .order_by(col(Job.priority), col(Job.due_at), col(Job.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    statement = (
        update(Job)
        .where(col(Job.id) == best.scalar_subquery())
        .values(
            worker=worker,
            lease_until=lease,
            attempt=Job.attempt + 1,
            progress=0.0,
            phase="",
            expected_at=None,
        )
        .returning(col(Job.id))
    )
    return session.exec(statement).scalar()


def lock_running(
    session: Session, job_id: UUID, *, worker: str, attempt: int | None = None
) -> Job | None:
    """Return the job if ``worker`` still holds it; a zombie whose lease was lost gets nothing.

    Neither does one that is at an earlier attempt than ``attempt``, if that is given.
    """
    is_meant = true() if attempt is None else col(Job.attempt) == attempt
    query = (
        select(Job)
        .where(Job.id == job_id, Job.worker == worker, is_meant, IS_LIVE)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.exec(query).first()


def write_progress(
    session: Session,
    job_id: UUID,
    *,
    worker: str,
    progress: float,
    phase: str,
    expected_at: datetime | None,
) -> bool:
    """Store how far a job is; False if ``worker`` does not hold it any more."""
    mine = (col(Job.id) == job_id, col(Job.worker) == worker)
    return _update(session, mine, progress=progress, phase=phase[:200], expected_at=expected_at)


def is_held(session: Session, job_id: UUID, *, worker: str) -> bool:
    """Say whether ``worker`` still holds the job."""
    return bool(list_held(session, [job_id], worker=worker))


def renew_leases(
    session: Session, job_ids: Collection[UUID], *, worker: str, lease: datetime
) -> None:
    """Tell everybody that ``worker`` lives."""
    _update(session, (col(Job.id).in_(job_ids), col(Job.worker) == worker), lease_until=lease)


def list_held(session: Session, job_ids: Collection[UUID], *, worker: str) -> dict[UUID, bool]:
    """Return which of the jobs ``worker`` still holds, and whether each is to be cancelled."""
    query = select(Job.id, Job.cancel_requested).where(
        col(Job.id).in_(job_ids), Job.worker == worker, IS_LIVE
    )
    return dict(session.exec(query).all())


def list_lost(session: Session, *, now: datetime, all_but: str | None) -> list[Job]:
    """Return the live jobs whose worker is gone.

    A worker is gone when its lease ran out; with ``all_but``, everyone but that worker is gone,
    because the caller knows that it is alone.
    """
    gone = col(Job.worker) != all_but if all_but is not None else col(Job.lease_until) < now
    query = (
        select(Job)
        .where(IS_LIVE, col(Job.worker).is_not(None), gone)
        .with_for_update(skip_locked=True)
    )
    return list(session.exec(query))


def list_due_queues(session: Session, *, now: datetime) -> set[Queue]:
    """Return the queues in which a job waits that may be claimed."""
    names = session.exec(select(Job.queue).where(_is_available(now)).distinct())
    return {Queue(name) for name in names}


def list_unclaimed_cancellations(session: Session) -> list[Job]:
    """Return the live jobs that are to be cancelled and that nobody holds."""
    query = (
        select(Job)
        .where(IS_LIVE, col(Job.worker).is_(None), col(Job.cancel_requested))
        .with_for_update(skip_locked=True)
    )
    return list(session.exec(query))


def prune(session: Session, *, before: datetime) -> int:
    """Delete the jobs that ended before ``before``, and slots as old; return how many jobs."""
    pruned = session.exec(
        delete(Job).where(col(Job.state).in_(ENDED), col(Job.finished_at) < before)
    )
    session.exec(delete(CronSlot).where(col(CronSlot.due_at) < before))
    has_jobs = select(PipelineStep.job_id).where(PipelineStep.pipeline_id == Pipeline.id).exists()
    session.exec(delete(Pipeline).where(col(Pipeline.created_at) < before, ~has_jobs))
    return int(getattr(pruned, "rowcount", 0))


def list_live_names(session: Session) -> set[str]:
    """Return the ids under which files of live jobs lie: their own, and those of their uploads."""
    jobs = list(session.exec(select(Job).where(IS_LIVE)))
    uploads = {str(job.arguments["upload_id"]) for job in jobs if "upload_id" in job.arguments}
    return uploads | {str(job.id) for job in jobs}


def count_live_of(session: Session, stage: str, *, owner_id: UUID) -> int:
    """Return how many of the owner's jobs of a stage wait or run."""
    mine = (Job.owner_id == owner_id, Job.stage == stage, IS_LIVE)
    return session.exec(select(func.count()).select_from(Job).where(*mine)).one()


def count_live(session: Session) -> dict[JobState, int]:
    """Return how many jobs are in each live state."""
    counted = session.exec(select(Job.state, func.count()).where(IS_LIVE).group_by(col(Job.state)))
    return {JobState(state): count for state, count in counted}


def _lock_live(session: Session, unique_key: str | None) -> Job | None:
    query = select(Job).where(Job.unique_key == unique_key, IS_LIVE).with_for_update()
    return session.exec(query).first()


def _is_available(now: datetime) -> ColumnElement[bool]:
    return (
        IS_LIVE
        & col(Job.worker).is_(None)
        & (col(Job.due_at) <= now)
        & col(Job.cancel_requested).is_(False)
    )


def _update(session: Session, where: tuple[ColumnElement[bool], ...], **values: Any) -> bool:
    result = session.exec(update(Job).where(*where, IS_LIVE).values(**values))
    return bool(getattr(result, "rowcount", 0))
