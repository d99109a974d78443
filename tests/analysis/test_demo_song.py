from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from app.analysis import TrackAnalysis
from app.sources import DemoSong, write_demo_song

Listen = Callable[[Path], TrackAnalysis]
Demo = tuple[DemoSong, TrackAnalysis]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, listen: Listen) -> Demo:
    path = tmp_path_factory.mktemp("demo") / "demo.flac"
    return write_demo_song(path), listen(path)


def test_the_tempo_key_and_meter_of_the_demo_song_are_heard(demo: Demo) -> None:
    song, heard = demo

    assert heard.tempo_bpm == pytest.approx(song.tempo_bpm, abs=0.02)
    assert heard.key == song.key
    assert heard.beats_per_bar == song.beats_per_bar
    assert heard.downbeats_seconds[0] == pytest.approx(song.first_beat_seconds, abs=0.010)


def test_the_sections_of_the_demo_song_are_heard(demo: Demo) -> None:
    song, heard = demo

    assert [section.label for section in heard.sections] == [
        section.label for section in song.sections
    ]
    starts = np.array([section.start_seconds for section in heard.sections])
    assert starts == pytest.approx([s.start_seconds for s in song.sections], abs=0.010)
