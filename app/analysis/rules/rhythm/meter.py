"""Which periodicity is the beat: the octave of the tempo, and where in time the beats fall."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.analysis.rules.rhythm.evidence import WEIGHTS, Fold, fold_beats, measure_places
from app.analysis.rules.rhythm.traces import Traces

RATIOS = (1 / 3, 1 / 2, 2 / 3, 3 / 4, 1.0, 4 / 3, 3 / 2, 2.0, 3.0)
"""What a listener's beat may be against the strongest pulse."""

BEAT_RANGE_BPM = (58.0, 202.0)

Series = npt.NDArray[np.float64]

_SIMPLE_RATIOS = (1 / 2, 1.0, 2.0)
_STRANGENESS = 2.7
_SAME_PLACE_SECONDS = 0.06
_COMPOUND_BPM = 84.0
_THIRDS_OVER_HALF = 1.8
_LEAST_THIRD = 0.08


@dataclass(frozen=True)
class Beat:
    """A tempo and the time of one of its beats, in seconds; ``likelihood`` is its logarithm.

    ``margin`` is by how much the place is more likely than any other of the same tempo;
    ``is_compound`` says that the beat is slow and falls into three, as in 6/8.
    """

    tempo_bpm: float
    offset_seconds: float
    likelihood: float
    margin: float
    is_compound: bool = False


def rank_beats(traces: Traces, pulse_bpm: float) -> list[Beat]:
    """Return what the beat may be, the most likely first: the pulse, its multiples and fractions.

    A likely beat has a drum on every beat, a pattern of kick and snare that people play, chords on
    the beat rather than off it, changes of harmony on its bars, something that divides it, a usual
    tempo, and a simple ratio to the pulse.  The likelihood is log-linear in these measures.
    """
    slowest, fastest = BEAT_RANGE_BPM
    ratios = [ratio for ratio in RATIOS if slowest <= pulse_bpm * ratio <= fastest]
    folds = fold_beats(traces, [pulse_bpm * ratio for ratio in ratios])
    beats = [
        _best_place(folded, 0.0 if ratio in _SIMPLE_RATIOS else _STRANGENESS)
        for folded, ratio in zip(folds, ratios, strict=True)
    ]
    return sorted(beats, key=lambda beat: -beat.likelihood)


def _best_place(folded: Fold, strangeness: float) -> Beat:
    """Return the best placed beat of one tempo."""
    measures = measure_places(folded)
    scores = np.sum([weight * measures[name] for name, weight in WEIGHTS.items()], axis=0)
    step = 60.0 / folded.tempo_bpm / folded.bins
    place = int(np.argmax(scores))
    away = np.abs(
        (np.arange(folded.bins) - place + folded.bins / 2) % folded.bins - folded.bins / 2
    )
    others = scores[away * step > _SAME_PLACE_SECONDS]
    best = float(scores[place])
    return Beat(
        tempo_bpm=folded.tempo_bpm,
        offset_seconds=place * step,
        likelihood=best - strangeness,
        margin=best - float(others.max(initial=-np.inf)),
        is_compound=folded.tempo_bpm < _COMPOUND_BPM and _falls_into_three(folded, place),
    )


def _falls_into_three(folded: Fold, place: int) -> bool:
    """Return whether the thirds of the beat are struck, and its half is not."""
    mean = folded.everything.mean(axis=0)
    wide = np.maximum(mean, np.maximum(np.roll(mean, 1), np.roll(mean, -1))) - mean.min()
    on, third, half, last = (
        float(wide[(place + round(folded.bins * part)) % folded.bins])
        for part in (0.0, 1 / 3, 1 / 2, 2 / 3)
    )
    return third + last > _THIRDS_OVER_HALF * 2.0 * half and last > _LEAST_THIRD * on
