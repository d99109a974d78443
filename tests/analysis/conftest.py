"""What the tests of the analysis share: a listener with a memory, because songs are used again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app import analysis
from app.analysis import AnalysisRequest, TrackAnalysis
from tests.analysis.songs import Song, write
from tests.twins import ignore_progress

Listen = Callable[[Path], TrackAnalysis]
Hear = Callable[[Song], TrackAnalysis]


@pytest.fixture(scope="session")
def listen() -> Listen:
    """Return a function that analyses a file."""

    def listen_to(path: Path) -> TrackAnalysis:
        request = AnalysisRequest(source=path, name=path.name)
        return analysis.ANALYSE.perform(request, ignore_progress)

    return listen_to


@pytest.fixture(scope="session")
def hear(tmp_path_factory: pytest.TempPathFactory, listen: Listen) -> Hear:
    """Return a function that renders a song and analyses it, once for each song."""
    folder = tmp_path_factory.mktemp("songs")
    known: dict[Song, TrackAnalysis] = {}

    def hear_song(song: Song) -> TrackAnalysis:
        if song not in known:
            known[song] = listen(write(song, folder, name=f"{len(known)}.wav"))
        return known[song]

    return hear_song
