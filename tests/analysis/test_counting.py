"""How music is counted: loops in many grooves, and rendered songs of the styles that mislead."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from app.analysis import TrackAnalysis
from tests.analysis.loops import play_loop
from tests.analysis.rendered import draw_song, render
from tests.analysis.songs import save

Listen = Callable[[Path], TrackAnalysis]

UNSEEN: Final = 90
"""A seed of loops that nothing is fitted to."""

GROOVES: Final = (
    "house", "off-beat hats", "dnb", "dubstep", "trap", "boom bap", "pop with fills",
    "rock with open hats", "swung punk", "shuffle", "ballad with a rim", "jazz waltz", "country",
    "garage", "guitar strum", "click",
)  # fmt: skip


@pytest.mark.parametrize("groove", GROOVES)
def test_a_loop_has_its_tempo_its_beats_and_its_bars(
    listen: Listen, tmp_path: Path, groove: str
) -> None:
    loop = play_loop(groove, UNSEEN)

    heard = listen(save(loop.sound, tmp_path / "loop.wav"))

    # A hand that strays by some milliseconds moves the mean of a short loop by as much.
    assert heard.tempo_bpm == pytest.approx(loop.tempo_bpm, abs=0.05)
    assert heard.beats_per_bar == loop.beats_per_bar
    _are_met(loop.downbeats_seconds, heard.downbeats_seconds)


@pytest.mark.parametrize("tempo", [60.0, 80.0, 97.3, 113.0, 128.0, 155.5, 176.0, 196.0])
def test_a_plain_beat_is_counted_as_it_is_played(
    listen: Listen, tmp_path: Path, tempo: float
) -> None:
    loop = play_loop("loop mid", UNSEEN, seconds=24.0, tempo_bpm=tempo)

    heard = listen(save(loop.sound, tmp_path / "loop.wav"))

    assert heard.tempo_bpm == pytest.approx(tempo, abs=0.02)
    _are_met(loop.downbeats_seconds, heard.downbeats_seconds)


@pytest.mark.parametrize(
    "seed", [1000, 1004, 1005, 1018], ids=["dubstep", "fast rock", "one drop", "fast waltz"]
)
def test_a_style_that_misleads_is_counted_as_its_players_count(
    listen: Listen, tmp_path: Path, seed: int
) -> None:
    song = render(draw_song(seed))

    heard = listen(save(song.audio, tmp_path / "song.wav"))

    assert heard.tempo_bpm == pytest.approx(song.plan.tempo_bpm, abs=0.02)
    assert heard.beats_per_bar == song.plan.beats_per_bar
    _are_met(song.truth.downbeats_seconds, heard.downbeats_seconds)


def test_where_the_tempo_may_be_another_the_other_one_is_offered(
    listen: Listen, tmp_path: Path
) -> None:
    loop = play_loop("piano in eighths", UNSEEN, seconds=24.0)

    heard = listen(save(loop.sound, tmp_path / "loop.wav"))

    tempos = [heard.tempo_bpm, *(other.tempo_bpm for other in heard.tempo_alternatives)]
    assert any(tempo == pytest.approx(loop.tempo_bpm, abs=0.05) for tempo in tempos)


def test_a_loop_of_a_seed_is_always_the_same() -> None:
    one, other = (play_loop("funk", 3, seconds=8.0) for _ in range(2))

    assert np.array_equal(one.sound, other.sound)


def _are_met(true: np.ndarray, found: list[float]) -> None:
    """Assert that nearly all true times are found, and nothing else but in the last echo."""
    heard = np.array([time for time in found if time < true[-1] + 0.1])
    apart = np.abs(true[:, None] - heard[None, :])

    assert np.mean(apart.min(axis=1) < 0.03) > 0.9
    assert np.mean(apart.min(axis=0) < 0.03) > 0.9
