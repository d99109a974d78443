"""The stage that sets cues on what the analysis heard."""

from typing import Any

from pydantic import BaseModel
from sqlmodel import Session

from app import analysis
from app.core.errors import NotFound
from app.pipeline.models import Job
from app.pipeline.ports import Tools, Work
from app.pipeline.rules import Queue


class CueArguments(BaseModel):
    """Nothing has to be said; cues follow the newest analysis."""


class SetCues:
    """Replace the automatic cues of a track; those that a hand has set stay."""

    name = "cue"
    label = "Set cues"
    queue = Queue.ANALYSIS
    after = frozenset({"analyse"})

    def compute(self, work: Work) -> analysis.TrackAnalysis:
        """Return the newest analysis.

        Raises:
            NotFound: if the track has none.
        """
        with work.tools.database.reading() as session:
            newest = analysis.find_analysis(
                session, owner_id=work.job.owner_id, track_id=work.track_id
            )
        if newest is None:
            raise NotFound("This track has no analysis yet. Analyse it first.")
        return analysis.TrackAnalysis.model_validate(newest.document)

    def save(
        self, session: Session, job: Job, outcome: analysis.TrackAnalysis, tools: Tools
    ) -> dict[str, Any]:
        """Store the cues."""
        del tools
        assert job.track_id is not None  # noqa: S101  — compute has asked for it
        cues = analysis.replace_automatic_cues(
            session, outcome.cues, owner_id=job.owner_id, track_id=job.track_id
        )
        count = len(cues)
        return {"cues": count, "summary": "1 cue" if count == 1 else f"{count} cues"}
