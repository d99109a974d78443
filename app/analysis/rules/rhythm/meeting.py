"""How well beats meet the attacks around them, from second to second of a track."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.analysis.rules.rhythm.attacks import ATTACK_RATE_HZ
from app.analysis.rules.rhythm.regions import Step
from app.analysis.rules.smoothing import soften

Series = npt.NDArray[np.float64]

_WINDOW_SECONDS = 3.0
_LOUD_PERCENTILE = 98
_FAINT = 0.1
_MOST = 1.5
_MORE = 1.1
_AS_MUCH = 0.85
_LITTLE = 0.5


@dataclass(frozen=True)
class Heights:
    """How high the attacks are against the loud ones around them, 0..1.5, 689 a second.

    A passage without drums counts as much as one with drums, by its own scale.
    """

    values: Series

    def at(self, beats_seconds: Series) -> Series:
        """Return the height of the attack on each beat."""
        places = np.round(beats_seconds * ATTACK_RATE_HZ).astype(np.intp)
        return self.values[np.clip(places, 0, len(self.values) - 1)]


def measure_heights(strength: npt.NDArray[np.float32]) -> Heights:
    """Return the attacks on the scale of the three seconds around each."""
    attacks = soften(strength)
    count = max(1, round(len(attacks) / ATTACK_RATE_HZ / _WINDOW_SECONDS))
    parts = np.array_split(attacks, count)
    loud = np.array([float(np.percentile(part, _LOUD_PERCENTILE)) for part in parts])
    loud = np.maximum(loud, _FAINT * float(loud.max()))
    centres = np.cumsum([len(part) for part in parts]) - np.array([len(p) / 2 for p in parts])
    scale = np.interp(np.arange(len(attacks)), centres, loud)
    return Heights(np.minimum(attacks / np.maximum(scale, 1e-9), _MOST))


def meets_more(heights: Heights, beats_seconds: Series, others_seconds: Series) -> bool:
    """Return whether beats meet clearly more of the attacks than others."""
    return _mean_met(heights, beats_seconds) >= _MORE * _mean_met(heights, others_seconds)


def meets_as_much(
    heights: Heights, beats_seconds: Series, others_seconds: Series, steps: list[Step]
) -> bool:
    """Return whether beats meet about as much as others, as a whole and around each step.

    A step around which the others meet little themselves, because little is heard, does not count.
    """
    usual = _mean_met(heights, others_seconds)
    as_much = _mean_met(heights, beats_seconds) >= _AS_MUCH * usual
    return as_much and all(
        _met_near(heights, beats_seconds, step)
        >= _AS_MUCH * _met_near(heights, others_seconds, step)
        for step in steps
        if not meets_little(heights, others_seconds, step)
    )


def meets_little(heights: Heights, beats_seconds: Series, step: Step) -> bool:
    """Return whether beats meet much less of the attacks around a step than they usually do."""
    usual = _mean_met(heights, beats_seconds)
    return _met_near(heights, beats_seconds, step) < _LITTLE * usual


def _met_near(heights: Heights, beats_seconds: Series, step: Step) -> float:
    near = np.abs(beats_seconds - step.seconds) <= step.reach_seconds
    return _mean_met(heights, beats_seconds[near])


def _mean_met(heights: Heights, beats_seconds: Series) -> float:
    """Return how high the attacks are that the beats meet, averaged over the time they last."""
    lengths = np.diff(beats_seconds)
    if float(lengths.sum()) <= 0:
        return 0.0
    return float(np.average(heights.at(beats_seconds[:-1]), weights=lengths))
