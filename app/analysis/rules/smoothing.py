"""What a series is between and around its values."""

import numpy as np
import numpy.typing as npt

_SOFTNESS = 2.5
_SOFT_REACH = 10


def moving_mean(values: npt.NDArray[np.floating], size: int) -> npt.NDArray[np.float64]:
    """Return the mean of the ``size`` neighbours of each value along the last axis.

    ``size`` is odd or is made so; beyond its ends the series goes on as it begins and ends.
    """
    reach = size // 2
    edges = [(0, 0)] * (values.ndim - 1) + [(reach + 1, reach)]
    sums = np.cumsum(np.pad(values, edges, mode="edge"), axis=-1, dtype=np.float64)
    width = 2 * reach + 1
    return (sums[..., width:] - sums[..., :-width]) / width


def soften(strength: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Return attacks a little wider, because no two drums begin alike; shape ``(values,)``."""
    kernel = np.exp(-0.5 * (np.arange(-_SOFT_REACH, _SOFT_REACH + 1) / _SOFTNESS) ** 2)
    return np.convolve(strength, kernel, mode="same").astype(np.float64)


def find_summit(values: npt.NDArray[np.float64], peak: int) -> float:
    """Return where a parabola through a peak and its neighbours is highest."""
    if not 0 < peak < len(values) - 1:
        return float(peak)
    left, top, right = (float(value) for value in values[peak - 1 : peak + 2])
    curve = left - 2.0 * top + right
    return peak + (0.5 * (left - right) / curve if curve < 0 else 0.0)
