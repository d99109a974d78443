"""What is going on with tracks, for lists that show many of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

import app.pipeline.repository as repository
from app import library
from app.core import clock
from app.library import Track
from app.pipeline.models import Job
from app.pipeline.rules import LIVE, JobState, remaining_seconds
from app.pipeline.service.asking import cancel
from app.pipeline.service.batching import leave_batches
from app.pipeline.service.drafting import can_be_drafted
from app.pipeline.stages import STAGES

URGENCY = (
    JobState.PROCESSING,
    JobState.DOWNLOADING,
    JobState.QUEUED,
    JobState.FAILED,
    JobState.CANCELLED,
    JobState.COMPLETED,
)
"""Which of a track's jobs tells most about it, first to last."""


@dataclass(frozen=True)
class WorkSummary:
    """The job that tells most about where a track stands; ``progress`` is 0..1 of its stage.

    ``can_be_drafted`` says whether it failed for want of what the draft engine does not need.
    """

    job_id: UUID
    stage: str
    label: str
    state: JobState
    progress: float
    phase: str
    error: str | None
    can_be_drafted: bool
    remaining_seconds: float | None = None


def summarise_work(
    session: Session, track_ids: Collection[UUID], *, owner_id: UUID
) -> dict[UUID, WorkSummary]:
    """Return where each of these tracks stands; tracks without any job are left out."""
    told: dict[UUID, Job] = {}
    for job in repository.list_newest_by_stage(session, track_ids, owner_id=owner_id):
        if job.track_id is not None:
            told[job.track_id] = min(told.get(job.track_id, job), job, key=_rank)
    return {track_id: _summary(job) for track_id, job in told.items()}


def list_recent_jobs(
    session: Session,
    *,
    owner_id: UUID,
    track_id: UUID | None = None,
    only_live: bool = False,
    count: int = 100,
) -> list[Job]:
    """Return the owner's jobs, live ones first, then newest, at most ``count``.

    Raises:
        NotFound: if the owner has no such track.
    """
    if track_id is not None:
        library.get_track(session, track_id, owner_id=owner_id)
    return repository.list_recent(
        session, owner_id=owner_id, track_id=track_id, only_live=only_live, count=count
    )


def delete_track(session: Session, track_id: UUID, *, owner_id: UUID) -> Track:
    """Throw a track away, cancel what still works on it, and take it out of batches.

    Raises:
        NotFound: if the owner has no such track.
    """
    stop_work(session, track_id, owner_id=owner_id)
    return library.delete_track(session, track_id, owner_id=owner_id)


def stop_work(session: Session, track_id: UUID, *, owner_id: UUID) -> None:
    """Cancel what still works on a track, and take it out of batches.

    Raises:
        NotFound: if the owner has no such track.
    """
    for job in list_recent_jobs(
        session, owner_id=owner_id, track_id=track_id, only_live=True, count=1000
    ):
        cancel(session, job.id, owner_id=owner_id)
    leave_batches(session, track_id, owner_id=owner_id)


def label_of(stage: str) -> str:
    """Return what people call a stage, even one that there is no more."""
    return STAGES.get(stage).label if stage in STAGES.names else stage


def _rank(job: Job) -> tuple[int, bool, float]:
    moment: datetime = job.finished_at or job.created_at
    waits = job.state in LIVE and job.worker is None
    return (URGENCY.index(job.state), waits, -moment.timestamp())


def _summary(job: Job) -> WorkSummary:
    return WorkSummary(
        job_id=job.id,
        stage=job.stage,
        label=label_of(job.stage),
        state=job.state,
        progress=job.progress,
        phase=job.phase,
        error=job.error,
        can_be_drafted=can_be_drafted(job),
        remaining_seconds=remaining_seconds(job, clock.now()),
    )
