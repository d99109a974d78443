"""Which notes a track rests on: its pitches in all, and where its phrases begin."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from app.analysis.rules.harmony.keys import Chroma, PitchUse
from app.analysis.rules.harmony.pitch import PITCH_RATE_HZ, Matrix, Pitches

Series = npt.NDArray[np.float64]

_PHRASE_BARS = 4
_SETTLING_SECONDS = 0.15
_HAIR_SECONDS = 0.001
_FAINT = 0.02


def describe_pitch_use(
    pitches: Pitches, downbeats_seconds: Series, *, section_starts_seconds: Sequence[float]
) -> PitchUse:
    """Return how much each pitch class is used, in all and where phrases begin.

    Phrases are four bars long from the beginning of their section.  Without bars, the beginning
    and the end of the track stand for them.
    """
    chosen = phrase_starts(downbeats_seconds, section_starts_seconds)
    if len(chosen) == 0:
        edge = max(1, len(pitches.chroma) // 10)
        spans = [slice(0, edge), slice(-edge, None)]
    else:
        bar_seconds = float(np.median(np.diff(downbeats_seconds)))
        spans = [_frames(start, bar_seconds) for start in chosen]
    return PitchUse(
        chroma=_mean(pitches.chroma),
        bass=_mean(pitches.bass),
        phrase_chroma=_mean_of_spans(pitches.chroma, spans),
        phrase_bass=_mean_of_spans(pitches.bass, spans),
    )


def phrase_starts(downbeats_seconds: Series, section_starts_seconds: Sequence[float]) -> Series:
    """Return the downbeats that begin a phrase of four bars; none if there are too few."""
    if len(downbeats_seconds) <= _PHRASE_BARS:
        return np.zeros(0)
    bars = np.arange(len(downbeats_seconds))
    starts = np.searchsorted(downbeats_seconds, np.array(section_starts_seconds) - _HAIR_SECONDS)
    latest = starts[np.maximum(np.searchsorted(starts, bars, side="right") - 1, 0)]
    return downbeats_seconds[(bars - latest) % _PHRASE_BARS == 0]


def _frames(start_seconds: float, bar_seconds: float) -> slice:
    """Return the chroma frames inside a bar, without its edges, which hear the neighbours."""
    first = start_seconds + _SETTLING_SECONDS
    last = max(first, start_seconds + bar_seconds - _SETTLING_SECONDS)
    return slice(round(first * PITCH_RATE_HZ), round(last * PITCH_RATE_HZ) + 1)


def _mean_of_spans(rows: Matrix, spans: list[slice]) -> Chroma:
    """Return the mean over some spans, each of which counts alike however loud it is."""
    means = np.stack([_mean(rows[span]) for span in spans])
    sums = means.sum(axis=1, keepdims=True)
    heard = sums[:, 0] > _FAINT * float(sums.max())
    shares: Chroma = means[heard] / sums[heard]
    return _mean(shares) * float(sums.mean())


def _mean(rows: Chroma) -> Chroma:
    share: Chroma = np.full(len(rows), 1.0 / max(1, len(rows))) @ rows
    return share
