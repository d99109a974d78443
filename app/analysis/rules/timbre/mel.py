"""Bands as wide as the ear hears them."""

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from app.analysis.rules.rhythm.onsets import LISTENING_RATE_HZ

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Matrix = npt.NDArray[np.float32]

_BEND_HZ, _BEND_MEL = 1000.0, 15.0
_MEL_PER_E = 27.0 / math.log(6.4)


def to_mels(power: Matrix, mels: int) -> Matrix:
    """Return power spectra at 22,050 Hz in bands, shape ``(frames, mels)``.

    Sums under triangles of equal area from 0 Hz to the highest, whose corners are linear below 1
    kHz and logarithmic above (Slaney, 1998).  Most of a triangle is nothing, hence sparse.
    """
    size = 2 * (power.shape[1] - 1)
    return np.asarray(_filters(size, mels) @ power.T, dtype=np.float32).T


@cache
def _filters(size: int, mels: int) -> "csr_array":
    """Return the triangles for frames of so many samples, shape ``(mels, bins)``."""
    from scipy.sparse import csr_array

    highest = _BEND_MEL + _MEL_PER_E * math.log(LISTENING_RATE_HZ / 2 / _BEND_HZ)
    places = np.linspace(0.0, highest, mels + 2)
    above = _BEND_HZ * np.exp((places - _BEND_MEL) / _MEL_PER_E)
    edges = np.where(places < _BEND_MEL, places * _BEND_HZ / _BEND_MEL, above)
    bins = np.fft.rfftfreq(size, 1 / LISTENING_RATE_HZ)[:, None]
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    return csr_array((triangles * 2.0 / (edges[2:] - edges[:-2])).T.astype(np.float32))
