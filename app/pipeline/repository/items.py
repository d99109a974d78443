"""Questions about the tracks of batches and the jobs that see to them."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, case, delete, true, update
from sqlmodel import Session, col, func, select

from app.core.errors import NotFound
from app.library import Track
from app.pipeline.models import Batch, BatchItem, Job, Pipeline, PipelineStep
from app.pipeline.repository.batches import IS_OPEN, IS_QUEUED
from app.pipeline.rules import BATCH_PRIORITY, LIVE, ItemState, JobState, Queue

QUEUES = (Queue.DOWNLOAD, Queue.PROCESSING, Queue.ANALYSIS)
"""Where the jobs of batches wait."""

WAITS = IS_OPEN & (col(BatchItem.job_id).is_(None) | IS_QUEUED)
"""The turn of an item has not come; for queries that join the job where there is one."""


def list_next(
    session: Session, batch_id: UUID, *, count: int
) -> list[tuple[BatchItem, Job | None, str]]:
    """Return the tracks whose turn comes next, their jobs where they have some, and titles."""
    query = (
        select(BatchItem, Job, Track.title)
        .join(Track, col(Track.id) == BatchItem.track_id)
        .outerjoin(Job, col(Job.id) == BatchItem.job_id)
        .where(BatchItem.batch_id == batch_id, WAITS)
        .order_by(col(BatchItem.place))
        .limit(count)
    )
    return list(session.exec(query))


def list_queued(session: Session, batch_id: UUID) -> list[tuple[BatchItem, Job]]:
    """Return the open tracks of a batch whose job waits for a worker."""
    return _list_with_jobs(session, batch_id, IS_QUEUED)


def list_running(session: Session, batch_id: UUID) -> list[tuple[BatchItem, Job]]:
    """Return the open tracks of a batch that are worked on."""
    return _list_with_jobs(session, batch_id, col(Job.worker).is_not(None))


def lock_begun(session: Session, batch_id: UUID) -> list[tuple[BatchItem, Job]]:
    """Return the open tracks of a batch that have a live job, and keep the jobs from ending."""
    return _list_with_jobs(session, batch_id, true(), is_locked=True)


def has_open(session: Session, batch_id: UUID) -> bool:
    """Say whether something of a batch is left to do."""
    query = select(BatchItem.track_id).where(BatchItem.batch_id == batch_id, IS_OPEN).limit(1)
    return session.exec(query).first() is not None


def has_jobless(session: Session, batch_id: UUID) -> bool:
    """Say whether something of a batch is left to do that has no job yet."""
    jobless = IS_OPEN & col(BatchItem.job_id).is_(None)
    query = select(BatchItem.track_id).where(BatchItem.batch_id == batch_id, jobless).limit(1)
    return session.exec(query).first() is not None


def list_items(
    session: Session, batch_id: UUID, *, start: int, count: int
) -> list[tuple[BatchItem, Track, Job | None]]:
    """Return a page of a batch: what is worked on, what waits in order, what failed, the rest."""
    rank = case(
        (IS_OPEN & col(Job.worker).is_not(None), 0),
        (IS_OPEN, 1),
        (col(BatchItem.state) == ItemState.FAILED.value, 2),
        else_=3,
    )
    page = (
        select(BatchItem.track_id)
        .outerjoin(Job, col(Job.id) == BatchItem.job_id)
        .where(BatchItem.batch_id == batch_id)
        .order_by(rank, col(BatchItem.place))
        .offset(start)
        .limit(count)
    )
    ids = session.exec(page).all()
    query = (
        select(BatchItem, Track, Job)
        .join(Track, col(Track.id) == BatchItem.track_id)
        .outerjoin(Job, col(Job.id) == BatchItem.job_id)
        .where(BatchItem.batch_id == batch_id, col(BatchItem.track_id).in_(ids))
    )
    rows = {item.track_id: (item, track, job) for item, track, job in session.exec(query)}
    return [rows[track_id] for track_id in ids if track_id in rows]


def get_item(session: Session, batch_id: UUID, track_id: UUID) -> tuple[BatchItem, Job | None]:
    """Return a track of a batch and its job, if it has one.

    Raises:
        NotFound: if it is not in the batch.
    """
    query = (
        select(BatchItem, Job)
        .outerjoin(Job, col(Job.id) == BatchItem.job_id)
        .where(BatchItem.batch_id == batch_id, BatchItem.track_id == track_id)
    )
    found = session.exec(query).first()
    if found is None:
        raise NotFound("This track is not in the batch.")
    return found


def find_neighbour(session: Session, item: BatchItem, *, is_above: bool) -> BatchItem | None:
    """Return the waiting track that comes right before or after one."""
    place = col(BatchItem.place)
    query = (
        select(BatchItem)
        .outerjoin(Job, col(Job.id) == BatchItem.job_id)
        .where(BatchItem.batch_id == item.batch_id, WAITS)
        .where(place < item.place if is_above else place > item.place)
        .order_by(place.desc() if is_above else place)
        .limit(1)
    )
    return session.exec(query).first()


def find_edge(session: Session, batch_id: UUID, *, is_top: bool) -> int:
    """Return the first or the last place of a batch that has tracks."""
    place = col(BatchItem.place)
    query = select(func.min(place) if is_top else func.max(place))
    return session.exec(query.where(BatchItem.batch_id == batch_id)).one() or 0


def settle_items(session: Session, job_id: UUID, state: ItemState) -> list[UUID]:
    """Write down what became of a job in the batches that wait for it; return these."""
    open_here = (col(BatchItem.job_id) == job_id, IS_OPEN)
    batch_ids = list(session.exec(select(BatchItem.batch_id).where(*open_here)))
    if batch_ids:
        session.exec(update(BatchItem).where(*open_here).values(state=state.value))
    return batch_ids


def hand_over_items(session: Session, job_id: UUID, *, newer_id: UUID) -> list[UUID]:
    """Let the batches a job belongs to wait for a newer one that repeats it; return these."""
    here = col(BatchItem.job_id) == job_id
    batch_ids = list(session.exec(select(BatchItem.batch_id).where(here)))
    if batch_ids:
        session.exec(update(BatchItem).where(here).values(job_id=newer_id, state=None))
        # A batch that goes on is left alone: who holds the lock of a job must not wait for it.
        over = (col(Batch.id).in_(batch_ids), col(Batch.ended_at).is_not(None))
        session.exec(update(Batch).where(*over).values(ended_at=None))
    return batch_ids


def settle_waiting(session: Session, batch_id: UUID, state: ItemState) -> None:
    """Settle what no job sees to."""
    jobless = IS_OPEN & col(BatchItem.job_id).is_(None)
    settle = update(BatchItem).where(col(BatchItem.batch_id) == batch_id, jobless)
    session.exec(settle.values(state=state.value))


def reopen_items(session: Session, batch_id: UUID, states: Collection[ItemState]) -> int:
    """Let what ended so have its turn again; return how many that are."""
    again = (
        update(BatchItem)
        .where(col(BatchItem.batch_id) == batch_id, col(BatchItem.state).in_(states))
        .values(state=None, job_id=None)
    )
    return int(getattr(session.exec(again), "rowcount", 0))


def remove_item(session: Session, item: BatchItem) -> None:
    """Take a track out of a batch."""
    session.delete(item)
    session.flush()


def remove_track(session: Session, track_id: UUID) -> list[UUID]:
    """Take a track out of all batches; return these."""
    here = col(BatchItem.track_id) == track_id
    batch_ids = list(session.exec(select(BatchItem.batch_id).where(here)))
    if batch_ids:
        session.exec(delete(BatchItem).where(here))
    return batch_ids


def list_following(session: Session, batch: Batch) -> list[Job]:
    """Return the live jobs that a batch's plan has led to after the first of each track."""
    query = (
        select(Job)
        .join(PipelineStep, col(PipelineStep.job_id) == Job.id)
        .join(Pipeline, col(Pipeline.id) == PipelineStep.pipeline_id)
        .where(Pipeline.batch_id == batch.id, col(Job.state).in_(LIVE), Job.stage != batch.stage)
    )
    return list(session.exec(query))


