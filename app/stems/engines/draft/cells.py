"""The cells that are judged: bins by themselves below 3 kHz, ever more of them together above.

Ears and instruments are coarser there, and a third as many cells take a third of the time.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

Grid = npt.NDArray[np.float32]
"""One number per cell, shape ``(frames, CELLS)``; or per bin, ``(..., bins)``."""

_SPANS: Final = ((0, 280, 1), (280, 560, 2), (560, 1_120, 4), (1_120, 2_048, 8))
"""First bin, first bin of the next span, bins per cell."""

FIRST_BINS: Final = np.concatenate([np.arange(*span) for span in _SPANS])
CELLS: Final = len(FIRST_BINS)
BANDS: Final = 24

_HZ_PER_BIN: Final = 44_100 / 4_096
_BEND_HZ: Final = 150.0


def gather(bins: Grid) -> Grid:
    """Return the mean of the bins in every cell, zero where a low rate has no bins."""
    count = bins.shape[-1]
    firsts = FIRST_BINS[count > FIRST_BINS]
    sizes = np.diff(firsts, append=min(count, _SPANS[-1][1]))
    cells = np.zeros((*bins.shape[:-1], CELLS), np.float32)
    used = bins[..., : _SPANS[-1][1]]
    summed = np.add.reduceat(used, firsts, axis=-1)
    np.multiply(summed, (1 / sizes).astype(np.float32), out=cells[..., : len(firsts)])
    return cells


def scatter(cells: Grid, bins: int) -> Grid:
    """Return for every bin what its cell says; what lies above all cells goes with the last."""
    return np.take(cells, np.searchsorted(FIRST_BINS, np.arange(bins), side="right") - 1, axis=-1)


def find_relatives(ratio: float) -> npt.NDArray[np.intp]:
    """Return for every cell the one at ``ratio`` times its frequency, the nearest there is."""
    centres = FIRST_BINS + (np.diff(FIRST_BINS, append=2_048) - 1) / 2
    places = np.searchsorted(FIRST_BINS, np.rint(centres * ratio), side="right") - 1
    return np.clip(places, 0, CELLS - 1)


def _weigh_bands() -> Grid:
    """Return how much every cell belongs to every band, ``(BANDS, CELLS)``; in triangles."""
    centre_hz = (FIRST_BINS + np.diff(FIRST_BINS, append=2_048) / 2 - 0.5) * _HZ_PER_BIN
    # On a purely logarithmic axis the lowest bands would hold less than a bin each.
    place = np.log1p(centre_hz / _BEND_HZ)
    place = (place - place[0]) / (place[-1] - place[0]) * (BANDS - 1)
    distance = np.abs(place[None] - np.arange(BANDS)[:, None])
    return np.maximum(0, 1 - distance).astype(np.float32)


SPREAD: Final = _weigh_bands()
"""Weights that carry a number per band to the cells, ``(BANDS, CELLS)``; every column sums to 1."""

COLLECT: Final = SPREAD / SPREAD.sum(axis=1, keepdims=True)
"""Weights that carry cells to bands as means, ``(BANDS, CELLS)``."""
