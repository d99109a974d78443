"""Which key the chords of a track speak for."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from app.analysis.rules.harmony.chords import Chord, ChordRun, all_chords
from app.analysis.rules.harmony.keys import Key, Mode, all_keys

Series = npt.NDArray[np.float64]

# How often chords stand on the degrees of a key, in semitones above the tonic: of major keys as
# counted by de Clercq & Temperley (2011) in 99 songs, of minor keys the same thought over.
_USUAL: dict[Mode, dict[tuple[int, Mode | None], float]] = {
    "major": {
        (0, "major"): 0.33,
        (5, "major"): 0.18,
        (7, "major"): 0.17,
        (9, "minor"): 0.10,
        (2, "minor"): 0.06,
        (10, "major"): 0.05,
        (4, "minor"): 0.03,
        (7, "minor"): 0.02,
        (5, "minor"): 0.02,
        (2, "major"): 0.02,
        (8, "major"): 0.02,
        (3, "major"): 0.02,
    },
    "minor": {
        (0, "minor"): 0.33,
        (10, "major"): 0.13,
        (8, "major"): 0.12,
        (5, "minor"): 0.11,
        (7, "major"): 0.09,
        (3, "major"): 0.09,
        (7, "minor"): 0.06,
        (5, "major"): 0.03,
        (2, "minor"): 0.01,
        (1, "major"): 0.01,
    },
}
_RARE = 0.003
_TONIC_WEIGHT, _OPENING_WEIGHT, _DEGREE_WEIGHT = 0.4, 0.5, 0.4
_MODES: dict[str, Mode] = {
    "maj": "major",
    "7": "major",
    "maj7": "major",
    "min": "minor",
    "min7": "minor",
}


def support_keys(runs: Sequence[ChordRun], openings: Sequence[int]) -> Series:
    """Return how much the chords speak for each of ``all_keys()``, shape ``(24,)``.

    By how usual they are in the key, by how long its tonic sounds, and by how many phrases it
    opens; ``openings`` are the spans of the runs on which phrases begin.  Runs count by their
    length and confidence, and without chords all keys are alike.
    """
    heard = [run for run in runs if run.chord is not None]
    lengths = [run.confidence * (run.last - run.first) for run in heard]
    starts = [
        run.confidence * sum(run.first <= opening < run.last for opening in openings)
        for run in heard
    ]
    tonic, degrees = _tables()
    rows = [all_chords().index(run.chord) for run in heard if run.chord is not None]
    return (
        _TONIC_WEIGHT * _share(lengths, tonic[rows])
        + _OPENING_WEIGHT * _share(starts, tonic[rows])
        + _DEGREE_WEIGHT * _share(lengths, degrees[rows])
    )


def _share(weights: Sequence[float], rows: Series) -> Series:
    return np.asarray(weights) @ rows / max(sum(weights), 1e-9)


@cache
def _tables() -> tuple[Series, Series]:
    """Return whether a chord is a key's tonic, and its logarithmic frequency, ``(84, 24)`` each."""
    chords, keys = all_chords(), all_keys()
    tonic = [[_degree(chord, key) == (0, key.mode) for key in keys] for chord in chords]
    usual = [[_USUAL[key.mode].get(_degree(chord, key), _RARE) for key in keys] for chord in chords]
    return np.array(tonic, dtype=np.float64), np.log(np.array(usual))


def _degree(chord: Chord, key: Key) -> tuple[int, Mode | None]:
    """Return how far the root is above the tonic, and the mode of the third and the fifth."""
    return (chord.root - key.tonic) % 12, _MODES.get(chord.quality)
