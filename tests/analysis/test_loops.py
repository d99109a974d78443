from collections.abc import Callable
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest

from app.analysis import TrackAnalysis
from app.core.units import Mono
from tests.analysis.songs import RATE_HZ, Part, Song, render

Hear = Callable[[Song], TrackAnalysis]

STEADY = Song(tempo_bpm=124.0, parts=(Part(8, bass=False), Part(24), Part(8, drums=False)))
# Eight roots, so that no fewer than eight bars come round.
WANDERING = Song(tempo_bpm=124.0, loop=(0, 8, 3, 10, 5, 2, 7, 8), parts=(Part(32),))


def spectrum_at(sound: Mono, seconds: float) -> npt.NDArray[np.float64]:
    """Return what sounds in the fifth of a second after a time."""
    start = round(seconds * RATE_HZ)
    piece = sound[start : start + RATE_HZ // 5]
    spectrum = np.abs(np.fft.rfft(piece * np.hanning(len(piece))))
    return spectrum / np.linalg.norm(spectrum)


def test_loops_are_whole_bars_within_a_section(hear: Hear) -> None:
    heard = hear(STEADY)

    assert 1 <= len(heard.loops) <= 8
    for loop in heard.loops:
        bars = [line for line in heard.downbeats_seconds if line >= loop.start_seconds]
        assert loop.start_seconds in heard.downbeats_seconds
        assert loop.bars in {1, 2, 4, 8, 16}
        assert loop.end_seconds == pytest.approx(bars[loop.bars], abs=0.001)
        assert any(
            section.start_seconds <= loop.start_seconds and loop.end_seconds <= section.end_seconds
            for section in heard.sections
        )


def test_loops_do_not_overlap_and_come_in_several_lengths(hear: Hear) -> None:
    loops = hear(STEADY).loops

    assert all(one.end_seconds <= other.start_seconds for one, other in pairwise(loops))
    assert len({loop.bars for loop in loops}) >= 2


def test_what_follows_a_good_loop_is_what_it_begins_with(hear: Hear) -> None:
    sound = render(STEADY)

    good = [loop for loop in hear(STEADY).loops if loop.score > 0.85]

    assert good
    for loop in good:
        start, end = (spectrum_at(sound, at) for at in (loop.start_seconds, loop.end_seconds))
        assert float(start @ end) > 0.9


def test_chords_that_come_round_after_eight_bars_make_loops_of_eight(hear: Hear) -> None:
    loops = hear(WANDERING).loops

    best = max(loops, key=lambda loop: loop.score)
    assert best.bars in {8, 16}
    assert best.score > 0.85


def test_a_loop_says_what_it_is_and_how_well_it_closes(hear: Hear) -> None:
    for loop in hear(STEADY).loops:
        assert 0.5 <= loop.score <= 1
        assert loop.explanation.startswith(f"{loop.label}: ")
        assert "%" in loop.explanation


def test_a_track_of_one_bar_has_no_loops(hear: Hear) -> None:
    assert hear(Song(tempo_bpm=120.0, parts=(Part(1),))).loops == []
