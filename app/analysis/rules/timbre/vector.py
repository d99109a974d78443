"""How a whole track sounds, as one row of numbers: near each other where tracks sound alike.

The row is of means and spreads over time: of the spectral shape (frequencies and flatness as
logarithms, as they are heard) and of the MFCC, whose first coefficient is the level and tells only
by its spread.  Rows that are far quieter than the loudest, such as the silence before a song, are
left out.  Each number is taken from its mean and divided by its spread over 72 rendered songs of
twelve styles (``python -m bench.timbre`` prints both anew); further than four spreads out counts
as four, so that one odd number does not outweigh the rest.
"""

import math
from typing import Final

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float32]
Vector = npt.NDArray[np.float32]
Distances = npt.NDArray[np.float32]

TIMBRE_VERSION: Final = 1
"""Raised when the numbers change; rows of another version are made anew."""

SIZE: Final = 37

CENTRE: Final = (
    *(10.63, 11.6, 11.0, 26.55, -9.307, 0.08),
    *(102.7, 14.16, 16.93, 9.168, 4.488, -2.835, -0.4551, -4.268, -0.2693, -4.621, -2.87, -8.059),
    *(0.7282, 0.9009, 0.4735, 3.217, 3.03, 0.08212),
    *(96.89, 47.47, 28.09, 15.57, 12.78, 12.16, 12.25, 11.7, 10.61, 10.56, 10.11, 10.85, 11.5),
)
"""Means and then spreads: of the six numbers of the shape, and of the MFCC."""

SPREAD: Final = (
    *(0.4556, 0.5524, 0.2982, 1.676, 1.665, 0.03647),
    *(27.45, 21.55, 10.91, 6.533, 6.17, 6.097, 5.541, 5.143, 5.014, 5.033, 5.219, 5.098),
    *(0.1949, 0.2591, 0.1657, 0.8395, 0.8345, 0.04607),
    *(20.38, 12.86, 9.9, 4.437, 3.209, 3.338, 3.574, 3.683, 2.753, 2.805, 2.443, 2.912, 3.854),
)

FAR: Final = 1.336
"""Half of all pairs of the rendered songs are further from each other than this."""

_LOGARITHMS = (0, 1, 2, 4)  # centroid, rolloff, bandwidth and flatness
_LEAST = (20.0, 20.0, 20.0, 1e-6)
_QUIET = 40.0 * math.sqrt(128.0)  # 40 dB in the first coefficient of 128 bands
_FAINT = 15.0 * math.sqrt(128.0)
_FLAT = 8.0  # without any shape, as where there is no sound at all
_MOST = 4.0


def timbre_vector(spectral: Matrix, mfcc: Matrix) -> Vector | None:
    """Return the row of a track, shape ``(37,)``, or None where nothing was heard.

    ``spectral`` has the shape ``(rows, 6)`` and ``mfcc`` ``(rows, 13)``, as
    :class:`~app.analysis.rules.timbre.timbre.Timbre` has them.
    """
    described = describe_timbre(spectral, mfcc)
    if described is None:
        return None
    centre, spread = np.array(CENTRE), np.array(SPREAD)
    return np.clip((described - centre) / spread, -_MOST, _MOST).astype(np.float32)


def describe_timbre(spectral: Matrix, mfcc: Matrix) -> npt.NDArray[np.float64] | None:
    """Return the means and spreads before they are brought to one scale, None without any rows."""
    count = min(len(spectral), len(mfcc))
    if count == 0:
        return None
    level = mfcc[:count, 0]
    is_flat = np.sqrt((mfcc[:count, 1:] ** 2).sum(axis=1)) < _FLAT
    heard = (level >= level.max() - _QUIET) & ~(is_flat & (level < level.max() - _FAINT))
    shape = spectral[:count][heard].astype(np.float64)
    for column, least in zip(_LOGARITHMS, _LEAST, strict=True):
        shape[:, column] = np.log2(np.maximum(shape[:, column], least))
    colour = mfcc[:count][heard].astype(np.float64)
    means = [shape.mean(axis=0), colour[:, 1:].mean(axis=0)]
    return np.concatenate([*means, shape.std(axis=0), colour.std(axis=0)])


def distances_between(one: Vector, others: Matrix) -> Distances:
    """Return how far each of ``others``, shape ``(tracks, 37)``, is from one; 0 is the same."""
    squares = np.einsum("ij,ij->i", others, others) - 2.0 * (others @ one) + one @ one
    return np.sqrt(np.maximum(squares, 0.0) / np.float32(len(one))).astype(np.float32)


def score_distance(distance: float) -> float:
    """Return a distance as how alike two tracks sound: 1 for the same, 0.5 for any two songs."""
    return float(0.5 ** ((distance / FAR) ** 2))
