"""The stage that learns tempo, grid, key, loudness and form of a track."""

from typing import Any

from pydantic import BaseModel
from sqlmodel import Session

from app import analysis, library
from app.pipeline.models import Job
from app.pipeline.ports import Tools, Work
from app.pipeline.rules import Queue


class AnalyseArguments(BaseModel):
    """``again`` analyses even if this version's result is there already."""

    again: bool = False


class Analyse:
    """Listen to a track in a warm child of the analysis pool."""

    name = "analyse"
    label = "Analyse"
    queue = Queue.ANALYSIS
    after = frozenset({"import"})

    def compute(self, work: Work) -> analysis.TrackAnalysis | analysis.Analysis:
        """Return what was heard, or the analysis by today's methods that is there already."""
        arguments = AnalyseArguments.model_validate(work.job.arguments)
        owner_id = work.job.owner_id
        with work.tools.database.reading() as session:
            track = library.get_track(session, work.track_id, owner_id=owner_id)
            there = analysis.find_current(session, owner_id=owner_id, track_id=track.id)
        if there is not None and not arguments.again:
            return there
        request = analysis.AnalysisRequest(
            source=work.tools.media.path(library.media_key_of(track.id)), name=track.file_name
        )
        return work.perform(
            analysis.ANALYSE,
            request,
            pool="analysis",
            limit_seconds=work.tools.settings.analysis_limit_seconds,
        )

    def save(
        self,
        session: Session,
        job: Job,
        outcome: analysis.TrackAnalysis | analysis.Analysis,
        tools: Tools,
    ) -> dict[str, Any]:
        """Add the analysis, and the grid and form that no hand has made."""
        del tools
        if isinstance(outcome, analysis.Analysis):
            summary = "what was heard before still holds"
            return {"analysis_id": str(outcome.id), "reused": True, "summary": summary}
        assert job.track_id is not None  # noqa: S101  — compute has asked for it
        made = analysis.add_analysis(
            session, outcome, analysis_id=job.id, owner_id=job.owner_id, track_id=job.track_id
        )
        return {"analysis_id": str(made.id), "reused": False, "summary": _sum_up(outcome)}


def _sum_up(heard: analysis.TrackAnalysis) -> str:
    tempo = f"{heard.tempo_bpm:.1f} BPM" if heard.tempo_bpm else "no steady tempo"
    return f"{tempo}, {heard.key or 'no clear key'}, {heard.loudness_lufs:.1f} LUFS"
