"""The stage that listens to the stems, and sets the cues by what it hears there."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Session

from app import analysis, library, sources, stems
from app.analysis import STEMS_TELL, ListeningWish
from app.core.errors import NotFound
from app.pipeline.models import Job
from app.pipeline.ports import Tools, Work
from app.pipeline.rules import Queue


def retold_by(newest: analysis.Analysis, separation_id: UUID) -> tuple[str, ...]:
    """Return the features of an analysis of which the stems of a separation would tell more."""
    if newest.document.get("separation_id") == str(separation_id):
        return ()
    known = newest.document.get("versions", {})
    return tuple(name for name in STEMS_TELL if name in known)


class CueArguments(BaseModel):
    """``style`` says which cues are wanted; they follow the newest analysis and the stems."""

    style: str = ""


@dataclass(frozen=True)
class Listened:
    """What the stems of a separation told, nothing where that was known."""

    separation_id: UUID | None
    heard: analysis.TrackAnalysis | None = None


class SetCues:
    """Replace the automatic cues of a track; those that a hand has set stay.

    The analysis has set cues by the mix already.  Where it has not heard the stems that are current
    by now, it is asked again for all that they tell more of.
    """

    name = "cue"
    label = "Set cues"
    queue = Queue.ANALYSIS
    after = frozenset({"analyse", "separate"})

    def compute(self, work: Work) -> Listened:
        """Return what the stems tell, if anything new.

        Raises:
            NotFound: if the track has no analysis.
        """
        mine = {"owner_id": work.job.owner_id, "track_id": work.track_id}
        with work.tools.database.reading() as session:
            newest = analysis.find_analysis(session, **mine)
            if newest is None:
                raise NotFound("This track has no analysis yet. Analyse it first.")
            found = stems.find_current_files(session, work.tools.media, **mine)
        if found.separation_id is None or not found.files:
            return Listened(found.separation_id)
        features = retold_by(newest, found.separation_id)
        if not features:
            return Listened(found.separation_id)
        style = CueArguments.model_validate(work.job.arguments).style
        wish = ListeningWish(features=features, style=style)
        heard = analysis.listen(partial(_ask, work, wish), partial(_hear, work))
        return Listened(heard.separation_id, heard)

    def save(self, session: Session, job: Job, outcome: Listened, tools: Tools) -> dict[str, Any]:
        """Merge what the stems told into the analysis, which sets the cues."""
        del tools
        assert job.track_id is not None  # noqa: S101  — compute has asked for it
        owner_id, track_id = job.owner_id, job.track_id
        if outcome.heard is not None:
            analysis.add_analysis(
                session, outcome.heard, analysis_id=job.id, owner_id=owner_id, track_id=track_id
            )
        count = len(analysis.list_cues(session, owner_id=owner_id, track_id=track_id))
        return {
            "cues": count,
            "separation_id": outcome.separation_id and str(outcome.separation_id),
            "summary": "1 cue" if count == 1 else f"{count} cues",
        }


def _ask(work: Work, wish: ListeningWish) -> analysis.AnalysisRequest:
    """Return what to ask about a track as it is now."""
    mine = {"owner_id": work.job.owner_id, "track_id": work.track_id}
    media = work.tools.media
    with work.tools.database.reading() as session:
        track = library.get_track(session, work.track_id, owner_id=work.job.owner_id)
        found = stems.find_current_files(session, media, **mine)
        return analysis.prepare_request(
            session,
            wish,
            source=sources.audio_path(session, media, track),
            stems=found.files,
            separation_id=found.separation_id,
            **mine,
        )


def _hear(work: Work, request: analysis.AnalysisRequest) -> analysis.TrackAnalysis:
    return work.perform(
        analysis.ANALYSE,
        request,
        pool="analysis",
        limit_seconds=work.tools.settings.analysis_limit_seconds,
    )
