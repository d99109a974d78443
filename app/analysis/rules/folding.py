"""Laying all periods of an envelope over each other."""

import numpy as np
import numpy.typing as npt


def fold(
    envelope: npt.NDArray[np.floating], period_seconds: float, bins: int, *, rate_hz: float
) -> npt.NDArray[np.float64]:
    """Return the mean of an envelope over a period that is cut into ``bins``."""
    places = (np.arange(len(envelope)) / rate_hz / period_seconds * bins) % bins
    left = np.floor(places).astype(np.intp) % bins
    right = (left + 1) % bins
    share = places - np.floor(places)
    sums = np.bincount(left, envelope * (1 - share), bins)
    sums += np.bincount(right, envelope * share, bins)
    weights = np.bincount(left, 1 - share, bins) + np.bincount(right, share, bins)
    return sums / np.maximum(weights, 1e-9)
