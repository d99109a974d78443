"""The stage that listens to the stems, and sets the cues by what it hears there."""

from typing import Any

from pydantic import BaseModel
from sqlmodel import Session

from app import analysis, library, stems
from app.analysis import ListeningWish
from app.core.errors import NotFound
from app.pipeline.models import Job
from app.pipeline.ports import Tools, Work
from app.pipeline.rules import Queue

STEMS_TELL = ("structure", "cues", "loops", "vocals", "drums")
"""The features of which stems tell more than the mix."""


def retold_by_stems(newest: analysis.Analysis) -> tuple[str, ...]:
    """Return the features of an analysis of which stems would tell more."""
    known = newest.document.get("versions", {})
    return tuple(name for name in STEMS_TELL if name in known)


class CueArguments(BaseModel):
    """``style`` says which cues are wanted; they follow the newest analysis and the stems."""

    style: str = ""


class SetCues:
    """Replace the automatic cues of a track; those that a hand has set stay.

    The analysis has set cues by the mix already.  Where there are stems by now that it has not
    heard, it is asked again for all that they tell more of.
    """

    name = "cue"
    label = "Set cues"
    queue = Queue.ANALYSIS
    after = frozenset({"analyse", "separate"})

    def compute(self, work: Work) -> analysis.TrackAnalysis | None:
        """Return what the stems tell, or None where they tell nothing new.

        Raises:
            NotFound: if the track has no analysis.
        """
        mine = {"owner_id": work.job.owner_id, "track_id": work.track_id}
        media = work.tools.media
        with work.tools.database.reading() as session:
            newest = analysis.find_analysis(session, **mine)
            if newest is None:
                raise NotFound("This track has no analysis yet. Analyse it first.")
            parts = stems.find_current_files(session, media, **mine)
            if not parts or set(parts) <= set(newest.document.get("stems", [])):
                return None
            wish = ListeningWish(
                features=retold_by_stems(newest),
                style=CueArguments.model_validate(work.job.arguments).style,
            )
            if not wish.features:
                return None
            source = media.path(library.media_key_of(work.track_id))
            request = analysis.prepare_request(session, wish, source=source, stems=parts, **mine)
        return work.perform(
            analysis.ANALYSE,
            request,
            pool="analysis",
            limit_seconds=work.tools.settings.analysis_limit_seconds,
        )

    def save(
        self, session: Session, job: Job, outcome: analysis.TrackAnalysis | None, tools: Tools
    ) -> dict[str, Any]:
        """Merge what the stems told into the analysis, which sets the cues."""
        del tools
        assert job.track_id is not None  # noqa: S101  — compute has asked for it
        owner_id, track_id = job.owner_id, job.track_id
        if outcome is not None:
            analysis.add_analysis(
                session, outcome, analysis_id=job.id, owner_id=owner_id, track_id=track_id
            )
        count = len(analysis.list_cues(session, owner_id=owner_id, track_id=track_id))
        return {"cues": count, "summary": "1 cue" if count == 1 else f"{count} cues"}
