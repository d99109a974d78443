"""The stage that learns tempo, grid, key, loudness and form of a track."""

from functools import partial
from typing import Any

from sqlmodel import Session

from app import analysis, library, sources, stems
from app.analysis import ListeningWish
from app.pipeline.models import Job
from app.pipeline.ports import Tools, Work
from app.pipeline.rules import Queue


class AnalyseArguments(ListeningWish):
    """``again`` finds out even what is known already by today's methods."""

    again: bool = False


class Analyse:
    """Listen to a track in a warm child of the analysis pool."""

    name = "analyse"
    label = "Analyse"
    queue = Queue.ANALYSIS
    after = frozenset({"import", "download"})

    def compute(self, work: Work) -> analysis.TrackAnalysis | analysis.Analysis:
        """Return what was heard, or the analysis by today's methods that is there already."""
        wish = AnalyseArguments.model_validate(work.job.arguments)
        with work.tools.database.reading() as session:
            there = analysis.find_current(
                session,
                owner_id=work.job.owner_id,
                track_id=work.track_id,
                features=wish.features,
            )
        if there is not None and not wish.again:
            _look_for_duplicates(work)
            return there
        heard = analysis.listen(partial(_ask, work, wish), partial(_hear, work))
        _look_for_duplicates(work)
        return heard

    def save(
        self,
        session: Session,
        job: Job,
        outcome: analysis.TrackAnalysis | analysis.Analysis,
        tools: Tools,
    ) -> dict[str, Any]:
        """Add the analysis, and the grid, form, cues and loops that no hand has made."""
        del tools
        if isinstance(outcome, analysis.Analysis):
            summary = "what was heard before still holds"
            return {"analysis_id": str(outcome.id), "reused": True, "summary": summary}
        assert job.track_id is not None  # noqa: S101  — compute has asked for it
        made = analysis.add_analysis(
            session,
            outcome,
            analysis_id=job.id,
            owner_id=job.owner_id,
            track_id=job.track_id,
            overwrite=AnalyseArguments.model_validate(job.arguments).overwrite,
        )
        return {"analysis_id": str(made.id), "reused": False, "summary": _sum_up(outcome)}


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


def _look_for_duplicates(work: Work) -> None:
    """Find out whether the recording is in the library already, and say so."""
    tools = work.tools
    perform = partial(
        tools.workshop.perform,
        pool="analysis",
        report=_tell_nobody,  # the analysis has told all of its own
        halt=work.halt,
        limit_seconds=tools.settings.analysis_limit_seconds,
    )
    for name in sources.recognise(
        tools.database, tools.media, perform, work.track_id, owner_id=work.job.owner_id
    ):
        work.say(f"This sounds the same as {name}")


def _tell_nobody(fraction: float, phase: str) -> None:
    """Take the progress of a second of work."""
    del fraction, phase


def _sum_up(heard: analysis.TrackAnalysis) -> str:
    words: list[str] = []
    if "tempo" in heard.versions:
        words.append(f"{heard.tempo_bpm:.1f} BPM" if heard.tempo_bpm else "no steady tempo")
    if "key" in heard.versions:
        words.append(heard.key or "no clear key")
    if heard.loudness_lufs is not None:
        words.append(f"{heard.loudness_lufs:.1f} LUFS")
    return ", ".join(words) or f"{len(heard.versions)} features"
