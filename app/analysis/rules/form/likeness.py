"""How alike the bars of a stretch are, for every stretch of a track."""

import numpy as np
import numpy.typing as npt

Series = npt.NDArray[np.float64]

_LEAST_WIDTH_DB = 3.0
_NEAR_LAGS = (1, 2, 4)


class Scatter:
    """How many bars' worth of difference there is in stretches of bars, asked for end by end.

    Two bars are alike as a Gaussian of their distance says, 0..1, so that what differs much does
    not count for more than what differs clearly.  Its width is the distance of bars that usually
    follow each other, at least 3 dB: small steps count in even music, and not in lively music.
    """

    def __init__(self, sound: Series) -> None:
        self._sound = sound
        self._width_db = max(_LEAST_WIDTH_DB, _usual_distance(self._sound))
        self._inside = np.zeros(0)

    def up_to(self, end: int) -> Series:
        """Return the scatter of the stretches from each bar on to ``end``, shape ``(end,)``.

        The ends are asked for one after the other, from 1 on.  The scatter is the number of bars
        less their mean likeness times that number (Arlot, Celisse and Harchaoui, 2019); memory
        stays that of one row of the bars' matrix.
        """
        last = self._sound[end - 1]
        squares = np.mean((self._sound[:end] - last) ** 2, axis=1)
        alike = np.exp(-squares / self._width_db**2)
        added = 2.0 * np.cumsum(alike[::-1])[::-1] - alike[-1]
        self._inside = np.append(self._inside, 0.0) + added
        bars = np.arange(end, 0, -1)
        return bars - self._inside / bars


def _usual_distance(sound: Series) -> float:
    """Return how far bars are apart that follow each other closely, in dB."""
    distances = [
        float(np.median(np.sqrt(np.mean((sound[lag:] - sound[:-lag]) ** 2, axis=1))))
        for lag in _NEAR_LAGS
        if lag < len(sound)
    ]
    return float(np.median(distances)) if distances else 0.0
