"""What somebody taps becomes a tempo, even when a finger slips."""

import numpy as np
import pytest

from app.analysis.rules.editing.tapping import Tapped, read_taps
from app.core.errors import InvalidInput


def taps(tempo_bpm: float, count: int = 12, *, shake_seconds: float = 0.0) -> list[float]:
    chance = np.random.default_rng(3)
    shaken = chance.uniform(-shake_seconds, shake_seconds, count)
    return (100.0 + np.arange(count) * 60.0 / tempo_bpm + shaken).tolist()


def off_beat(tapped: Tapped) -> float:
    """Return how far the beat that was found is from one that was meant, in beats."""
    beats = (tapped.beat_seconds - 100.0) * tapped.tempo_bpm / 60.0
    return beats - round(beats)


@pytest.mark.parametrize("tempo_bpm", [62.0, 93.5, 128.0, 174.0, 198.0])
def test_even_taps_are_their_tempo(tempo_bpm: float) -> None:
    tapped = read_taps(taps(tempo_bpm))
    assert tapped.tempo_bpm == pytest.approx(tempo_bpm, abs=1e-6)
    assert off_beat(tapped) == pytest.approx(0.0, abs=1e-6)


def test_a_human_hand_is_averaged_out() -> None:
    tapped = read_taps(taps(124.0, 16, shake_seconds=0.02))
    assert tapped.tempo_bpm == pytest.approx(124.0, abs=1.0)
    assert off_beat(tapped) == pytest.approx(0.0, abs=0.03)


def test_a_stray_tap_changes_nothing() -> None:
    for stray in (100.75, 101.18, 103.4, 99.7):
        tapped = read_taps([*taps(120.0, 9), stray])
        assert tapped.tempo_bpm == pytest.approx(120.0, abs=1e-6), stray


def test_a_missed_beat_changes_nothing() -> None:
    missed = taps(120.0, 10)
    del missed[4]
    assert read_taps(missed).tempo_bpm == pytest.approx(120.0)


def test_a_pause_before_the_taps_changes_nothing() -> None:
    assert read_taps([20.0, *taps(140.0, 8)]).tempo_bpm == pytest.approx(140.0, abs=0.5)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([], "at least 4"),
        ([1.0, 1.5, 2.0], "at least 4"),
        ([1.0, 1.0, 1.0, 1.0], "at least 4"),
        ([0.0, 10.0, 20.0, 30.0], "too far"),
        ([0.0, 0.05, 0.1, 0.15], "20 to 400"),
    ],
)
def test_what_is_no_tempo_is_refused(given: list[float], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        read_taps(given)
