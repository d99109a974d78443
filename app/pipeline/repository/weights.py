"""Questions about the jobs that fetch models and use them, whoever asked for them.

Weights belong to the machine, so these see the jobs of all users; what they tell stays with models.
"""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from app.pipeline.models import Job
from app.pipeline.rules import LIVE

REMEMBERED = 200
"""So many fetches back, the newest one of every model is found."""


def list_newest_pulls(session: Session) -> dict[str, Job]:
    """Return the newest job that fetches each model, by the model's name."""
    query = (
        select(Job)
        .where(Job.stage == "pull")
        .order_by(col(Job.created_at).desc(), col(Job.id))
        .limit(REMEMBERED)
    )
    return {job.arguments["name"]: job for job in reversed(list(session.exec(query)))}


def count_pulls_before(session: Session, job: Job) -> int:
    """Return how many fetches of models were asked for before this one and are not over.

    Those that wait for their turn count too.  When they were claimed says nothing: of two that are
    claimed at the same time, each may not see the other yet.
    """
    query = select(Job).where(Job.stage == "pull", col(Job.state).in_(LIVE))
    place = (job.created_at, job.id)
    return sum((other.created_at, other.id) < place for other in session.exec(query))


def list_live_separations(session: Session, *, model: str) -> list[Job]:
    """Return the live jobs that separate with a model."""
    query = select(Job).where(Job.stage == "separate", col(Job.state).in_(LIVE))
    jobs: Iterable[Job] = session.exec(query)
    return [job for job in jobs if job.arguments.get("model") == model]
