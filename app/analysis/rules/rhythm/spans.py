"""Where beats keep one tempo: a moving grid cut into spans that a straight line fits."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Series = npt.NDArray[np.float64]

_LONGEST_BEATS = 2048
_SHORTEST_BEATS = 4
_SPREAD_SECONDS = 0.012
_PRICE = 16.0
_EARLY = 1e-4
_STEADY_BEATS = 16
_STEADY_SECONDS = 0.008


@dataclass(frozen=True)
class Span:
    """Beats ``first`` to ``last``, both included, that keep one tempo.

    ``start_seconds`` and ``period_seconds`` are those of the line that fits them best, and
    ``stray_seconds`` is how far they are off it, root mean square.
    """

    first: int
    last: int
    start_seconds: float
    period_seconds: float
    stray_seconds: float

    @property
    def tempo_bpm(self) -> float:
        """Return the tempo of the line."""
        return 60.0 / self.period_seconds

    @property
    def is_steady(self) -> bool:
        """Return whether the beats are as good as on the line, for four bars or longer."""
        is_long = self.last - self.first + 1 >= _STEADY_BEATS
        return is_long and self.stray_seconds < _STEADY_SECONDS


def find_spans(beats_seconds: Series) -> list[Span]:
    """Return the spans that cover all beats at the least price (Jackson et al., 2005).

    A span costs its squared distances from its line, against 12 ms, and a price of its own.
    A beat that lies on two lines belongs to the later one.
    """
    count = len(beats_seconds)
    if count < 2 * _SHORTEST_BEATS:
        return [_fitted(beats_seconds, 0, count)] if count > 1 else []
    sums = _running_sums(beats_seconds)
    costs = np.full(count + 1, np.inf)
    costs[0] = 0.0
    origins = np.zeros(count + 1, dtype=np.intp)
    for end in range(_SHORTEST_BEATS, count + 1):
        starts = np.arange(max(0, end - _LONGEST_BEATS), end - _SHORTEST_BEATS + 1)
        prices = costs[starts] + _squares(sums, starts, end) / _SPREAD_SECONDS**2 + _PRICE
        prices += _EARLY * starts
        best = int(np.argmin(prices))
        costs[end], origins[end] = prices[best], starts[best]
    edges = [count]
    while edges[-1] > 0:
        edges.append(int(origins[edges[-1]]))
    edges.reverse()
    return [_fitted(beats_seconds, start, end) for start, end in pairwise(edges)]


def straighten(beats_seconds: Series, spans: list[Span]) -> Series:
    """Return the beats with those of every steady span laid on its line."""
    beats = beats_seconds.copy()
    for span in spans:
        if span.is_steady:
            numbers = np.arange(span.last - span.first + 1)
            line = span.start_seconds + numbers * span.period_seconds
            beats[span.first : span.last + 1] = line
    return np.maximum.accumulate(np.maximum(beats, 0.0))


def _running_sums(beats: Series) -> Series:
    """Return the sums of ``k, t, k*k, k*t, t*t`` up to each beat, shape ``(5, beats + 1)``."""
    numbers = np.arange(len(beats), dtype=np.float64)
    rows = np.stack([numbers, beats, numbers * numbers, numbers * beats, beats * beats])
    return np.concatenate([np.zeros((5, 1)), np.cumsum(rows, axis=1)], axis=1)


def _squares(sums: Series, starts: npt.NDArray[np.intp], end: int) -> Series:
    """Return the squared distances of beats from their best line, for spans up to ``end``."""
    size = (end - starts).astype(np.float64)
    number, time, numbers, products, times = sums[:, [end]] - sums[:, starts]
    across = numbers - number * number / size
    along = products - number * time / size
    return np.maximum(times - time * time / size - along * along / across, 0.0)


def _fitted(beats: Series, start: int, end: int) -> Span:
    numbers = np.arange(end - start, dtype=np.float64)
    period, first = (float(value) for value in np.polyfit(numbers, beats[start:end], 1))
    off = beats[start:end] - (first + numbers * period)
    return Span(start, end - 1, first, period, float(np.sqrt(np.mean(off * off))))
