"""Listen to separations under one address, before and after they are finished.

A separation has the id of the job that makes it.  While the job runs, its stems lie in its scratch,
which web and workers share; when it has ended well there are rows, and the stems are media.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session

import app.pipeline.repository as repository
from app import library, stems
from app.core.errors import NotFound
from app.pipeline.models import Job
from app.pipeline.ports import Tools
from app.pipeline.rules import LIVE, JobState
from app.stems import LiveStems, Separation, Stem

_STAGE = "separate"
_LOOKS = 2
"""A job may end between a look at its row and one at its folder; the second look is final."""

_MOST_JOBS = 100


class Making(StrEnum):
    """How far a separation is, for those who want to listen to it."""

    WAITING = "waiting"
    MAKING = "making"
    DONE = "done"
    GONE = "gone"


@dataclass(frozen=True)
class Sound:
    """Where a separation can be heard.

    Once it is done, ``separation`` and ``parts`` are its rows; while it is being made, ``live``
    reads what is there; while it waits, and when nothing came of it, there is neither.
    """

    separation_id: UUID
    track_id: UUID | None
    making: Making
    separation: Separation | None = None
    parts: tuple[Stem, ...] = ()
    live: LiveStems | None = None


@dataclass(frozen=True)
class Coming:
    """What became of a job that somebody waits for; ``separation_id`` once it can be heard."""

    making: Making
    separation_id: UUID | None = None


def find_sound(tools: Tools, separation_id: UUID, *, owner_id: UUID) -> Sound:
    """Return where one of the owner's separations can be heard, also while it is made.

    Raises:
        NotFound: if there is none, its track was thrown away, or it is somebody else's.
    """
    sound = _look(tools, separation_id, owner_id=owner_id)
    for _ in range(1, _LOOKS):
        if sound.making is not Making.WAITING:
            break
        sound = _look(tools, separation_id, owner_id=owner_id)
    return sound


def find_coming_job(session: Session, track_id: UUID, *, owner_id: UUID) -> Job | None:
    """Return the job that makes, or will make, the next separation of the owner's track."""
    live = repository.list_recent(
        session, owner_id=owner_id, track_id=track_id, only_live=True, count=_MOST_JOBS
    )
    jobs = [job for job in live if job.stage == _STAGE and not job.cancel_requested]
    return min(jobs, key=lambda job: (job.worker is None, job.priority, job.due_at), default=None)


def find_coming(tools: Tools, job_id: UUID, *, track_id: UUID, owner_id: UUID) -> Coming:
    """Return what became of a job that somebody waits for, or of the one that retries it.

    Raises:
        NotFound: if the owner's track has no such job, or was thrown away.
    """
    with tools.database.reading() as session:
        job = _follow(session, _get_job(session, job_id, owner_id=owner_id))
    if job.track_id != track_id:
        raise NotFound("There is no such separation.")
    if job.state is JobState.COMPLETED:
        return Coming(Making.DONE, UUID((job.result or {})["separation_id"]))
    if job.state not in LIVE:
        return Coming(Making.GONE)
    sound = find_sound(tools, job.id, owner_id=owner_id)
    is_heard = sound.making in {Making.MAKING, Making.DONE}
    return Coming(sound.making, job.id if is_heard else None)


def _look(tools: Tools, separation_id: UUID, *, owner_id: UUID) -> Sound:
    """Look at the job before the rows that come with its end: whoever sees the end sees them."""
    with tools.database.reading() as session:
        job = _find_job(session, separation_id, owner_id=owner_id)
        separation = _find_separation(session, separation_id, owner_id=owner_id)
        if separation is not None:
            parts = stems.list_stems(session, owner_id=owner_id, separation_id=separation_id)
            return Sound(separation_id, separation.track_id, Making.DONE, separation, tuple(parts))
    if job is None:
        raise NotFound("There is no such separation.")
    if job.state not in LIVE:
        return Sound(separation_id, job.track_id, Making.GONE)
    scratch = tools.media.scratch_of(job.id, attempt=job.attempt)
    live = LiveStems.find(scratch) if job.worker else None
    making = Making.MAKING if live else Making.WAITING
    return Sound(separation_id, job.track_id, making, live=live)


def _find_job(session: Session, job_id: UUID, *, owner_id: UUID) -> Job | None:
    try:
        return _get_job(session, job_id, owner_id=owner_id)
    except NotFound:
        return None


def _find_separation(session: Session, separation_id: UUID, *, owner_id: UUID) -> Separation | None:
    try:
        return stems.get_separation(session, separation_id, owner_id=owner_id)
    except NotFound:
        return None


def _get_job(session: Session, job_id: UUID, *, owner_id: UUID) -> Job:
    job = repository.get_job(session, job_id, owner_id=owner_id)
    if job.stage != _STAGE or job.track_id is None:
        raise NotFound("There is no such separation.")
    library.get_track(session, job.track_id, owner_id=owner_id)
    return job


def _follow(session: Session, job: Job) -> Job:
    """Return the newest of the jobs that retry one another."""
    while (newer := repository.find_retry(session, job.id)) is not None:
        job = newer
    return job
