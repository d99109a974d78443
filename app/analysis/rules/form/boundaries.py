"""Which bar lines begin a section: the changes of the music against the lengths music prefers."""

import numpy as np
import numpy.typing as npt

Series = npt.NDArray[np.float64]

_LEAST_NOVELTY_DB = 1.8
_LEAST_SHARE = 0.12
_SHORTEST_BARS = 2
_USUAL_BARS = 4
_SHORT_TRACK_BARS = 32
_NEAR_BARS = 2
_LEANING = 0.35
# What a length costs, in dB of novelty: phrases have eight bars, or four, and hardly ever nine.
_FOUR_DB, _EVEN_DB, _ODD_DB, _SHORT_DB = 0.2, 0.9, 1.8, 2.5


def pick_boundaries(novelty: Series) -> list[int]:
    """Return the bars that begin a section, without the first.

    Of all ways to cut the bars into sections the one is taken whose cuts are the most novel, each
    less the least novelty that counts and less what the length of its section costs (dynamic
    programming over bar lines, with a regularity of lengths: Sargent, Bimbot and Vincent, 2017).
    """
    count = len(novelty)
    least = max(_LEAST_NOVELTY_DB, _LEAST_SHARE * float(novelty.max(initial=0.0)))
    costs = _length_costs(count)
    best = np.full(count + 1, -np.inf)
    best[0] = 0.0
    before = np.zeros(count + 1, dtype=np.intp)
    for end in range(1, count + 1):
        gains = best[:end] - costs[end:0:-1]
        chosen = int(np.argmax(gains))
        gain = 0.0 if end == count else _gain(novelty, end, least)
        best[end], before[end] = gains[chosen] + gain, chosen
    return _traced(before)


def _gain(novelty: Series, line: int, least: float) -> float:
    """Return what a cut is worth: its novelty above the least, less if it leans on a higher one."""
    here = float(novelty[line])
    if here >= float(novelty[line - 1 : line + 2].max()):
        return here - least
    highest = float(novelty[max(0, line - _NEAR_BARS) : line + _NEAR_BARS + 1].max())
    return here - least - _LEANING * (highest - here)


def _length_costs(count: int) -> Series:
    """Return what a section of so many bars costs, shape ``(count + 1,)``."""
    bars = np.arange(count + 1)
    costs = np.full(len(bars), _ODD_DB)
    costs[bars % 2 == 0] = _EVEN_DB
    costs[bars % 4 == 0] = _FOUR_DB
    costs[bars % 8 == 0] = 0.0
    short = _USUAL_BARS if count >= _SHORT_TRACK_BARS else _SHORTEST_BARS
    costs[bars < short] += _SHORT_DB
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
