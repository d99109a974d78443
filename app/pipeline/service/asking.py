"""Ask for work: enqueue, start a pipeline, cancel, retry, look."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Session

import app.pipeline.repository as repository
from app.core import clock
from app.pipeline.errors import NotRetryable
from app.pipeline.models import Job, Pipeline, PipelineStep
from app.pipeline.rules import (
    ENDED,
    LIVE,
    JobState,
    is_pipeline_complete,
    remaining_seconds,
    stages_to_trigger,
)
from app.pipeline.service import settling
from app.pipeline.stages import STAGES


@dataclass(frozen=True)
class StageView:
    """One stage of a pipeline as people follow it; ``state`` is None while it is not triggered."""

    stage: str
    label: str
    state: JobState | None
    progress: float
    phase: str
    remaining_seconds: float | None
    error: str | None
    error_kind: str | None
    result: Mapping[str, Any]
    waits_for_retry: bool


@dataclass(frozen=True)
class PipelineView:
    """A pipeline as people follow it."""

    pipeline_id: UUID
    title: str
    track_id: UUID | None
    stages: tuple[StageView, ...]

    @property
    def is_over(self) -> bool:
        """Say whether nothing of it runs or will run."""
        return not any(stage.state in LIVE for stage in self.stages)

    @property
    def is_complete(self) -> bool:
        """Say whether every stage that was triggered completed."""
        return is_pipeline_complete(stage.state for stage in self.stages if stage.state)

    @property
    def progress(self) -> float:
        """Return how far the whole is, 0..1, every stage counting the same."""
        return sum(stage.progress for stage in self.stages) / max(len(self.stages), 1)


def enqueue(
    session: Session,
    stage: str,
    *,
    owner_id: UUID,
    title: str,
    arguments: BaseModel | Mapping[str, Any],
    track_id: UUID | None = None,
    priority: int = 0,
) -> Job:
    """Add a job in the caller's transaction, and wake a worker once it is committed.

    A live job of the same stage with the same track and arguments is returned instead.

    Raises:
        NotFound: if there is no such stage.
    """
    plugin = STAGES.get(stage)
    document = arguments.model_dump(mode="json") if isinstance(arguments, BaseModel) else arguments
    job = Job(
        owner_id=owner_id,
        track_id=track_id,
        stage=stage,
        queue=plugin.queue,
        title=title[:500],
        priority=priority,
        arguments=dict(document),
        unique_key=_unique_key(stage, owner_id=owner_id, track_id=track_id, arguments=document),
    )
    return settling.add(session, job)


def start(
    session: Session,
    plan: Mapping[str, BaseModel],
    *,
    owner_id: UUID,
    title: str,
    track_id: UUID | None = None,
) -> Pipeline:
    """Start a pipeline: ``plan`` maps each stage to its arguments, in the order they are shown.

    Raises:
        NotFound: if a stage of the plan does not exist.
    """
    pipeline = Pipeline(
        owner_id=owner_id, track_id=track_id, title=title[:500], plan=write_plan(plan, priority=0)
    )
    session.add(pipeline)
    session.flush()
    advance(session, pipeline)
    return pipeline


def write_plan(plan: Mapping[str, BaseModel], *, priority: int) -> list[dict[str, Any]]:
    """Return a plan as rows keep it.

    Raises:
        NotFound: if a stage of the plan does not exist.
    """
    return [
        {
            "stage": STAGES.get(stage).name,
            "arguments": arguments.model_dump(mode="json"),
            "priority": priority,
        }
        for stage, arguments in plan.items()
    ]


def advance(session: Session, pipeline: Pipeline) -> list[Job]:
    """See to the stages of a pipeline whose time has come; return their jobs, new or shared."""
    states = {
        stage: job.state for stage, job in repository.newest_jobs(session, pipeline.id).items()
    }
    planned = {step["stage"]: step for step in pipeline.plan}
    after = {stage: STAGES.get(stage).after for stage in planned}
    jobs = [
        enqueue(
            session,
            stage,
            owner_id=pipeline.owner_id,
            title=pipeline.title,
            arguments=planned[stage]["arguments"],
            track_id=pipeline.track_id,
            priority=planned[stage]["priority"],
        )
        for stage in stages_to_trigger(after, states)
    ]
    for job in jobs:
        session.add(PipelineStep(pipeline_id=pipeline.id, stage=job.stage, job_id=job.id))
    session.flush()
    return jobs


def cancel(session: Session, job_id: UUID, *, owner_id: UUID) -> Job:
    """Ask a job to stop; one that nobody works on is cancelled at once, an ended one stays so.

    Raises:
        NotFound: if the owner has no such job.
    """
    job = repository.get_job(session, job_id, owner_id=owner_id)
    if job.state in ENDED:
        return job
    if job.worker is None:
        job.cancel_requested = True
        settling.cancel(session, job)
    elif not job.cancel_requested:
        job.cancel_requested = True
        repository.add_entry(session, job.id, "Asked to stop")
    return job


def cancel_pipeline(session: Session, pipeline_id: UUID, *, owner_id: UUID) -> None:
    """Cancel every live job of a pipeline.

    Raises:
        NotFound: if the owner has no such pipeline.
    """
    pipeline = repository.get_pipeline(session, pipeline_id, owner_id=owner_id)
    for job in repository.newest_jobs(session, pipeline.id).values():
        cancel(session, job.id, owner_id=owner_id)


def retry(session: Session, job_id: UUID, *, owner_id: UUID) -> Job:
    """Add a new job that does what a failed or cancelled one did not.

    Raises:
        NotFound: if the owner has no such job.
        NotRetryable: if the job is not over, was completed, or has been retried already.
    """
    job = repository.get_job(session, job_id, owner_id=owner_id)
    if job.state not in {JobState.FAILED, JobState.CANCELLED}:
        raise NotRetryable(
            f"Only a job that failed or was cancelled can be retried; this one is {job.state}."
        )
    if repository.find_retry(session, job.id):
        raise NotRetryable("This job has been retried already. Look at the newer one.")
    return settling.retry_now(session, job)


def view(session: Session, pipeline_id: UUID, *, owner_id: UUID) -> PipelineView:
    """Return a pipeline as people follow it.

    Raises:
        NotFound: if the owner has no such pipeline.
    """
    pipeline = repository.get_pipeline(session, pipeline_id, owner_id=owner_id)
    jobs = repository.newest_jobs(session, pipeline.id)
    return PipelineView(
        pipeline_id=pipeline.id,
        title=pipeline.title,
        track_id=pipeline.track_id,
        stages=tuple(_stage_view(step["stage"], jobs.get(step["stage"])) for step in pipeline.plan),
    )


def _unique_key(
    stage: str, *, owner_id: UUID, track_id: UUID | None, arguments: Mapping[str, Any]
) -> str:
    said = json.dumps(arguments, sort_keys=True, default=str)
    digest = hashlib.sha256(said.encode()).hexdigest()[:32]
    return f"{stage}:{owner_id}:{track_id or '-'}:{digest}"


def _stage_view(stage: str, job: Job | None) -> StageView:
    return StageView(
        stage=stage,
        label=STAGES.get(stage).label,
        state=job.state if job else None,
        progress=job.progress if job else 0.0,
        phase=job.phase if job else "",
        remaining_seconds=remaining_seconds(job, clock.now()) if job else None,
        error=job.error if job else None,
        error_kind=job.error_kind if job else None,
        result=(job.result or {}) if job else {},
        waits_for_retry=bool(job and job.retry and job.state is JobState.QUEUED),
    )
