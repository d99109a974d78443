"""How many beats a bar has, and which beats begin one."""

import math
from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from app.analysis.rules.harmony.pitch import PITCH_RATE_HZ, Pitches
from app.analysis.rules.rhythm.onsets import BODY, CHORDS, KICK, ONSET_RATE_HZ, SNARE, Matrix

Series = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

METERS = (4, 3)
COMPOUND_METERS = (2,)
"""Beats of a bar, the usual meter first; a bar of 6/8 has two beats, of three pulses each."""

WEIGHTS: dict[str, float] = {
    "harmony": 1.1,
    "chords": 0.65,
    "bass": 0.95,
    "struck": 1.0,
    "kick": 0.65,
    "snare": -0.1,
    "backbeat": 0.75,
    "entry": 0.4,
    "sections": 0.2,
    "start": 2.0,
    "usual": 1.55,
    "repetition": 1.05,
}
"""What each measure counts.

Fitted by maximum likelihood to loops and rendered songs, as ``python -m bench.count`` does it.

A difference of 1 in the weighted sum makes a bar line e times as likely as another.  The weight of
the start is chosen: loops begin with a bar, recordings now and then with a pickup.
"""

_SHORTEST_BAR = 2
_STILL = 1e-9
_REACH_SECONDS = 0.035
_SECTION_BEATS = 32
_APART_BEATS = 6
_ENTRY_BEATS = 4
_SECTION_SPAN_BEATS = 8
_BACKBEAT_METER = 4


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
    """What happens on each beat, each shape ``(beats,)``.

    The series are scaled to a mean of 0 and a deviation of 1, but for ``sections``: how much of the
    sound changes in eight beats where that is most, and 0 elsewhere.  ``struck`` are chords.
    """

    kick: Series
    snare: Series
    struck: Series
    harmony: Series
    bass: Series
    entry: Series
    sections: Series

    def part(self, start: int, end: int) -> "BeatFeatures":
        """Return the features of the beats from ``start`` to before ``end``."""
        names = (field.name for field in fields(self))
        return BeatFeatures(*(getattr(self, name)[start:end] for name in names))


def describe_beats(
    beats_seconds: Series, accents: Matrix, levels_db: Matrix, pitches: Pitches
) -> BeatFeatures:
    """Return what marks the beats: drums, changes of chord and bass, parts that come and go."""
    levels = _spans(levels_db, beats_seconds)
    chords = accents[:, BODY] + accents[:, CHORDS]
    return BeatFeatures(
        kick=_scaled(_struck(accents[:, KICK], beats_seconds)),
        snare=_scaled(_struck(accents[:, SNARE], beats_seconds)),
        struck=_scaled(_struck(chords, beats_seconds)),
        harmony=_scaled(_change(_directions(_spans(pitches.chroma, beats_seconds)))),
        bass=_scaled(_change(_directions(_spans(pitches.bass, beats_seconds)))),
        entry=_scaled(_change(levels, span=_ENTRY_BEATS)),
        sections=_summits(_change(levels, span=_SECTION_SPAN_BEATS)),
    )


def find_bars(features: BeatFeatures, meters: tuple[int, ...] = METERS) -> Bars:
    """Return the meter and the place of the bar lines that explain the beats best.

    A bar line is where chord and bass change, where chords are struck and parts enter, and where
    the kick is heavier and the snare lighter than on the other beats of the bar; music mostly
    begins with one.  The likelihood is log-linear in these measures.
    """
    count = len(features.kick)
    scores = {
        (meter, first): _score(measure_bars(features, meter, first, meters[0]))
        for meter in meters
        if count >= 2 * meter
        for first in range(meter)
    }
    if not scores:
        return Bars(meters[0], 0, 0, 0.0)
    (meter, first), best = max(scores.items(), key=lambda item: item[1])
    shifted = {
        place: score
        for (beats, place), score in scores.items()
        if beats == meter and place != first
    }
    runner_up = max(shifted, key=lambda place: shifted[place])
    likely = 1.0 / sum(math.exp(score - best) for score in scores.values())
    return Bars(meter, first, runner_up, likely)


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


def measure_bars(features: BeatFeatures, meter: int, first: int, usual: int) -> dict[str, float]:
    """Return every measure of :data:`WEIGHTS` for bars of ``meter`` beats from ``first`` on.

    ``usual`` is the meter that is expected.
    """
    place = (np.arange(len(features.kick)) - first) % meter
    one = place == 0
    answers = _contrast(features.snare, place % 2 == 1) if meter == _BACKBEAT_METER else 0.0
    changes = np.square(np.maximum(features.harmony - np.median(features.harmony), 0.0))
    return {
        "harmony": _contrast(features.harmony, one),
        "chords": _share(changes, one),
        "bass": _contrast(features.bass, one),
        "struck": _contrast(features.struck, one),
        "kick": _contrast(features.kick, one),
        "snare": _contrast(features.snare, one),
        "backbeat": answers,
        "entry": _contrast(features.entry, one),
        "sections": _share(features.sections, one),
        "start": float(first == 0),
        "usual": float(meter == usual),
        "repetition": _repetition(features, meter),
    }


def _score(measures: dict[str, float]) -> float:
    return sum(weight * measures[name] for name, weight in WEIGHTS.items())


def _contrast(series: Series, chosen: npt.NDArray[np.bool_]) -> float:
    return float(series[chosen].mean() - series[~chosen].mean())


def _share(series: Series, chosen: npt.NDArray[np.bool_]) -> float:
    """Return how much of a series falls on the chosen beats, over what would by chance."""
    total = float(series.sum())
    return float(series[chosen].sum()) / total - float(chosen.mean()) if total > _STILL else 0.0


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


def _summits(change: Series) -> Series:
    """Return the highest summits of a change, one for each 32 beats and well apart; 0 elsewhere."""
    left, summits = change.copy(), np.zeros(len(change))
    left[:_SHORTEST_BAR] = left[len(left) - _ENTRY_BEATS :] = 0.0
    for _ in range(max(2, len(change) // _SECTION_BEATS)):
        place = int(np.argmax(left))
        summits[place] = left[place]
        left[max(0, place - _APART_BEATS) : place + _APART_BEATS + 1] = 0.0
    return summits


def _scaled(series: Series) -> Series:
    deviation = float(series.std())
    return (series - series.mean()) / deviation if deviation > _STILL else np.zeros(len(series))
