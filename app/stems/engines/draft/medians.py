"""Medians along one axis of a large grid, fast enough for every cell of a spectrogram.

A general median filter sorts a window per cell. Nine taps, spread out to the span that is wanted,
need 19 comparisons, and each comparison is one pass of ``numpy`` over the whole grid.
"""

import numpy as np
import numpy.typing as npt

Grid = npt.NDArray[np.float32]
"""Magnitudes, shape ``(frames, bins)``."""

TAPS = 9

# Nine taps of so many frames stay in the cache of the processor.
FRAMES_AT_A_TIME = 16

# Paeth's network (Graphics Gems, 1990): after these exchanges the fifth value is the median.
_EXCHANGES = (
    (1, 2), (4, 5), (7, 8), (0, 1), (3, 4), (6, 7), (1, 2), (4, 5), (7, 8), (0, 3),
    (5, 8), (4, 7), (3, 6), (1, 4), (2, 5), (4, 7), (4, 2), (6, 4), (4, 2),
)  # fmt: skip


def median_over(grid: Grid, *, axis: int, step: int) -> Grid:
    """Return the median of nine cells, ``step`` apart along ``axis``, centred on every cell.

    The ends are mirrored. The span is ``8 * step + 1`` cells.
    """
    reach = (TAPS // 2) * step
    padding = [(0, 0), (0, 0)]
    padding[axis] = (reach, reach)
    mode = "reflect" if grid.shape[axis] > reach else "edge"
    padded = np.pad(grid, padding, mode=mode)
    length = grid.shape[axis]
    taps = [
        padded[tap * step : tap * step + length]
        if axis == 0
        else padded[:, tap * step : tap * step + length]
        for tap in range(TAPS)
    ]
    return median_of_nine(taps)


def median_of_nine(taps: list[Grid]) -> Grid:
    """Return the median of nine grids of one shape, cell by cell."""
    median = np.empty_like(taps[0])
    for start in range(0, len(median), FRAMES_AT_A_TIME):
        frames = slice(start, start + FRAMES_AT_A_TIME)
        values = [tap[frames] for tap in taps]
        for low, high in _EXCHANGES:
            first, second = values[low], values[high]
            values[low], values[high] = np.minimum(first, second), np.maximum(first, second)
        median[frames] = values[TAPS // 2]
    return median
