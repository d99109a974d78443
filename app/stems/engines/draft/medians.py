"""Medians along one axis of a large grid, fast enough for every cell of a spectrogram.

A general median filter sorts a window per cell. Nine taps, spread out to the span that is wanted,
need 19 comparisons, and each comparison is one pass of ``numpy`` over the whole grid.
"""

from typing import Final

import numpy as np

from app.stems.engines.draft.cells import Grid

TAPS: Final = 9
HALF: Final = TAPS // 2

# Nine taps of so many frames stay in the cache of the processor.
FRAMES_AT_A_TIME: Final = 16

# Paeth's network (Graphics Gems, 1990): after these exchanges the fifth value is the median.
_EXCHANGES: Final = (
    (1, 2), (4, 5), (7, 8), (0, 1), (3, 4), (6, 7), (1, 2), (4, 5), (7, 8), (0, 3),
    (5, 8), (4, 7), (3, 6), (1, 4), (2, 5), (4, 7), (4, 2), (6, 4), (4, 2),
)  # fmt: skip


def median_over_frames(grid: Grid, *, step: int, reach: int) -> Grid:
    """Return the median of nine frames, ``step`` apart, for all frames but ``reach`` at both ends.

    ``reach`` is at least ``4 * step``, so that all nine are there.
    """
    frames = len(grid) - 2 * reach
    starts = [reach + (tap - HALF) * step for tap in range(TAPS)]
    return median_of_nine([grid[start : start + frames] for start in starts])


def median_over_cells(grid: Grid, *, step: int) -> Grid:
    """Return the median of nine cells of a frame, ``step`` apart; the ends are mirrored."""
    reach = HALF * step
    padded = np.pad(grid, ((0, 0), (reach, reach)), mode="reflect")
    width = grid.shape[1]
    return median_of_nine([padded[:, tap * step : tap * step + width] for tap in range(TAPS)])


def median_of_nine(taps: list[Grid]) -> Grid:
    """Return the median of nine grids of one shape, cell by cell."""
    median = np.empty(taps[0].shape, np.float32)
    for start in range(0, len(median), FRAMES_AT_A_TIME):
        frames = slice(start, start + FRAMES_AT_A_TIME)
        values = [tap[frames] for tap in taps]
        for low, high in _EXCHANGES:
            first, second = values[low], values[high]
            values[low], values[high] = np.minimum(first, second), np.maximum(first, second)
        median[frames] = values[TAPS // 2]
    return median
