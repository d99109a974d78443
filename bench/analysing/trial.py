"""One song on trial: drawn, played, written, analysed and marked."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app import analysis
from bench.analysing.marks import Marks, StemMarks, mark, mark_with_stems
from tests.analysis.rendered import Plan, Rendered, draw_song, render, write
from tests.twins import ignore_progress

USES_STEMS: Final = ("structure", "vocals", "drums")


@dataclass(frozen=True)
class Trial:
    """A song with its marks; ``heard_tempo_bpm`` and ``heard_key`` are what was answered."""

    plan: Plan
    marks: Marks
    stem_marks: StemMarks
    heard_tempo_bpm: float | None
    heard_key: str | None
    elapsed_seconds: float


def try_song(seed: int, folder: Path) -> Trial:
    """Return the marks of the song of a seed, heard as a mix and then with its stems."""
    song = render(draw_song(seed))
    source = write(song.audio, folder / "mix.wav")
    request = analysis.AnalysisRequest(source=source, name=f"song {seed}")
    heard = analysis.ANALYSE.perform(request, ignore_progress)
    return Trial(
        plan=song.plan,
        marks=mark(song.truth, heard),
        stem_marks=_with_stems(song, source, folder),
        heard_tempo_bpm=heard.tempo_bpm,
        heard_key=heard.key,
        elapsed_seconds=heard.elapsed_seconds,
    )


def _with_stems(song: Rendered, source: Path, folder: Path) -> StemMarks:
    """Return what the stems add."""
    stems = {name: write(stem, folder / f"{name}.wav") for name, stem in song.stems.items()}
    request = analysis.AnalysisRequest(
        source=source, name=f"song {song.plan.seed}", stems=stems, features=USES_STEMS
    )
    return mark_with_stems(song.truth, analysis.ANALYSE.perform(request, ignore_progress))
