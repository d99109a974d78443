"""The exact moment at which sounds begin, to a millisecond and a half."""

import numpy as np
import numpy.typing as npt

from app.analysis.rules.folding import fold
from app.analysis.rules.frames import Framer
from app.analysis.rules.rhythm.onsets import LISTENING_RATE_HZ
from app.analysis.rules.smoothing import find_summit
from app.core.units import Mono

HOP = 32
ATTACK_RATE_HZ = LISTENING_RATE_HZ / HOP
"""Values per second of the attack envelope, about 689."""

_LAG = 3
_BEFORE = 13
_MOST = 1.5
_CLEAR = 0.5
_FLOOR = 1e-3
_LIKELY_SECONDS = 0.03


class AttackListener:
    """Turns a stream of sound at 22,050 Hz into its amplitude every 1.45 ms."""

    def __init__(self) -> None:
        self._framer = Framer(HOP, HOP)
        self._amplitudes: list[npt.NDArray[np.float32]] = []

    def push(self, sound: Mono) -> None:
        """Take more of the stream."""
        frames = self._framer.push(sound)
        self._amplitudes.append(np.sqrt(np.mean(frames * frames, axis=1)))

    def finish(self) -> npt.NDArray[np.float32]:
        """Return the amplitude envelope, shape ``(values,)``."""
        return np.concatenate([*self._amplitudes, np.zeros(1, dtype=np.float32)])


def attack_strength(amplitudes: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return by how much each value's level rises over all of the 19 ms before it, in nepers.

    A drum's first sample is where the rise is steepest: measured on rendered drums, the rise from
    two values before to one value after peaks within half a millisecond of it.  The level before
    is the highest of a while, because a deep tone swings, and none of its swings is an attack.  No
    attack counts for more than 1.5 nepers, however silent it was before.
    """
    levels = np.log(amplitudes + np.float32(_FLOOR))
    padded = np.concatenate([np.repeat(levels[:1], _BEFORE + 1), levels, levels[-1:]])
    windows = np.lib.stride_tricks.sliding_window_view(padded[:-_LAG], _BEFORE)
    rises = padded[_BEFORE + 2 :] - windows.max(axis=1)[: len(levels)]
    return np.clip(rises, np.float32(0.0), np.float32(_MOST))


def find_opening(strength: npt.NDArray[np.float32]) -> float | None:
    """Return when the first clear attack is, in seconds, None where there is none."""
    clear = np.flatnonzero(strength > _CLEAR)
    return float(clear[0]) / ATTACK_RATE_HZ if len(clear) else None


def locate_attack(
    strength: npt.NDArray[np.float32], *, period_seconds: float, near_seconds: float
) -> float:
    """Return the time near ``near_seconds`` at which the sounds of every period begin.

    The strength is averaged over all periods; places further away count less.
    """
    bins = max(8, round(period_seconds * ATTACK_RATE_HZ))
    folded = fold(strength, period_seconds, bins, rate_hz=ATTACK_RATE_HZ)
    step = period_seconds / bins
    reach = max(2, min(bins // 8, round(2.5 * _LIKELY_SECONDS / step)))
    middle = round(near_seconds / step)
    away = np.arange(-reach, reach + 1)
    likely = np.exp(-0.5 * (away * step / _LIKELY_SECONDS) ** 2)
    window = folded[(middle + away) % bins] * likely
    peak = int(np.argmax(window))
    return (middle - reach + find_summit(window, peak)) * step
