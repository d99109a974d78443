"""The stage that learns how tracks sound which were heard before that was written down."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Session

from app import analysis
from app.core.words import plural
from app.pipeline.models import Job
from app.pipeline.ports import Tools, Work
from app.pipeline.rules import Queue

AT_ONCE = 50
"""So many tracks are written in one transaction, so that nobody waits long for it."""


class TimbreArguments(BaseModel):
    """Nothing has to be said."""


class LearnTimbre:
    """Write down how tracks sound, from the analyses they have."""

    name = "timbre"
    label = "Learn how tracks sound"
    queue = Queue.UPKEEP
    after: frozenset[str] = frozenset()

    def compute(self, work: Work) -> int:
        """Go through all tracks that lack it, in short transactions, and return how many."""
        filled = 0
        last: UUID | None = None
        while True:
            work.halt.check()
            with work.tools.database.transaction() as session:
                some, last = analysis.fill_timbres(session, after=last, count=AT_ONCE)
            filled += some
            if last is None:
                return filled

    def save(self, session: Session, job: Job, outcome: int, tools: Tools) -> dict[str, Any]:
        """Say how many."""
        del session, job, tools
        return {"filled": outcome, "summary": plural("{count} track", "{count} tracks", outcome)}
