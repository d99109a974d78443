"""Whole songs with known form, each played and listened to once, with its stems and without."""

import tempfile
from functools import cache, lru_cache
from pathlib import Path

from app import analysis
from app.analysis import AnalysisRequest, TrackAnalysis
from tests.analysis.rendered import Rendered, Truth, draw_song, render, write
from tests.analysis.rendered.plan import Style
from tests.twins import ignore_progress

FORM = ("tempo", "structure", "cues", "loops", "vocals", "drums")


@cache
def truth_of(seed: int, style: Style) -> Truth:
    """Return what is true of a song with a steady tempo."""
    return _play(seed, style).truth


@lru_cache(maxsize=1)  # a song with its stems takes hundreds of megabytes
def _play(seed: int, style: Style) -> Rendered:
    return render(draw_song(seed, style=style, motion="steady"))


@cache
def hear(seed: int, style: Style, *, with_stems: bool) -> TrackAnalysis:
    """Return the form that is heard in a song, in its mix or in its stems too."""
    song = _play(seed, style)
    with tempfile.TemporaryDirectory() as folder:
        mix = write(song.audio, Path(folder) / "song.wav")
        stems = {
            name: write(stem, Path(folder) / f"{name}.wav") for name, stem in song.stems.items()
        }
        request = AnalysisRequest(
            source=mix,
            name="song.wav",
            stems=stems if with_stems else {},
            features=FORM,
        )
        return analysis.ANALYSE.perform(request, ignore_progress)
