"""Taking out what changes slowly: filters that open, rolls that grow, songs that fade."""

import numpy as np
import numpy.typing as npt

Series = npt.NDArray[np.float64]

_BARS = 4
_NO_RAMP, _RAMP = 0.5, 0.8
_FAINTEST = 1e-9


def without_drift(rows: Series) -> Series:
    """Return rows, shape ``(bars, features)``, whose slow ramps are flat and whose steps are left.

    What counts as drift at a line is the slope that the four bars before it and the four after it
    have in common: the lesser of the two, nothing where they disagree (the minmod limiter: Roe,
    1986).  Next to bars that do not move, a step is left as it is.
    """
    count = len(rows)
    if count <= _BARS:
        return rows
    slopes = _slopes(rows)
    lines = np.arange(1, count)
    before = slopes[np.maximum(lines - _BARS, 0)]
    after = slopes[np.minimum(lines, count - _BARS)]
    lesser = np.where(np.abs(before) < np.abs(after), before, after)
    drift = np.where(before * after > 0, lesser, 0.0)
    steps = np.diff(rows, axis=0) - drift
    return np.concatenate([rows[:1], rows[:1] + np.cumsum(steps, axis=0)])


def _slopes(rows: Series) -> Series:
    """Return the slope per bar of the four bars from each on, by least squares.

    It counts as far as a ramp explains what all features do in these bars.
    """
    places = np.arange(_BARS) - (_BARS - 1) / 2
    spread = float(places @ places)
    windows = np.lib.stride_tricks.sliding_window_view(rows, _BARS, axis=0)
    slopes = windows @ (places / spread)
    explained = spread * np.sum(slopes**2, axis=1)
    whole = np.sum((windows - windows.mean(axis=2, keepdims=True)) ** 2, axis=(1, 2))
    share = explained / np.maximum(whole, _FAINTEST)
    weights = np.clip((share - _NO_RAMP) / (_RAMP - _NO_RAMP), 0.0, 1.0)
    return np.asarray(slopes * weights[:, None], np.float64)
