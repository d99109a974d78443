"""Where one tempo ends and another begins, and how the beats of both are joined there."""

import numpy as np
import numpy.typing as npt

from app.analysis.rules.rhythm.attacks import ATTACK_RATE_HZ
from app.analysis.rules.rhythm.course import Course
from app.analysis.rules.smoothing import soften

Series = npt.NDArray[np.float64]

_GAP_STEPS, _FLAT_STEPS = 2, 5
_STEP_OCTAVES = 0.03
_FLATNESS = 3.0
_SHORTEST_SECONDS = 10.0
_JOINT_SECONDS = 4.0
_JOINT_SPREAD_SECONDS = 0.03
_EDGES = 2
_LOUD_PERCENTILE = 90


def find_steps(course: Course) -> list[float]:
    """Return the times at which the tempo steps from one to another and stays there, rising.

    A ritardando is no step: before and after one, the tempo is flat against the step's height.
    """
    octaves, times = np.log2(course.tempos_bpm), course.times_seconds
    steps: list[tuple[float, float]] = []
    for place in range(_FLAT_STEPS + _GAP_STEPS, len(octaves) - _FLAT_STEPS - _GAP_STEPS + 1):
        before = octaves[place - _GAP_STEPS - _FLAT_STEPS : place - _GAP_STEPS]
        after = octaves[place + _GAP_STEPS : place + _GAP_STEPS + _FLAT_STEPS]
        height = abs(float(np.median(after) - np.median(before)))
        flat = max(float(np.ptp(before)), float(np.ptp(after)))
        if height > _STEP_OCTAVES and flat * _FLATNESS < height:
            middle = (float(np.median(before)) + float(np.median(after))) / 2
            near = slice(place - _GAP_STEPS, place + _GAP_STEPS)
            crossing = int(np.argmin(np.abs(octaves[near] - middle)))
            steps.append((height, float(times[near][crossing])))
    edges = [float(times[0]), float(times[-1])]
    chosen: list[float] = []
    for _, time in sorted(steps, reverse=True):
        if all(abs(time - other) >= _SHORTEST_SECONDS for other in (*edges, *chosen)):
            chosen.append(time)
    return sorted(chosen)


def join_beats(
    strength: npt.NDArray[np.float32], before: Series, after: Series, boundary_seconds: float
) -> tuple[Series, int]:
    """Return beats that run on from the one grid into the other, and which is the other's first.

    Both are drawn out beyond it, and change over at the place where a beat of the one falls on a
    beat of the other and most attacks are met.
    """
    if min(len(before), len(after)) < _EDGES:
        return np.concatenate([before, after]), len(before)
    reach = _JOINT_SECONDS
    first = _extended(before, boundary_seconds + reach)
    second = -_extended(-after[::-1], reach - boundary_seconds)[::-1]
    attacks = soften(strength)
    here, there = _loudness(attacks, first), _loudness(attacks, second)
    met = np.cumsum(here)
    left = np.concatenate([np.cumsum(there[::-1])[::-1], [0.0]])
    candidates = np.flatnonzero(np.abs(first - boundary_seconds) <= reach)
    nearest = np.array([int(np.argmin(np.abs(second - first[place]))) for place in candidates])
    apart = (second[nearest] - first[candidates]) / _JOINT_SPREAD_SECONDS
    scores = met[candidates] + left[nearest + 1] - 0.5 * apart**2
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
