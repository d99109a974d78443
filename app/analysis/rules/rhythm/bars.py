"""How many beats a bar has, and which beats begin one."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from app.analysis.rules.harmony.pitch import PITCH_RATE_HZ, Pitches
from app.analysis.rules.rhythm.onsets import KICK, ONSET_RATE_HZ, SNARE, Matrix

Series = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

METERS = (4, 3)
COMPOUND_METERS = (2,)
"""Beats of a bar, the usual meter first; a bar of 6/8 has two beats, of three pulses each."""

_USUAL_BONUS = 0.4
_START_BONUS = 0.2
_CLEAR_MARGIN = 1.5
_SHORTEST_BAR = 2
_STILL = 1e-9
_REACH_SECONDS = 0.035


@dataclass(frozen=True)
class Bars:
    """The meter, the index of the first beat that begins a bar, and how clear both are, 0..1.

    ``runner_up`` is the next most likely first beat in the same meter.
    """

    beats_per_bar: int
    first_downbeat: int
    runner_up: int
    confidence: float


@dataclass(frozen=True)
class BeatFeatures:
    """What happens on each beat; the series are scaled to a mean of 0 and a deviation of 1."""

    kick: Series
    snare: Series
    harmony: Series
    bass: Series
    entry: Series

    def part(self, start: int, end: int) -> "BeatFeatures":
        """Return the features of the beats from ``start`` to before ``end``."""
        names = ("kick", "snare", "harmony", "bass", "entry")
        return BeatFeatures(*(getattr(self, name)[start:end] for name in names))


def describe_beats(
    beats_seconds: Series, accents: Matrix, levels_db: Matrix, pitches: Pitches
) -> BeatFeatures:
    """Return what marks the beats: drums, changes of chord and bass, parts that come and go."""
    return BeatFeatures(
        kick=_scaled(_struck(accents[:, KICK], beats_seconds)),
        snare=_scaled(_struck(accents[:, SNARE], beats_seconds)),
        harmony=_scaled(_change(_directions(_spans(pitches.chroma, beats_seconds)))),
        bass=_scaled(_change(_directions(_spans(pitches.bass, beats_seconds)))),
        entry=_scaled(_change(_spans(levels_db, beats_seconds), span=4)),
    )


def find_bars(features: BeatFeatures, meters: tuple[int, ...] = METERS) -> Bars:
    """Return the meter and the place of the bar lines that explain the beats best.

    A bar line is where chord and bass change, where parts enter, and where the kick is heavier and
    the snare lighter than on the other beats of the bar.
    """
    count = len(features.kick)
    scores = {
        (meter, first): _score(features, meter, first) + _USUAL_BONUS * (meter == meters[0])
        for meter in meters
        if count >= 2 * meter
        for first in range(meter)
    }
    if not scores:
        return Bars(meters[0], 0, 0, 0.0)
    (meter, first), best = max(scores.items(), key=lambda item: item[1])
    others = {place: score for place, score in scores.items() if place != (meter, first)}
    shifted = {place: score for (beats, place), score in others.items() if beats == meter}
    clear = (best - max(others.values())) / _CLEAR_MARGIN
    runner_up = max(shifted, key=lambda place: shifted[place])
    return Bars(meter, first, runner_up, float(np.clip(clear, 0.0, 1.0)))


def find_downbeats(features: BeatFeatures, bars: Bars, joints: tuple[int, ...]) -> Indices:
    """Return which beats begin a bar; at a joint, the index of a beat, the count begins anew.

    A bar that a joint cuts to less than two beats is dropped.
    """
    count = len(features.kick)
    meter = bars.beats_per_bar
    if not joints:
        return np.arange(bars.first_downbeat, count, meter)
    downbeats: list[int] = []
    for start, end in pairwise((0, *joints, count)):
        piece = find_bars(features.part(start, end), (meter,))
        first = start + piece.first_downbeat
        while downbeats and first - downbeats[-1] < _SHORTEST_BAR:
            downbeats.pop()
        downbeats.extend(range(first, end, meter))
    return np.array(downbeats, dtype=np.intp)


def _score(features: BeatFeatures, meter: int, first: int) -> float:
    """Return how much the downbeats of a hypothesis stand out."""
    one = (np.arange(len(features.kick)) - first) % meter
    weights = ((features.harmony, 1.0), (features.bass, 0.6), (features.entry, 0.8))
    score = sum(weight * _contrast(series, one == 0) for series, weight in weights)
    score += 0.5 * _contrast(features.kick, one == 0) - 0.5 * _contrast(features.snare, one == 0)
    score += _START_BONUS if first == 0 else 0.0
    return score + 0.6 * _repetition(features, meter)


def _contrast(series: Series, chosen: npt.NDArray[np.bool_]) -> float:
    return float(series[chosen].mean() - series[~chosen].mean())


def _repetition(features: BeatFeatures, meter: int) -> float:
    """Return how alike the drums of beats a bar apart are, -1..1."""
    return sum(_likeness(series, meter) for series in (features.kick, features.snare)) / 2


def _likeness(series: Series, lag: int) -> float:
    if len(series) <= 2 * lag:
        return 0.0
    return float(np.mean(series[lag:] * series[:-lag]))


def _struck(envelope: Matrix, beats_seconds: Series) -> Series:
    """Return the strongest onset close to each beat."""
    frames = np.round(beats_seconds * ONSET_RATE_HZ).astype(np.intp)
    reach = round(_REACH_SECONDS * ONSET_RATE_HZ)
    places = frames[:, None] + np.arange(-reach, reach + 1)
    return envelope[np.clip(places, 0, len(envelope) - 1)].max(axis=1).astype(np.float64)


def _spans(rows: Matrix, beats_seconds: Series) -> npt.NDArray[np.float64]:
    """Return the mean of feature rows over each beat."""
    lengths = np.diff(beats_seconds)
    lengths = np.append(lengths, lengths[-1:])
    sums = np.concatenate([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0, dtype=np.float64)])
    starts = np.clip(beats_seconds * PITCH_RATE_HZ, 0, len(rows) - 1).astype(np.intp)
    ends = np.ceil((beats_seconds + lengths) * PITCH_RATE_HZ).astype(np.intp)
    ends = np.clip(ends, starts + 1, len(rows))
    return (sums[ends] - sums[starts]) / (ends - starts)[:, None]


def _directions(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def _change(rows: npt.NDArray[np.float64], *, span: int = 2) -> Series:
    """Return how much the ``span`` beats from each beat on differ from those before it."""
    padded = np.concatenate(
        [np.repeat(rows[:1], span, axis=0), rows, np.repeat(rows[-1:], span, 0)]
    )
    sums = np.concatenate([np.zeros((1, rows.shape[1])), np.cumsum(padded, axis=0)])
    middle = np.arange(len(rows)) + span
    after = (sums[middle + span] - sums[middle]) / span
    before = (sums[middle] - sums[middle - span]) / span
    return np.linalg.norm(after - before, axis=1)


def _scaled(series: Series) -> Series:
    deviation = float(series.std())
    return (series - series.mean()) / deviation if deviation > _STILL else np.zeros(len(series))
