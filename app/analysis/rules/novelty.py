"""Where the music changes: features bar by bar, and the bar lines across which they differ."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from app.analysis.rules.onsets import ONSET_RATE_HZ, Onsets
from app.analysis.rules.pitch import PITCH_RATE_HZ

Series = npt.NDArray[np.float64]

# The mel bands in eight groups, so that a bass counts as much as everything above 3 kHz.
_GROUPS = (0, 1, 2, 4, 7, 12, 20, 30)
_SMALL_BARS, _LARGE_BARS = 2, 4
_LEAST_NOVELTY_DB = 2.0
_LEAST_SHARE = 0.12
_SHORT_TRACK_BARS = 32
_ODD_BAR = 0.7
_FOURTH_BAR = 1.1
_FAINTEST = 1e-4
_RANGE_DB = 30.0


def describe_bars(onsets: Onsets, lines_seconds: Series) -> tuple[Series, Series]:
    """Return levels ``(bars, 8)`` and accents ``(bars, 5)`` of the bars between the lines, in dB.

    Levels say what sounds, from the bass up; accents how strongly the drums are struck.
    """
    return _levels(onsets.levels_db, lines_seconds), _accents(onsets.accents, lines_seconds)


def novelty_curve(bars: Series) -> Series:
    """Return how different the bars from each line on are from those before it, in dB.

    A checkerboard kernel is moved along the diagonal of the bars' distance matrix (Foote, 2000):
    the mean distance across the line, less the mean distance on either side of it.  A change has
    to show in two bars (which places it) and in four (which tells it from a fill): the result is
    the geometric mean of both.
    """
    bars = np.maximum(bars, bars.max(axis=0) - _RANGE_DB)
    novelty = np.zeros(len(bars))
    for line in range(1, len(bars)):
        small, large = (_contrast(bars, line, size) for size in (_SMALL_BARS, _LARGE_BARS))
        novelty[line] = np.sqrt(max(small, 0.0) * max(large, 0.0))
    return novelty


def pick_boundaries(novelty: Series) -> list[int]:
    """Return the bars that begin a section, the most novel ones first to be taken.

    Sections are four bars long or more, in short tracks two, and an even number of bars as a rule.
    """
    count = len(novelty)
    bars = np.arange(count)
    usual = np.where(bars % 2 == 1, _ODD_BAR, np.where(bars % 4 == 0, _FOURTH_BAR, 1.0))
    weighted = novelty * usual
    least = max(_LEAST_NOVELTY_DB, _LEAST_SHARE * float(weighted.max(initial=0.0)))
    shortest = _SMALL_BARS if count < _SHORT_TRACK_BARS else _LARGE_BARS
    chosen: list[int] = []
    for bar in (int(index) for index in np.argsort(weighted)[::-1]):
        if weighted[bar] < least:
            break
        is_peak = novelty[bar] >= novelty[max(0, bar - 1) : bar + 2].max()
        if is_peak and all(abs(bar - other) >= shortest for other in (0, count, *chosen)):
            chosen.append(bar)
    return sorted(chosen)


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
