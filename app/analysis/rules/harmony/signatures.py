"""The key over time: where the notes of the scale change, and for how long."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from app.analysis.rules.harmony.pitch import Matrix
from app.analysis.rules.paths import best_path

Series = npt.NDArray[np.float64]

# How much sounds on the degrees of neither a major scale nor its relative minor, counted from the
# tonic of the major: the raised seventh of the minor, its raised sixth, a flat seventh, others.
_SCALE = (0, 2, 4, 5, 7, 9, 11)
_FOREIGN = {8: 0.03, 6: 0.02, 10: 0.02, 1: 0.01, 3: 0.01}
_NOTES_PER_BAR = 8.0
_QUIET_POWER = 1.5
_USUAL_PERCENTILE = 80.0

# What speaks against a change of scale, in nats: one note changes by degrees, and may just not
# have been played for a while; with more notes there is no doubt.
_TO_NEIGHBOUR, _TO_OTHERS = 40.0, 10.0


@dataclass(frozen=True)
class Stretch:
    """Bars from ``first`` to ``last``, without the last, in one scale.

    ``major`` is the tonic of its major key, 0 for C.
    """

    first: int
    last: int
    major: int


def find_stretches(bars: Matrix) -> list[Stretch]:
    """Return the stretches of music that keep to one scale; one if it never changes.

    ``bars`` are the pitch classes that are played in each bar, shape ``(bars, 12)``.  A key and
    its relative have one scale; what is seen here is a modulation to any other.
    """
    totals = bars.sum(axis=1, keepdims=True).astype(np.float64)
    usual = max(float(np.percentile(totals, _USUAL_PERCENTILE)), 1e-9)
    weights = _NOTES_PER_BAR * np.minimum(1.0, totals / usual) ** _QUIET_POWER
    scores = weights * (bars / np.maximum(totals, 1e-9)) @ np.log(12.0 * _profiles()).T
    path = best_path(scores, _jumps())
    edges = [0, *(np.flatnonzero(np.diff(path)) + 1).tolist(), len(path)]
    return [Stretch(first, last, int(path[first])) for first, last in pairwise(edges)]


@cache
def _profiles() -> Series:
    """Return how much sounds on each pitch class in each scale, shape ``(12, 12)``."""
    profile = np.zeros(12)
    profile[list(_FOREIGN)] = list(_FOREIGN.values())
    profile[list(_SCALE)] = (1.0 - sum(_FOREIGN.values())) / len(_SCALE)
    return np.stack([np.roll(profile, major) for major in range(12)])


@cache
def _jumps() -> Series:
    """Return what a change between two scales costs, shape ``(12, 12)``."""
    places = np.arange(12) * 7 % 12
    steps = np.abs(places[:, None] - places)
    steps = np.minimum(steps, 12 - steps)
    return np.where(steps == 0, 0.0, np.where(steps == 1, _TO_NEIGHBOUR, _TO_OTHERS))