def is_wanted_elsewhere(
    session: Session, job: Job, *, batch_id: UUID, even_if_paused: bool = False
) -> bool:
    """Say whether somebody wants a job beside a batch; what is paused wants no job to begin."""
    if job.priority < BATCH_PRIORITY:
        return True
    planned = (  # what other batches have planned is theirs, and looked for below
        select(PipelineStep.job_id)
        .join(Pipeline, col(Pipeline.id) == PipelineStep.pipeline_id)
        .where(PipelineStep.job_id == job.id, col(Pipeline.batch_id).is_(None))
    )
    other = (
        select(BatchItem.batch_id)
        .join(Batch, col(Batch.id) == BatchItem.batch_id)
        .where(BatchItem.job_id == job.id, IS_OPEN, Batch.id != batch_id)
    )
    if not even_if_paused:
        other = other.where(col(Batch.paused_at).is_(None))
    return any(session.exec(query).first() is not None for query in (planned, other))


def withdraw(session: Session, item: BatchItem, job: Job) -> bool:
    """Delete the job of an item that nobody has begun; False if somebody has, meanwhile.

    What the batch had planned to follow goes too.
    """
    steps = select(PipelineStep.pipeline_id).where(PipelineStep.job_id == job.id)
    planned = select(Pipeline.id).where(
        Pipeline.batch_id == item.batch_id, col(Pipeline.id).in_(steps)
    )
    pipeline_ids = list(session.exec(planned))
    gone = session.exec(
        delete(Job)
        .where(col(Job.id) == job.id, col(Job.worker).is_(None), col(Job.state) == JobState.QUEUED)
        .execution_options(synchronize_session=False)
    )
    if not getattr(gone, "rowcount", 0):
        return False
    session.exec(delete(Pipeline).where(col(Pipeline.id).in_(pipeline_ids)))
    session.expunge(job)
    session.expire(item)
    return True


def _list_with_jobs(
    session: Session, batch_id: UUID, condition: ColumnElement[bool], *, is_locked: bool = False
) -> list[tuple[BatchItem, Job]]:
    live = select(Job.id).where(col(Job.queue).in_(QUEUES), col(Job.state).in_(LIVE), condition)
    query = (
        select(BatchItem, Job)
        .join(Job, col(Job.id) == BatchItem.job_id)
        # The live jobs are few, and found by their index; open tracks may be a hundred thousand.
        .where(BatchItem.batch_id == batch_id, IS_OPEN, col(BatchItem.job_id).in_(live))
        .order_by(col(BatchItem.place))
    )
    if is_locked:
        query = query.with_for_update(of=Job).execution_options(populate_existing=True)
    return list(session.exec(query))
