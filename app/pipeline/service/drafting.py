"""Take a track apart with the draft engine, where another one could not."""

from uuid import UUID

from sqlmodel import Session

import app.pipeline.repository as repository
from app import stems
from app.core.errors import NetworkDown, WeightsMissing
from app.pipeline.errors import NotRetryable
from app.pipeline.models import Job
from app.pipeline.rules import JobState
from app.pipeline.service import settling
from app.pipeline.service.asking import enqueue
from app.pipeline.stages.separate import SeparateArguments

DRAFT = "draft"
HELPED = frozenset({WeightsMissing.__name__, NetworkDown.__name__})
"""Errors of another engine that the draft engine does not have: it needs no weights."""


def can_be_drafted(job: Job) -> bool:
    """Say whether a job failed for want of what the draft engine does not need."""
    return (
        job.stage == "separate"
        and job.state is JobState.FAILED
        and job.error_kind in HELPED
        and job.arguments.get("engine") != DRAFT
    )


def separate_as_draft(session: Session, job_id: UUID, *, owner_id: UUID) -> Job:
    """Add a job that makes the stems with the draft engine which another one could not make.

    It takes the place of the failed one in its pipelines, and keeps what was asked for as far as
    the draft engine knows those stems.

    Raises:
        NotFound: if the owner has no such job.
        NotRetryable: if the job did not fail for want of weights, or was done again already.
    """
    failed = repository.get_job(session, job_id, owner_id=owner_id)
    if not can_be_drafted(failed):
        raise NotRetryable(
            "The draft engine is offered where a separation failed for want of weights; this job "
            "did not."
        )
    if repository.find_retry(session, failed.id):
        raise NotRetryable("This job has been done again already. Look at the newer one.")
    newer = enqueue(
        session,
        failed.stage,
        owner_id=owner_id,
        title=failed.title,
        arguments=_as_draft(SeparateArguments.model_validate(failed.arguments)),
        track_id=failed.track_id,
        priority=failed.priority,
    )
    if newer.retry_of_id is None:
        newer.retry_of_id = failed.id
        session.add(newer)
    repository.hand_over_steps(session, failed.id, newer_id=newer.id)
    repository.hand_over_items(session, failed.id, newer_id=newer.id)
    said = f"Done with the draft engine instead, as job {settling.short_id(newer)}"
    repository.add_entry(session, failed.id, said, is_end=True)
    return newer


def _as_draft(asked: SeparateArguments) -> SeparateArguments:
    model = stems.ENGINES.get(DRAFT).models[0]
    keep = asked.keep if set(asked.keep) <= set(model.stems) else ()
    return SeparateArguments(
        engine=DRAFT,
        model=model.name,
        keep=keep,
        rest=asked.rest and bool(keep),
        complete=asked.complete,
        again=asked.again,
    )
