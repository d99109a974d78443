"""How strong the music feels: over time, within a track, and in all."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.analysis.rules.level.loudness import STEP_SECONDS

Series = npt.NDArray[np.float64]

_MOST_VALUES = 600
_SHORTEST_STEP_SECONDS = 0.5
_RANGE_DB = 30.0
_QUIETEST_LUFS, _LOUDEST_LUFS = -30.0, -7.0
_BUSIEST_RISE = 1.5
_LOUDNESS_SHARE = 0.65


@dataclass(frozen=True)
class Curve:
    """Energy over time: one value per ``step_seconds``, 0..1, 1 for the loudest of the track."""

    step_seconds: float
    values: Series


def energy_curve(momentary_lufs: Series) -> Curve:
    """Return the energy over time in at most 600 values.

    The loudest parts (95th percentile) are 1, what is 30 dB below them is 0.
    """
    duration = len(momentary_lufs) * STEP_SECONDS
    wanted = max(_SHORTEST_STEP_SECONDS, duration / _MOST_VALUES)
    size = int(np.ceil(wanted / STEP_SECONDS))
    starts = np.arange(0, len(momentary_lufs), size)
    if len(starts) == 0:
        return Curve(_SHORTEST_STEP_SECONDS, np.zeros(0))
    powers = np.add.reduceat(10.0 ** (momentary_lufs / 10.0), starts)
    sizes = np.diff(np.append(starts, len(momentary_lufs)))
    levels = 10.0 * np.log10(powers / sizes)
    top = loudest(momentary_lufs)
    values = np.array([level_to_energy(float(level), top) for level in levels])
    return Curve(round(size * STEP_SECONDS, 3), values)


def loudest(momentary_lufs: Series) -> float:
    """Return the level of a track's loud parts."""
    return float(np.percentile(momentary_lufs, 95))


def level_to_energy(level_lufs: float, loudest_lufs: float) -> float:
    """Return a level as a fraction of the loudest: 1 there, 0 from 30 dB below."""
    return min(1.0, max(0.0, 1.0 + (level_lufs - loudest_lufs) / _RANGE_DB))


def mean_level(momentary_lufs: Series, start_seconds: float, end_seconds: float) -> float:
    """Return the mean level of a stretch of time in LUFS."""
    first = min(int(start_seconds / STEP_SECONDS), max(0, len(momentary_lufs) - 1))
    last = max(first + 1, int(end_seconds / STEP_SECONDS))
    return float(10.0 * np.log10(np.mean(10.0 ** (momentary_lufs[first:last] / 10.0))))


def overall_energy(integrated_lufs: float, onset_strength: float) -> float:
    """Return the energy of a whole track, 0..1, comparable between tracks.

    Two thirds are loudness, from -30 to -7 LUFS, and the rest is how much begins per second:
    ``onset_strength`` is the mean of the onset envelope.
    """
    loud = (integrated_lufs - _QUIETEST_LUFS) / (_LOUDEST_LUFS - _QUIETEST_LUFS)
    busy = onset_strength / _BUSIEST_RISE
    mixed = _LOUDNESS_SHARE * np.clip(loud, 0, 1) + (1 - _LOUDNESS_SHARE) * np.clip(busy, 0, 1)
    return round(float(mixed), 3)
