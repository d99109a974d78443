"""Jobs and their logs, the pipelines they belong to, and the slots of recurring work."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field, Index, SQLModel, text

from app.core import clock
from app.core.columns import (
    Moment,
    choice_field,
    created_field,
    document_field,
    id_field,
    moment_field,
    owner_field,
)
from app.pipeline.rules import JobState, Queue

IS_LIVE = text("state IN ('queued', 'downloading', 'processing')")


class Pipeline(SQLModel, table=True):
    """A plan of stages for one track: ``plan`` lists name, arguments and priority of each.

    It is a list because PostgreSQL does not keep the order of an object's keys. ``batch_id`` is
    the batch that started it, if one did.
    """

    id: UUID = id_field()
    owner_id: UUID = owner_field()
    track_id: UUID | None = Field(
        default=None, foreign_key="track.id", ondelete="CASCADE", index=True
    )
    batch_id: UUID | None = Field(
        default=None, foreign_key="batch.id", ondelete="SET NULL", index=True
    )
    title: str = Field(max_length=500)
    plan: list[dict[str, Any]] = document_field(default=list)
    created_at: datetime = created_field()


class Job(SQLModel, table=True):
    """One row of work.

    ``worker`` is empty while nobody works on it; a live job without a worker whose ``due_at`` has
    come may be claimed. ``attempt`` counts claims, ``retry`` how many jobs came before in a chain
    of retries. A smaller ``priority`` runs first. ``error_kind`` names the error's class.
    """

    __table_args__ = (
        Index(
            "uq_job_unique_live",
            "unique_key",
            unique=True,
            sqlite_where=IS_LIVE,
            postgresql_where=IS_LIVE,
        ),
        Index("ix_job_claim", "queue", "state", "priority", "due_at"),
    )

    id: UUID = id_field()
    owner_id: UUID = owner_field()
    track_id: UUID | None = Field(
        default=None, foreign_key="track.id", ondelete="CASCADE", index=True
    )
    retry_of_id: UUID | None = Field(
        default=None, foreign_key="job.id", ondelete="SET NULL", index=True
    )
    stage: str = Field(max_length=40)
    queue: Queue = choice_field(Queue.PROCESSING)
    title: str = Field(max_length=500)
    state: JobState = choice_field(JobState.QUEUED)
    priority: int = 0
    attempt: int = 0
    retry: int = 0
    arguments: dict[str, Any] = document_field(default=dict)
    result: dict[str, Any] | None = document_field()
    unique_key: str | None = Field(default=None, max_length=200)
    progress: float = 0.0
    phase: str = Field(default="", max_length=200)
    error: str | None = None
    error_kind: str | None = Field(default=None, max_length=60)
    cancel_requested: bool = False
    worker: str | None = Field(default=None, max_length=120)
    lease_until: datetime | None = moment_field()
    created_at: datetime = created_field()
    due_at: datetime = Field(default_factory=clock.now, sa_type=Moment)
    started_at: datetime | None = moment_field()
    expected_at: datetime | None = moment_field()
    finished_at: datetime | None = moment_field(index=True)


class JobEntry(SQLModel, table=True):
    """One line of a job's log, for people to read; ``place`` counts the lines of a job from 0."""

    id: UUID = id_field()
    job_id: UUID = Field(foreign_key="job.id", ondelete="CASCADE", index=True)
    place: int
    at: datetime = Field(default_factory=clock.now, sa_type=Moment)
    text: str = Field(max_length=500)


class PipelineStep(SQLModel, table=True):
    """Which job does a stage of a pipeline; pipelines that want the same work share its job."""

    pipeline_id: UUID = Field(foreign_key="pipeline.id", ondelete="CASCADE", primary_key=True)
    stage: str = Field(max_length=40, primary_key=True)
    job_id: UUID = Field(foreign_key="job.id", ondelete="CASCADE", index=True)


class CronSlot(SQLModel, table=True):
    """One due moment of one recurring task; whoever inserts it has won the right to start it."""

    name: str = Field(primary_key=True, max_length=40)
    due_at: datetime = Field(primary_key=True, sa_type=Moment)


class Batch(SQLModel, table=True):
    """One stage that somebody asked for over many tracks at once.

    ``arguments`` say how each is to be done, ``plan`` lists the stages of a track that follow, as
    that of a pipeline does. While it has ``paused_at``, nothing more of it is
    begun; it has ``ended_at`` while nothing of it is left to do.
    """

    id: UUID = id_field()
    owner_id: UUID = owner_field()
    title: str = Field(max_length=200)
    stage: str = Field(default="separate", max_length=40)
    arguments: dict[str, Any] = document_field(default=dict)
    plan: list[dict[str, Any]] = document_field(default=list)
    paused_at: datetime | None = moment_field()
    ended_at: datetime | None = moment_field(index=True)
    created_at: datetime = created_field()


class BatchItem(SQLModel, table=True):
    """One track of a batch, and the job that sees to it, once its turn has come.

    ``state`` is what became of it, which outlives the job; while that is empty it is open. Open
    ones are done by rising ``place``, which may be negative and has gaps. ``duration_seconds`` is
    the track's.
    """

    __table_args__ = (Index("ix_batchitem_order", "batch_id", "state", "place"),)

    batch_id: UUID = Field(foreign_key="batch.id", ondelete="CASCADE", primary_key=True)
    track_id: UUID = Field(foreign_key="track.id", ondelete="CASCADE", primary_key=True, index=True)
    job_id: UUID | None = Field(default=None, foreign_key="job.id", ondelete="SET NULL", index=True)
    place: int
    duration_seconds: float
    state: str | None = Field(default=None, max_length=20)
