"""When things happen: beats of the song as seconds, under a tempo that may move."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tests.analysis.rendered.chance import draw_for
from tests.analysis.rendered.plan import Plan

Series = npt.NDArray[np.float64]

_DRIFT = 0.02
_DRIFT_BEATS = 24
_SLOWEST = 0.72


@dataclass(frozen=True)
class TempoMap:
    """The time of every beat of a song and of its end, shape ``(beats + 1,)``."""

    times_seconds: Series

    @property
    def tempos_bpm(self) -> Series:
        """Return the tempo within each beat, shape ``(beats,)``."""
        return 60.0 / np.diff(self.times_seconds)

    def at(self, beat: float) -> float:
        """Return the time of a position in beats, which may be a fraction, or before the first."""
        if beat < 0:
            return float(self.times_seconds[0] + beat * np.diff(self.times_seconds[:2])[0])
        last = len(self.times_seconds) - 1
        return float(np.interp(beat, np.arange(last + 1), self.times_seconds))


def map_tempo(plan: Plan) -> TempoMap:
    """Return when each beat of a plan begins, the silence before the music included."""
    lengths = 60.0 / _tempos(plan)
    times = plan.lead_in_seconds + np.concatenate([[0.0], np.cumsum(lengths)])
    return TempoMap(times)


def swung(plan: Plan, beat: float) -> float:
    """Return where a position in beats is played: late on every second step, if it swings."""
    step = beat / plan.swing_step
    late = abs(step - round(step)) < 1e-6 and round(step) % 2 == 1
    return beat + plan.swing * plan.swing_step * late


def _tempos(plan: Plan) -> Series:
    """Return the tempo of every beat, shape ``(beats,)``."""
    steady = np.full(plan.beats, plan.tempo_bpm)
    if plan.motion == "live":
        return steady * (1.0 + _drift(plan))
    if plan.motion == "ritardando":
        slowing = max(plan.beats_per_bar * 2, plan.beats // 4)
        steady[-slowing:] *= np.linspace(1.0, _SLOWEST, slowing)
    if plan.motion == "two tempi":
        steady[turning_bar(plan) * plan.beats_per_bar :] = plan.second_tempo_bpm
    return steady


def turning_bar(plan: Plan) -> int:
    """Return the bar in which the second of two tempi begins: where a passage does, near half."""
    starts = np.cumsum([passage.bars for passage in plan.passages])[:-1]
    if len(starts) == 0:
        return plan.bars // 2
    return int(starts[np.argmin(np.abs(starts - plan.bars / 2))])


def _drift(plan: Plan) -> Series:
    """Return a drummer's slow drift and what little differs from beat to beat, within 2 %."""
    chance = draw_for(plan.seed, "drift")
    knots = np.arange(0, plan.beats + 2 * _DRIFT_BEATS, _DRIFT_BEATS)
    slow = np.interp(np.arange(plan.beats), knots, chance.uniform(-_DRIFT, _DRIFT, len(knots)))
    return slow + chance.normal(0.0, 0.002, plan.beats)
