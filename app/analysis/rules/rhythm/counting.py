"""Counting the pieces of a music alike: which beat of each belongs to which of the others."""

import math
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from app.analysis.rules.rhythm.meter import Beat, rank_beats
from app.analysis.rules.rhythm.traces import Traces

Series = npt.NDArray[np.float64]

_SAME_COUNT_OCTAVES = 0.45
_OTHER_COUNT = 5.0
_PLAIN_RATIOS = (3 / 4, 4 / 5, 5 / 4, 4 / 3)
_SAME_RATIO = 0.0015
_SAME_TEMPO = 0.01


def count_alike(pieces: list[list[Beat]]) -> list[float]:
    """Return the tempo of each piece by which all of them are counted most likely (Viterbi).

    ``pieces`` are what the beats of each may be, at least one each.  From one piece to the next the
    tempo may change, but hardly to its half or double.
    """
    if not pieces:
        return []
    totals = np.array([beat.likelihood for beat in pieces[0]])
    origins: list[npt.NDArray[np.intp]] = []
    for before, after in pairwise(pieces):
        prices = [[_price(one.tempo_bpm, other.tempo_bpm) for one in before] for other in after]
        reached = totals[None, :] - np.array(prices)
        origins.append(np.argmax(reached, axis=1))
        totals = reached.max(axis=1) + np.array([beat.likelihood for beat in after])
    path = [int(np.argmax(totals))]
    for origin in reversed(origins):
        path.append(int(origin[path[-1]]))
    return [beats[place].tempo_bpm for beats, place in zip(pieces, path[::-1], strict=True)]


def sort_by_count(beats: list[Beat], near_bpm: float) -> list[Beat]:
    """Return the beats of a piece, those that are counted like ``near_bpm`` first."""

    def likelihood(beat: Beat) -> float:
        return beat.likelihood - _price(beat.tempo_bpm, near_bpm)

    return sorted(beats, key=likelihood, reverse=True)


def is_counted_otherwise(beats_seconds: Series, others_seconds: Series) -> bool:
    """Return whether the same music has about half or twice the beats among the others."""
    first, last = beats_seconds[0], beats_seconds[-1]
    within = (others_seconds >= first) & (others_seconds <= last)
    apart = abs(math.log2(max(int(np.sum(within)), 1) / len(beats_seconds)))
    return apart > _SAME_COUNT_OCTAVES


def is_same_tempo(traces: Traces, tempo_bpm: float, near_bpm: float) -> bool:
    """Return whether a piece may as well be at the tempo of its neighbour.

    It may if the tempi are exactly as 4 to 5, or as 3 to 4, and the music falls at least as well on
    beats of the other tempo: then it only stresses other parts of its beats from here on.
    """
    ratio = tempo_bpm / near_bpm
    if min(abs(ratio / plain - 1.0) for plain in _PLAIN_RATIOS) > _SAME_RATIO:
        return False
    return _likelihood_at(traces, near_bpm) >= _likelihood_at(traces, tempo_bpm)


def _likelihood_at(traces: Traces, tempo_bpm: float) -> float:
    """Return how likely it is that the beats have a tempo."""
    return max(
        beat.likelihood
        for beat in rank_beats(traces, tempo_bpm, None)
        if abs(beat.tempo_bpm / tempo_bpm - 1.0) < _SAME_TEMPO
    )


def _price(one_bpm: float, other_bpm: float) -> float:
    """Return what it costs in likelihood to count two pieces so, the second as the first."""
    apart = abs(math.log2(one_bpm / other_bpm))
    return _OTHER_COUNT if apart > _SAME_COUNT_OCTAVES else 0.0
