"""When something is struck anew, and how loud it is meanwhile."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.analysis.rules.rhythm.onsets import ONSET_RATE_HZ

Matrix = npt.NDArray[np.float32]
Series = npt.NDArray[np.float64]

_GAIN = 300.0
_TOP_PERCENTILE = 98
_SILENT_GAIN = 1e-4
_FLOOR = 1e-6
_HOLD = 4
_LAG = 2
_APART = 4
_LEAST_RISE = 0.03


@dataclass(frozen=True)
class Strikes:
    """Where a sound begins anew: times, and by how much its bands rose, about 0..1.

    ``levels_db`` is the level all along, one value every :data:`LEVEL_SECONDS`.
    """

    seconds: Series
    strengths: Series
    levels_db: Series

    def level_between(self, start_seconds: float, end_seconds: float) -> float:
        """Return the highest level of a stretch, in dB."""
        start = round(start_seconds / LEVEL_SECONDS)
        there = self.levels_db[start : max(start + 1, round(end_seconds / LEVEL_SECONDS))]
        return float(there.max(initial=-120.0))


LEVEL_SECONDS = 1.0 / ONSET_RATE_HZ


def find_strikes(amplitudes: Matrix) -> Strikes:
    """Return the strikes of a sound from the amplitudes of its bands, shape ``(frames, bands)``.

    Levels are compressed and held for the longest period of a bass, so that its own waves are no
    strikes; what rises in all bands together is one (Klapuri, 1999).
    """
    from scipy.ndimage import maximum_filter1d  # pyright: ignore[reportUnknownVariableType]

    power = np.einsum("ij,ij->i", amplitudes, amplitudes).astype(np.float64)
    levels_db = 10.0 * np.log10(maximum_filter1d(power, _HOLD) + _FLOOR**2)
    top = float(np.percentile(amplitudes.max(axis=1), _TOP_PERCENTILE))
    if top < _SILENT_GAIN:
        return Strikes(np.zeros(0), np.zeros(0), levels_db)
    levels = np.log1p(amplitudes * np.float32(_GAIN / top)) / np.float32(np.log1p(_GAIN))
    origin = _HOLD // 2 - 1
    held = np.asarray(maximum_filter1d(levels, _HOLD, axis=0, origin=origin), dtype=np.float32)
    rises = np.zeros(len(held))
    rises[:_LAG] = held[:_LAG].mean(axis=1)
    rises[_LAG:] = np.maximum(held[_LAG:] - held[:-_LAG], 0.0).mean(axis=1)
    places = np.flatnonzero(
        (rises >= maximum_filter1d(rises, 2 * _APART + 1)) & (rises > _LEAST_RISE)
    )
    return Strikes(places / ONSET_RATE_HZ, rises[places], levels_db)
