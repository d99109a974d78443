"""Which periodicity is the beat: the octave of the tempo, and where in time the beats fall."""

from dataclasses import dataclass, field, replace

import numpy as np

from app.analysis.rules.rhythm.evidence import WEIGHTS, Fold, fold_beats, measure_places
from app.analysis.rules.rhythm.placing import Places, describe_places
from app.analysis.rules.rhythm.traces import Traces

RATIOS = (1 / 3, 1 / 2, 2 / 3, 3 / 4, 1.0, 4 / 3, 3 / 2, 2.0, 3.0)
"""What a listener's beat may be against the strongest pulse."""

BEAT_RANGE_BPM = (58.0, 202.0)
SLOWEST_COMPOUND_BPM = 44.0
"""A beat below the range is one that falls into three, as in a slow 6/8."""

_SAME_PLACE_SECONDS = 0.06


@dataclass(frozen=True)
class Beat:
    """A tempo and the time of one of its beats, in seconds; ``likelihood`` is its logarithm.

    ``margin`` is by how much the place is more likely than any other of the same tempo;
    ``is_compound`` says that the beat is slow and falls into three, as in 6/8.  ``places`` are what
    speaks for every other place.
    """

    tempo_bpm: float
    offset_seconds: float
    likelihood: float
    margin: float
    is_compound: bool = False
    places: Places | None = field(default=None, repr=False, compare=False)

    def at(self, place: float) -> "Beat":
        """Return the same beats at another place, 0..1 of a beat."""
        return replace(self, offset_seconds=place * 60.0 / self.tempo_bpm)


def rank_beats(traces: Traces, pulse_bpm: float, opening_seconds: float | None) -> list[Beat]:
    """Return what the beat may be, the most likely first: the pulse, its multiples and fractions.

    A likely beat has a drum on every beat, a pattern of kick and snare that people play, chords on
    the beat rather than off it, changes of harmony on its bars, something that divides it, a usual
    tempo, and a simple ratio to the pulse; and music mostly begins with one, at
    ``opening_seconds``.  The likelihood is log-linear in these measures.
    """
    fastest = BEAT_RANGE_BPM[1]
    ratios = [ratio for ratio in RATIOS if SLOWEST_COMPOUND_BPM <= pulse_bpm * ratio <= fastest]
    folds = fold_beats(traces, pulse_bpm, ratios)
    placed = [_best_place(folded, opening_seconds) for folded in folds]
    beats = [beat for beat in placed if beat.is_compound or beat.tempo_bpm >= BEAT_RANGE_BPM[0]]
    return sorted(beats, key=lambda beat: -beat.likelihood)


def _best_place(folded: Fold, opening_seconds: float | None) -> Beat:
    """Return the best placed beat of one tempo."""
    measures = measure_places(folded, opening_seconds)
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
        likelihood=best,
        margin=best - float(others.max(initial=-np.inf)),
        is_compound=bool(measures["compound"][place]),
        places=describe_places(folded, scores),
    )
