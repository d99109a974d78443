"""Questions about pipelines and the jobs that do their stages."""

from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.pipeline.models import Job, Pipeline, PipelineStep


def get_pipeline(session: Session, pipeline_id: UUID, *, owner_id: UUID) -> Pipeline:
    """Return the owner's pipeline.

    Raises:
        NotFound: if there is none, or it is somebody else's.
    """
    query = select(Pipeline).where(Pipeline.id == pipeline_id, Pipeline.owner_id == owner_id)
    pipeline = session.exec(query).first()
    if pipeline is None:
        raise NotFound("There is no such pipeline.")
    return pipeline


def lock_pipelines(session: Session, job_id: UUID) -> list[Pipeline]:
    """Return the pipelines a job serves, and keep others from advancing them meanwhile."""
    query = (
        select(Pipeline)
        .where(
            col(Pipeline.id).in_(
                select(PipelineStep.pipeline_id).where(PipelineStep.job_id == job_id)
            )
        )
        .order_by(col(Pipeline.id))
        .with_for_update()
    )
    return list(session.exec(query))


def hand_over_steps(session: Session, job_id: UUID, *, newer_id: UUID) -> None:
    """Let the pipelines that waited for one job wait for a newer one."""
    session.exec(
        update(PipelineStep).where(col(PipelineStep.job_id) == job_id).values(job_id=newer_id)
    )


def newest_jobs(session: Session, pipeline_id: UUID) -> dict[str, Job]:
    """Return the job of each stage of a pipeline that was triggered."""
    query = (
        select(PipelineStep.stage, Job)
        .join(Job, col(Job.id) == PipelineStep.job_id)
        .where(PipelineStep.pipeline_id == pipeline_id)
    )
    return dict(iter(session.exec(query)))
