"""The stage that fetches the weights of a model, for everybody on this machine."""

from typing import Any

from pydantic import BaseModel
from sqlmodel import Session

import app.pipeline.repository as repository
from app import stems
from app.core.units import bytes_to_words
from app.pipeline.errors import Snooze
from app.pipeline.models import Job
from app.pipeline.ports import Tools, Work
from app.pipeline.rules import Queue

POOL = "models"
LIMIT_SECONDS = 86_400.0
"""A slow line takes hours; one that stands still is noticed by the fetch itself."""


class PullArguments(BaseModel):
    """Which model's weights to fetch."""

    name: str


class Pull:
    """Fetch weights in a child process; when it is stopped, what has come stays for the next."""

    name = "pull"
    label = "Fetch a model"
    queue = Queue.DOWNLOAD
    after: frozenset[str] = frozenset()

    def compute(self, work: Work) -> stems.PullReport:
        """Return what is installed now."""
        settings = work.tools.settings
        _leave_room_for_imports(work)
        request = stems.PullRequest(
            name=PullArguments.model_validate(work.job.arguments).name,
            models_folder=settings.models_folder,
            weights_url=settings.weights_url,
        )
        return work.perform(stems.PULL, request, pool=POOL, limit_seconds=LIMIT_SECONDS)

    def save(
        self, session: Session, job: Job, outcome: stems.PullReport, tools: Tools
    ) -> dict[str, Any]:
        """Say what was installed; the weights themselves are no rows."""
        del session, job, tools
        summary = f"{bytes_to_words(outcome.size_bytes)} of weights"
        return {"model": outcome.name, "size_bytes": outcome.size_bytes, "summary": summary}


def _leave_room_for_imports(work: Work) -> None:
    """Wait while so many models are fetched that people's own files would have to.

    Raises:
        Snooze: if this one is too many.
    """
    settings = work.tools.settings
    with work.tools.database.reading() as session:
        before = repository.count_pulls_before(session, work.job)
    if before >= max(settings.download_concurrency - 1, 1):
        raise Snooze(settings.job_backoff_seconds, phase="waiting for other downloads")
