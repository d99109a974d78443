"""Other ways to count the same music, and how likely each is."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from app.analysis.rules.rhythm.bars import Bars
from app.analysis.rules.rhythm.meter import Beat

Series = npt.NDArray[np.float64]

_SLOWEST_BPM, _FASTEST_BPM = 30.0, 300.0
_SAME_OCTAVES = 0.05
_UNLIKELY = 0.01


@dataclass(frozen=True)
class Alternative:
    """Another grid: half or double the tempo, or bars that begin elsewhere.

    ``confidence`` is 0..1, on the same scale as that of the grid that was chosen.
    """

    kind: Literal["half", "double", "shifted"]
    tempo_bpm: float
    first_downbeat_seconds: float
    confidence: float


def likely_reading(readings: list[Beat]) -> float:
    """Return how likely the tempo of the first reading is among all of them, 0..1."""
    return _shares(readings)[0]


def likely_place(reading: Beat) -> float:
    """Return how likely the place of the beats is, against any other at the same tempo, 0..1."""
    return 1.0 / (1.0 + math.exp(-min(reading.margin, 50.0)))


def offer_alternatives(
    beats_seconds: Series, readings: list[Beat], bars: Bars
) -> list[Alternative]:
    """Return the other grids, the likeliest first."""
    if len(beats_seconds) <= max(bars.first_downbeat, bars.runner_up) + 1:
        return []
    tempo = 60.0 / float(np.median(np.diff(beats_seconds)))
    first = float(beats_seconds[bars.first_downbeat])
    octaves: tuple[tuple[Literal["half", "double"], float], ...] = (("half", 0.5), ("double", 2.0))
    offered = [
        Alternative(kind, tempo * ratio, first, _share(readings, ratio))
        for kind, ratio in octaves
        if _SLOWEST_BPM <= tempo * ratio <= _FASTEST_BPM
    ]
    offered.append(_shifted(beats_seconds, tempo, readings[0], bars))
    return sorted(offered, key=lambda alternative: -alternative.confidence)


def _shifted(beats: Series, tempo: float, reading: Beat, bars: Bars) -> Alternative:
    """Return bars that begin on another beat, or half a beat later, whichever is likelier."""
    off_beat = 1.0 - likely_place(reading)
    other_beat = 0.5 - 0.5 * bars.confidence
    if off_beat > other_beat:
        first = bars.first_downbeat
        place = float(beats[first] + beats[first + 1]) / 2
    else:
        place = float(beats[bars.runner_up])
    return Alternative("shifted", tempo, place, max(off_beat, other_beat, _UNLIKELY))


def _share(readings: list[Beat], ratio: float) -> float:
    """Return the share of the reading at a ratio to the chosen tempo, if there was one."""
    wanted = readings[0].tempo_bpm * ratio
    shares = [
        share
        for reading, share in zip(readings, _shares(readings), strict=True)
        if abs(math.log2(reading.tempo_bpm / wanted)) < _SAME_OCTAVES
    ]
    return max([*shares, _UNLIKELY])


def _shares(readings: list[Beat]) -> list[float]:
    """Return how likely each reading is, all of them together 1."""
    best = max(reading.likelihood for reading in readings)
    weights = [math.exp(reading.likelihood - best) for reading in readings]
    return [weight / sum(weights) for weight in weights]
