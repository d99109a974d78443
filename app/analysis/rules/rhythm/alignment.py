"""Laying a constant grid on the attacks of the whole track, to the millisecond."""

import numpy as np
import numpy.typing as npt

from app.analysis.rules.rhythm.attacks import ATTACK_RATE_HZ
from app.analysis.rules.smoothing import find_summit, soften

_REACH = 24
_LIKELY = 15.0

Series = npt.NDArray[np.float64]


def align_grid(
    strength: npt.NDArray[np.float32], *, period_seconds: float, offset_seconds: float
) -> tuple[float, float]:
    """Return period and offset of the grid near the given one that most attacks fall on.

    A spectrum weighs early and late sounds alike, and so drifts where a part plays behind the
    beat; the highest sum of attacks does not.  Both ends of the grid are moved by up to 35 ms.
    """
    count = int((len(strength) / ATTACK_RATE_HZ - offset_seconds) / period_seconds)
    if count < 2:  # noqa: PLR2004  — a line has two ends
        return period_seconds, offset_seconds
    attacks = soften(strength)
    beats = (offset_seconds + np.arange(count) * period_seconds) * ATTACK_RATE_HZ
    along = np.linspace(0.0, 1.0, count)
    moves = np.arange(-_REACH, _REACH + 1)
    sums = np.array([_sums(attacks, beats + early * (1 - along), along, moves) for early in moves])
    sums *= np.outer(*[np.exp(-0.5 * (moves / _LIKELY) ** 2)] * 2)
    row, column = (int(index) for index in np.unravel_index(np.argmax(sums), sums.shape))
    early = find_summit(sums[:, column], row) - _REACH
    late = find_summit(sums[row], column) - _REACH
    stretch = (late - early) / (count - 1) / ATTACK_RATE_HZ
    return period_seconds + stretch, offset_seconds + early / ATTACK_RATE_HZ


def _sums(attacks: Series, beats: Series, along: Series, moves: npt.NDArray[np.int_]) -> Series:
    """Return the attacks summed over the beats, for each move of the last one."""
    places = np.round(beats + np.outer(moves, along)).astype(np.intp)
    return attacks[np.clip(places, 0, len(attacks) - 1)].sum(axis=1)
