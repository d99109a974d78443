"""Where the music changes: bar by bar what sounds, and the bar lines across which it differs."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from app.analysis.rules.form.drift import without_drift
from app.analysis.rules.form.repetition import harmonic_novelty
from app.analysis.rules.harmony.pitch import PITCH_RATE_HZ, Pitches
from app.analysis.rules.rhythm.onsets import ONSET_RATE_HZ, Onsets

Series = npt.NDArray[np.float64]

# The mel bands in eight groups, so that a bass counts as much as everything above 3 kHz.
_GROUPS = (0, 1, 2, 4, 7, 12, 20, 30)
_SMALL_BARS, _LARGE_BARS = 2, 4
_HARMONY_DB = 12.0
_VOICE_DB = 12.0
_FAINTEST = 1e-4
_RANGE_DB = 30.0


@dataclass(frozen=True)
class BarSounds:
    """What sounds in each bar.

    Levels ``(bars, 8)`` from the bass up and accents ``(bars, 5)`` of the drums in dB, and chroma
    ``(bars, 12)``.
    """

    levels_db: Series
    accents_db: Series
    chroma: Series

    def steps_db(self, vocals: Series | None) -> Series:
        """Return levels and accents without slow drift, and the voice, if known, as one more."""
        sound = np.hstack([self.levels_db, self.accents_db])
        steps = without_drift(np.maximum(sound, sound.max(axis=0) - _RANGE_DB))
        return steps if vocals is None else np.column_stack([steps, _VOICE_DB * vocals])


def describe_bars(onsets: Onsets, pitches: Pitches, lines_seconds: Series) -> BarSounds:
    """Return what sounds between each two lines."""
    return BarSounds(
        levels_db=_levels(onsets.levels_db, lines_seconds),
        accents_db=_accents(onsets.accents, lines_seconds),
        chroma=_bar_means(pitches.chroma.astype(np.float64), lines_seconds * PITCH_RATE_HZ),
    )


def novelty_curve(bars: BarSounds, vocals: Series | None = None) -> Series:
    """Return how different the bars from each line on are from those before it, in dB.

    Sound and chords add up: chords that are all others count as 12 dB.  ``vocals`` says how much of
    each bar is sung, 0..1, where that is known.
    """
    return sound_novelty(bars.steps_db(vocals)) + _HARMONY_DB * harmonic_novelty(bars.chroma)


def sound_novelty(bars: Series) -> Series:
    """Return how different the sound from each line on is from that before it, in dB.

    A checkerboard kernel is moved along the diagonal of the bars' distance matrix (Foote, 2000):
    the mean distance across the line, less the mean distance on either side of it.  A change has
    to show in two bars (which places it) and in four (which tells it from a fill): the result is
    the geometric mean of both.
    """
    novelty = np.zeros(len(bars))
    for line in range(1, len(bars)):
        small, large = (_contrast(bars, line, size) for size in (_SMALL_BARS, _LARGE_BARS))
        novelty[line] = np.sqrt(max(small, 0.0) * max(large, 0.0))
    return novelty


def _contrast(bars: Series, line: int, size: int) -> float:
    """Return what a checkerboard kernel of ``size`` bars on either side reads at a line."""
    size = min(size, line, len(bars) - line)
    around = bars[line - size : line + size]
    distances = np.sqrt(np.mean((around[:, None] - around[None]) ** 2, axis=2))
    within = (distances[:size, :size].mean() + distances[size:, size:].mean()) / 2
    return float(distances[:size, size:].mean() - within)


def _levels(levels_db: npt.NDArray[np.float32], lines_seconds: Series) -> Series:
    sizes = np.diff([*_GROUPS, levels_db.shape[1]])
    groups = np.add.reduceat(levels_db, _GROUPS, axis=1, dtype=np.float64) / sizes
    return _bar_means(groups, lines_seconds * PITCH_RATE_HZ)


def _accents(accents: npt.NDArray[np.float32], lines_seconds: Series) -> Series:
    means = _bar_means(accents.astype(np.float64), lines_seconds * ONSET_RATE_HZ)
    return 20.0 * np.log10(means + _FAINTEST)


def _bar_means(rows: Series, lines: Series) -> Series:
    """Return the mean of the rows between each two lines."""
    edges = np.clip(np.round(lines), 0, len(rows) - 1).astype(np.intp)
    return np.stack(
        [rows[start : max(end, start + 1)].mean(axis=0) for start, end in pairwise(edges)]
    )
