"""A tempo that moves: the beats follow it, and the analysis says where it changes."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from app import analysis
from app.analysis import AnalysisRequest, TrackAnalysis
from app.analysis.ports import KnownGrid
from app.analysis.rules.rhythm.spans import find_spans
from tests.analysis.rendered import draw_song, render
from tests.analysis.songs import Song, save, strike, write
from tests.twins import ignore_progress

Listen = Callable[[Path], TrackAnalysis]
Beats = Sequence[float] | npt.NDArray[np.float64]

# What a listener still takes for one beat, as in MIREX and mir_eval.
WINDOW_SECONDS = 0.07


def strike_at(tempos: Sequence[float]) -> list[float]:
    """Return the times of beats whose distances are those of the tempi."""
    return [0.2, *(0.2 + np.cumsum(60.0 / np.array(tempos)))]


def met(played: Beats, heard: Beats) -> float:
    """Return the F-measure of the beats."""
    found = np.array(heard)
    hits = sum(float(np.abs(found - beat).min()) <= WINDOW_SECONDS for beat in played)
    return 2.0 * hits / (len(played) + len(found))


def test_beats_follow_a_tempo_that_rises_all_the_time(listen: Listen, tmp_path: Path) -> None:
    played = strike_at(np.linspace(100, 130, 70).tolist())

    heard = listen(save(strike(played), tmp_path / "faster.wav"))

    assert met(played, heard.beats_seconds) > 0.95
    assert not heard.is_steady
    tempos = [span.tempo_bpm for span in heard.tempo_spans]
    assert tempos[0] == pytest.approx(102, abs=4)
    assert tempos[-1] == pytest.approx(128, abs=4)
    assert all(later > earlier for earlier, later in pairwise(tempos))


def test_a_ritardando_is_followed_to_its_end(listen: Listen, tmp_path: Path) -> None:
    played = strike_at([120.0] * 60 + np.linspace(120, 85, 24).tolist())

    heard = listen(save(strike(played), tmp_path / "slower.wav"))

    assert met(played, heard.beats_seconds) > 0.95
    assert len(heard.tempo_spans) > 2
    assert heard.tempo_spans[0].tempo_bpm == pytest.approx(120.0, abs=0.2)
    assert heard.tempo_spans[-1].tempo_bpm < 95


def test_two_tempi_in_one_file_are_two_spans_that_meet_where_the_tempo_changes(
    listen: Listen, tmp_path: Path
) -> None:
    played = strike_at([124.0] * 64 + [140.0] * 64)

    heard = listen(save(strike(played), tmp_path / "two.wav"))

    first, second = heard.tempo_spans
    assert first.tempo_bpm == pytest.approx(124.0, abs=0.1)
    assert second.tempo_bpm == pytest.approx(140.0, abs=0.1)
    assert second.start_seconds == pytest.approx(played[64], abs=1.0)
    assert met(played, heard.beats_seconds) > 0.97
    assert not heard.is_steady


@pytest.mark.parametrize(("seed", "style"), [(7, "house"), (8, "pop"), (4, "rock")])
def test_a_live_drummer_is_followed(listen: Listen, tmp_path: Path, seed: int, style: str) -> None:
    song = render(draw_song(seed, style=style, motion="live", seconds=45.0))

    heard = listen(save(song.audio, tmp_path / "live.wav"))

    truth = song.truth.beats_seconds
    distances = [np.abs(np.array(heard.beats_seconds) - beat).min() for beat in truth]
    assert met(truth, heard.beats_seconds) > 0.95
    assert np.median(distances) < 0.010
    assert set(heard.downbeats_seconds) <= set(heard.beats_seconds)


def test_a_machine_is_steady_and_has_one_span(listen: Listen, tmp_path: Path) -> None:
    played = [float(beat) for beat in np.arange(0.3, 40, 60 / 126)]

    heard = listen(save(strike(played), tmp_path / "machine.wav"))

    assert heard.is_steady
    (span,) = heard.tempo_spans
    assert span.tempo_bpm == heard.tempo_bpm == pytest.approx(126.0, abs=0.02)
    assert span.start_seconds == heard.beats_seconds[0]


def test_a_grid_that_a_hand_has_made_is_used_instead_of_the_one_that_is_heard(
    tmp_path: Path,
) -> None:
    song = Song(tempo_bpm=120.0).lasting(30)
    beats = [0.25 * 60 / 120 + beat for beat in song.beats[:-1]]
    grid = KnownGrid(
        tempo_bpm=120.0, beats_per_bar=4, beats_seconds=beats, downbeats_seconds=beats[1::4]
    )
    path = write(song, tmp_path)

    heard = analysis.ANALYSE.perform(
        AnalysisRequest(source=path, name=path.name, grid=grid), ignore_progress
    )

    assert heard.beats_seconds == pytest.approx(beats, abs=1e-4)
    assert heard.downbeats_seconds == pytest.approx(beats[1::4], abs=1e-4)
    assert heard.is_steady
    assert {section.start_seconds for section in heard.sections} <= set(heard.downbeats_seconds)


def test_bars_end_by_the_tempo_of_their_own_beats(tmp_path: Path) -> None:
    song = Song(tempo_bpm=120.0).lasting(30)
    beats = np.concatenate([np.arange(0.0, 20.0, 0.5), 20.0 + np.arange(0.0, 8.5, 0.7)])
    grid = KnownGrid(
        tempo_bpm=120.0,
        beats_per_bar=4,
        beats_seconds=beats.tolist(),
        downbeats_seconds=beats[::4].tolist(),
    )
    path = write(song, tmp_path)

    heard = analysis.ANALYSE.perform(
        AnalysisRequest(source=path, name=path.name, grid=grid), ignore_progress
    )

    assert not heard.is_steady
    assert [round(span.tempo_bpm, 2) for span in heard.tempo_spans] == [120.0, 85.71]
    last_bar = heard.downbeats_seconds[-1] + 4 * 0.7
    assert heard.sections[-1].end_seconds == pytest.approx(
        min(last_bar, heard.duration_seconds), abs=0.01
    )


def test_spans_cover_all_beats_and_break_where_the_tempo_does() -> None:
    beats = np.array([*(np.arange(32) * 0.5), *(16.0 + np.arange(40) * 0.45)], dtype=np.float64)

    spans = find_spans(beats)

    assert [(span.first, span.last) for span in spans] == [(0, 31), (32, 71)]
    assert [round(span.tempo_bpm, 2) for span in spans] == [120.0, 133.33]


def test_one_beat_has_no_span() -> None:
    assert find_spans(np.array([1.0])) == []
