"""Counting the pieces of a music alike: which beat of each belongs to which of the others."""

import math
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from app.analysis.rules.rhythm.meter import Beat

_SAME_COUNT_OCTAVES = 0.45
_OTHER_COUNT = 5.0


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


def _price(one_bpm: float, other_bpm: float) -> float:
    """Return what it costs in likelihood to count two pieces so, the second as the first."""
    apart = abs(math.log2(one_bpm / other_bpm))
    return _OTHER_COUNT if apart > _SAME_COUNT_OCTAVES else 0.0
