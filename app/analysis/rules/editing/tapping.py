"""The tempo and the place of the beat that somebody taps."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.analysis.rules.editing.beat_line import check_tempo
from app.core.errors import InvalidInput

Series = npt.NDArray[np.float64]

FEWEST_TAPS = 4
MOST_TAPS = 256
_STRAY_BEATS = 0.2
"""A tap that is further from the beat than this is no part of it."""

_NEIGHBOURS = 2
_STRAY_COST = 1.0
_HOLE_COST = 0.75
_LONGEST_SECONDS = 4.0


@dataclass(frozen=True)
class Tapped:
    """A tempo, and when one of its beats was, on the clock of the taps."""

    tempo_bpm: float
    beat_seconds: float


def read_taps(taps_seconds: Sequence[float]) -> Tapped:
    """Return the tempo that fits most taps, in the sense of least squares.

    Some taps may be missing and some too many: of all tempi that two neighbouring taps propose,
    the one is taken that explains the others best, and then fitted to those that it explains.

    Raises:
        InvalidInput: for fewer than four taps, or a tempo that no music has.
    """
    taps = np.unique(np.array(taps_seconds, dtype=np.float64))[-MOST_TAPS:]
    if len(taps) < FEWEST_TAPS:
        raise InvalidInput(f"Tap at least {FEWEST_TAPS} times, on the beat.")
    period, beat = max(_proposals(taps), key=lambda one: _score(taps, *one))
    places, strays = _place(taps, period, beat)
    kept = _best_of_each(places, np.abs(strays))
    slope, first = np.polyfit(places[kept], taps[kept], 1)
    return Tapped(check_tempo(60.0 / float(slope)), float(first))


def _proposals(taps: Series) -> list[tuple[float, float]]:
    """Return periods and beats between taps that are next to each other, or one further."""
    found = [
        (float(taps[later] - taps[place]), float(taps[place]))
        for place in range(len(taps))
        for later in range(place + 1, min(place + 1 + _NEIGHBOURS, len(taps)))
        if taps[later] - taps[place] <= _LONGEST_SECONDS
    ]
    if not found:
        raise InvalidInput("These taps are too far from each other. Tap every beat.")
    return found


def _score(taps: Series, period: float, beat: float) -> float:
    """Return how many taps a tempo explains, less what is too many and what is missing."""
    places, strays = _place(taps, period, beat)
    fits = np.abs(strays) <= _STRAY_BEATS
    tapped = np.unique(places[fits])
    holes = tapped[-1] - tapped[0] + 1 - len(tapped)
    doubled = fits.sum() - len(tapped)
    looseness = float(np.mean(strays[fits] ** 2))
    return len(tapped) - _STRAY_COST * (doubled + (~fits).sum()) - _HOLE_COST * holes - looseness


def _best_of_each(places: Series, far: Series) -> list[int]:
    """Return the tap that is nearest to each beat, of those near enough."""
    best: dict[float, int] = {}
    for tap in sorted(np.flatnonzero(far <= _STRAY_BEATS).tolist(), key=lambda one: -far[one]):
        best[float(places[tap])] = tap
    return sorted(best.values())


def _place(taps: Series, period: float, beat: float) -> tuple[Series, Series]:
    """Return which beat each tap is nearest to, and how far from it in beats."""
    exact = (taps - beat) / period
    places = np.round(exact)
    return places, exact - places
