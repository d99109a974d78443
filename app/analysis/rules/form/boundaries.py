"""Which bar lines begin a section: bars that sound alike stay together, in lengths music likes."""

import numpy as np
import numpy.typing as npt

from app.analysis.rules.form.likeness import Scatter

Series = npt.NDArray[np.float64]

# What a cut costs, in bars that differ from their section, and what a dB of novelty is worth.
_CUT_BARS = 1.3
_BARS_PER_DB = 0.07
_BARS_OF_CHORDS = 2.0
_LEANING = 0.02
_LEAST_NOVELTY_DB = 2.0
_FAINT_BARS = 6.0
_NEAR_BARS = 2
_SHORTEST_BARS = 2
_USUAL_BARS = 4
_SHORT_TRACK_BARS = 32
# What a length costs, in bars: phrases have eight of them, or four, and hardly ever nine.
_FOUR_COST, _EVEN_COST, _ODD_COST, _SHORT_COST = 0.1, 0.6, 1.2, 1.7


def pick_boundaries(novelty: Series, sound: Series, chords: Series | None = None) -> list[int]:
    """Return the bars that begin a section, without the first.

    ``novelty`` has one value in dB per bar, ``sound`` the shape ``(bars, features)`` in dB;
    ``chords`` says how surely the chords are others from each bar on, 0..1.  Of all ways to cut
    the bars into sections the one is taken whose sections scatter the least, as a kernel sees it
    (Arlot, Celisse and Harchaoui, 2019), with a price for each cut that is lower where much
    changes, and a price for unusual lengths (Sargent, Bimbot and Vincent, 2017).  What counts are
    whole sections: a rest or a fill of a few bars is cheaper than two cuts.
    """
    count = len(novelty)
    prices, lengths = _cut_prices(novelty), _length_costs(count)
    if chords is not None:
        prices -= _BARS_OF_CHORDS * chords
    best = np.full(count + 1, np.inf)
    best[0] = 0.0
    before = np.zeros(count + 1, dtype=np.intp)
    scatter = Scatter(sound)
    for end in range(1, count + 1):
        costs = best[:end] + lengths[end:0:-1] + scatter.up_to(end)
        chosen = int(np.argmin(costs))
        best[end] = costs[chosen] + (prices[end] if end < count else 0.0)
        before[end] = chosen
    return _traced(before)


def _cut_prices(novelty: Series) -> Series:
    """Return what a cut costs at each line, in bars.

    It is more where next to nothing changes at the line itself, as in music that drifts, and where
    a line leans on one with more novelty.
    """
    padded = np.pad(novelty, _NEAR_BARS)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * _NEAR_BARS + 1)
    is_top = novelty >= windows[:, 1:-1].max(axis=1)
    lean = np.where(is_top, 0.0, windows.max(axis=1) - novelty)
    faint = _FAINT_BARS * np.maximum(_LEAST_NOVELTY_DB - novelty, 0.0) ** 2
    return _CUT_BARS - _BARS_PER_DB * novelty + _LEANING * lean + faint


def _length_costs(count: int) -> Series:
    """Return what a section of so many bars costs, shape ``(count + 1,)``."""
    bars = np.arange(count + 1)
    costs = np.full(len(bars), _ODD_COST)
    costs[bars % 2 == 0] = _EVEN_COST
    costs[bars % 4 == 0] = _FOUR_COST
    costs[bars % 8 == 0] = 0.0
    short = _USUAL_BARS if count >= _SHORT_TRACK_BARS else _SHORTEST_BARS
    costs[bars < short] += _SHORT_COST
    if count > _SHORTEST_BARS:
        costs[:_SHORTEST_BARS] = np.inf
    return costs


def _traced(before: npt.NDArray[np.intp]) -> list[int]:
    """Return the cuts that lead to the end, in order."""
    cuts: list[int] = []
    place = int(before[-1])
    while place > 0:
        cuts.append(place)
        place = int(before[place])
    return cuts[::-1]
