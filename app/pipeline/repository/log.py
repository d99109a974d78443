"""The log of jobs: what happened to each, line by line."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session, col, func, select

from app.core import clock
from app.pipeline.models import Job, JobEntry
from app.pipeline.repository.jobs import get_job
from app.pipeline.rules import LOG_IS_FULL, LOG_ROOM, to_sentence

_LENGTH = 500


def add_entry(session: Session, job_id: UUID, text: str, *, is_end: bool = False) -> None:
    """Write a line into a job's log, as part of the change it tells of; the job's row exists.

    A log that has become too long keeps only what ends it.
    """
    place = session.exec(select(func.count()).where(JobEntry.job_id == job_id)).one()
    if place >= LOG_ROOM and not is_end:
        return
    if place == LOG_ROOM - 1 and not is_end:
        text = LOG_IS_FULL
    entry = JobEntry(job_id=job_id, place=place, at=clock.now(), text=to_sentence(text, _LENGTH))
    session.add(entry)
    session.flush()


def list_log(session: Session, job_id: UUID, *, owner_id: UUID) -> list[JobEntry]:
    """Return what happened to the owner's job, oldest first.

    Raises:
        NotFound: if there is none, or it is somebody else's.
    """
    get_job(session, job_id, owner_id=owner_id)
    return list_logs(session, [job_id], owner_id=owner_id)[job_id]


def list_logs(
    session: Session, job_ids: Collection[UUID], *, owner_id: UUID
) -> dict[UUID, list[JobEntry]]:
    """Return what happened to each of these jobs, oldest first; nothing for those of others."""
    query = (
        select(JobEntry)
        .join(Job, col(Job.id) == JobEntry.job_id)
        .where(col(JobEntry.job_id).in_(job_ids), Job.owner_id == owner_id)
        .order_by(col(JobEntry.place), col(JobEntry.at))
    )
    logs: dict[UUID, list[JobEntry]] = {job_id: [] for job_id in job_ids}
    for entry in session.exec(query):
        logs[entry.job_id].append(entry)
    return logs
