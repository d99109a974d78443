"""Work: ``/jobs``."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlmodel import Session

from app import library, pipeline
from app.api.v1.answers import JobAnswer, JobEntryAnswer, answer_job
from app.api.v1.caller import SignedIn, Working

router = APIRouter(prefix="/jobs", tags=["jobs"])


@router.get("")
def list_jobs(
    user: SignedIn,
    tools: Working,
    *,
    live: Annotated[bool, Query(description="Only jobs that are not over.")] = False,
    count: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[JobAnswer]:
    """Return live jobs first, then the newest."""
    with tools.database.reading() as session:
        jobs = pipeline.list_recent_jobs(session, owner_id=user.id, only_live=live, count=count)
    return [answer_job(job) for job in jobs]


@router.get("/{job_id}")
def read_job(job_id: UUID, user: SignedIn, tools: Working) -> JobAnswer:
    """Return one job."""
    with tools.database.reading() as session:
        _check_track(session, job_id, owner_id=user.id)
        return answer_job(pipeline.get_job(session, job_id, owner_id=user.id))


@router.get("/{job_id}/log")
def read_log(job_id: UUID, user: SignedIn, tools: Working) -> list[JobEntryAnswer]:
    """Return what happened to a job, oldest first."""
    with tools.database.reading() as session:
        _check_track(session, job_id, owner_id=user.id)
        entries = pipeline.list_log(session, job_id, owner_id=user.id)
    return [JobEntryAnswer.model_validate(entry) for entry in entries]


@router.post("/{job_id}/cancel")
def cancel_job(job_id: UUID, user: SignedIn, tools: Working) -> JobAnswer:
    """Ask a job to stop; one that is over stays as it is."""
    with tools.database.transaction() as session:
        _check_track(session, job_id, owner_id=user.id)
        return answer_job(pipeline.cancel(session, job_id, owner_id=user.id))


@router.post("/{job_id}/retry", status_code=201)
def retry_job(job_id: UUID, user: SignedIn, tools: Working) -> JobAnswer:
    """Do again what failed or was cancelled; the answer is the new job."""
    with tools.database.transaction() as session:
        _check_track(session, job_id, owner_id=user.id)
        return answer_job(pipeline.retry(session, job_id, owner_id=user.id))


@router.post("/{job_id}/draft", status_code=201)
def draft_job(job_id: UUID, user: SignedIn, tools: Working) -> JobAnswer:
    """Make the stems with the draft engine, where a job failed for want of weights."""
    with tools.database.transaction() as session:
        _check_track(session, job_id, owner_id=user.id)
        return answer_job(pipeline.separate_as_draft(session, job_id, owner_id=user.id))


def _check_track(session: Session, job_id: UUID, *, owner_id: UUID) -> None:
    """Treat the jobs of a track that was thrown away as gone with it."""
    job = pipeline.get_job(session, job_id, owner_id=owner_id)
    if job.track_id is not None:
        library.get_track(session, job.track_id, owner_id=owner_id)
