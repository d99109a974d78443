"""The stage that makes good for tracks that were not compared with the others when they came."""

from functools import partial
from typing import Any

from pydantic import BaseModel
from sqlmodel import Session

from app import sources
from app.core.words import plural
from app.pipeline.models import Job
from app.pipeline.ports import Tools, Work
from app.pipeline.rules import Queue

POOL = "analysis"


class RecogniseArguments(BaseModel):
    """``at_most`` so many tracks are listened to; the others have their turn the next time."""

    at_most: int = 100


class Recognise:
    """Make good for tracks, whoever's they are, that nobody has listened to for duplicates."""

    name = "recognise"
    label = "Look for duplicates"
    queue = Queue.UPKEEP
    after: frozenset[str] = frozenset()

    def compute(self, work: Work) -> int:
        """Listen to tracks one by one; each is written down by itself."""
        arguments = RecogniseArguments.model_validate(work.job.arguments)
        tools = work.tools
        perform = partial(
            tools.workshop.perform,
            pool=POOL,
            report=_tell_nobody,
            halt=work.halt,
            limit_seconds=tools.settings.analysis_limit_seconds,
        )
        with tools.database.reading() as session:
            waiting = sources.list_unheard(session, count=arguments.at_most)
        for number, (track_id, owner_id) in enumerate(waiting):
            work.halt.check()
            work.report(number / len(waiting), "listening")
            sources.recognise(tools.database, tools.media, perform, track_id, owner_id=owner_id)
        return len(waiting)

    def save(self, session: Session, job: Job, outcome: int, tools: Tools) -> dict[str, Any]:
        """Keep the number with the job."""
        del session, job, tools
        said = plural("{count} track was listened to", "{count} tracks were listened to", outcome)
        return {"heard": outcome, "summary": said}


def _tell_nobody(fraction: float, phase: str) -> None:
    """Take the progress of a second of work."""
    del fraction, phase
