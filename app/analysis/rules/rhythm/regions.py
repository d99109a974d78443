"""Where one tempo ends and another begins, and how the beats of both are joined there."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.analysis.rules.rhythm.attacks import ATTACK_RATE_HZ
from app.analysis.rules.rhythm.course import Course
from app.analysis.rules.smoothing import soften

Series = npt.NDArray[np.float64]

_GAPS_STEPS, _FLAT_STEPS = (2, 5, 9), 5
_STEP_OCTAVES = 0.03
_FLATNESS = 3.0
_SHORTEST_SECONDS = 10.0
_JOINT_SECONDS = 4.0
_JOINT_SPREAD_SECONDS = 0.03
_BREAK = 4.0
_EDGES = 2
_LOUD_PERCENTILE = 90


@dataclass(frozen=True)
class Step:
    """When one tempo gives way to another, and by how much that may be off, in seconds."""

    seconds: float
    reach_seconds: float

    @property
    def is_wide(self) -> bool:
        """Return whether it may as well be a slope."""
        return self.reach_seconds > _JOINT_SECONDS


def find_steps(course: Course) -> list[Step]:
    """Return where the tempo goes from one to another and stays there, rising.

    Before and after a step the tempo is flat against its height, which it is not in a ritardando.
    Where little is heard around a step, its course looks like a slope of up to 18 seconds: a wide
    step, which a short ritardando may look like, too.
    """
    octaves, times = np.log2(course.tempos_bpm), course.times_seconds
    edges = [float(times[0]), float(times[-1])]
    chosen: list[Step] = []
    for gap in _GAPS_STEPS:
        wider = float(gap - _GAPS_STEPS[0])
        for _, time in sorted(_candidates(octaves, times, gap), reverse=True):
            others = [*edges, *(step.seconds for step in chosen)]
            if all(abs(time - other) >= _SHORTEST_SECONDS + wider for other in others):
                chosen.append(Step(time, _JOINT_SECONDS + wider))
    return sorted(chosen, key=lambda step: step.seconds)


def _candidates(octaves: Series, times: Series, gap: int) -> list[tuple[float, float]]:
    """Return heights and times of what may be steps within ``gap`` seconds to both sides."""
    steps: list[tuple[float, float]] = []
    for place in range(_FLAT_STEPS + gap, len(octaves) - _FLAT_STEPS - gap + 1):
        before = octaves[place - gap - _FLAT_STEPS : place - gap]
        after = octaves[place + gap : place + gap + _FLAT_STEPS]
        low, high = float(np.median(before)), float(np.median(after))
        flat = max(float(np.ptp(before)), float(np.ptp(after)))
        if abs(high - low) > _STEP_OCTAVES and flat * _FLATNESS < abs(high - low):
            near = slice(place - gap, place + gap)
            crossing = int(np.argmin(np.abs(octaves[near] - (low + high) / 2)))
            steps.append((abs(high - low), float(times[near][crossing])))
    return steps


def join_beats(
    strength: npt.NDArray[np.float32], before: Series, after: Series, boundary: Step
) -> tuple[Series, int]:
    """Return beats that run on from the one grid into the other, and which is the other's first.

    Both are drawn out beyond it, and change over at the place where a beat of the one falls on a
    beat of the other and most attacks are met; or, at a price, where none does, as between two
    records.
    """
    if min(len(before), len(after)) < _EDGES:
        return np.concatenate([before, after]), len(before)
    reach, place_seconds = boundary.reach_seconds, boundary.seconds
    first = _extended(before, place_seconds + reach)
    second = -_extended(-after[::-1], reach - place_seconds)[::-1]
    attacks = soften(strength)
    here, there = _loudness(attacks, first), _loudness(attacks, second)
    met = np.cumsum(here)
    left = np.concatenate([np.cumsum(there[::-1])[::-1], [0.0]])
    candidates = np.flatnonzero(np.abs(first - place_seconds) <= reach)
    nearest = np.array([int(np.argmin(np.abs(second - first[place]))) for place in candidates])
    apart = (second[nearest] - first[candidates]) / _JOINT_SPREAD_SECONDS
    scores = met[candidates] + left[nearest + 1] - np.minimum(0.5 * apart**2, _BREAK)
    best = int(np.argmax(scores))
    joint = int(candidates[best])
    return np.concatenate([first[:joint], second[nearest[best] :]]), joint


def _extended(beats: Series, until: float) -> Series:
    """Return the beats up to a time, or with more of them at their last tempo."""
    period = float(np.median(np.diff(beats[-9:])))
    count = max(0, int(np.ceil((until - float(beats[-1])) / period)))
    longer = np.concatenate([beats, beats[-1] + period * np.arange(1, count + 1)])
    return longer[longer <= until]


def _loudness(attacks: Series, beats: Series) -> Series:
    """Return how strong the attack on each beat is, 1 for the loud ones."""
    places = np.round(beats * ATTACK_RATE_HZ).astype(np.intp)
    values = attacks[np.clip(places, 0, len(attacks) - 1)]
    return np.minimum(values / max(float(np.percentile(values, _LOUD_PERCENTILE)), 1e-9), 1.5)
