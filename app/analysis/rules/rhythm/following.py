"""Beats that follow a tempo which moves: a clock under which the music is steady."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.analysis.rules.paths import best_path
from app.analysis.rules.rhythm.attacks import ATTACK_RATE_HZ
from app.analysis.rules.rhythm.course import Course
from app.analysis.rules.rhythm.steadiness import fit_constant_tempo
from app.analysis.rules.rhythm.traces import Traces, warp_traces
from app.analysis.rules.smoothing import soften

Series = npt.NDArray[np.float64]

_ROUNDS = 3
_SLOWEST_CLOCK = 0.2
_REACH = 28
_LIKELY = 14.0
_STIFFNESS = 4.0
_LOUD_PERCENTILE = 90


@dataclass(frozen=True)
class Clock:
    """Times of the track and what a clock shows then that makes its music steady, in seconds.

    Both series rise and have the shape ``(knots,)``; the clock runs evenly between two knots.
    """

    known_seconds: Series
    steady_seconds: Series

    def to_track(self, steady_seconds: Series) -> Series:
        """Return the times of the track at which the clock shows these."""
        return np.interp(steady_seconds, self.steady_seconds, self.known_seconds)

    def to_steady(self, track_seconds: Series) -> Series:
        """Return what the clock shows at times of the track."""
        return np.interp(track_seconds, self.known_seconds, self.steady_seconds)


def set_clock(traces: Traces, course: Course, duration_seconds: float) -> Clock:
    """Return the clock under which the onsets keep to one tempo best.

    It starts from the course of the tempo; then, by turns, the music is heard by the clock, the
    delays that are left are measured against the common pattern, and the clock is set by them.
    """
    knots = np.arange(0.0, duration_seconds + 0.5, 0.5)
    speed = np.interp(knots, course.times_seconds, course.tempos_bpm)
    usual = float(np.median(course.tempos_bpm))
    steps = (speed[1:] + speed[:-1]) / (2.0 * usual) * 0.5
    clock = Clock(knots, np.concatenate([[0.0], np.cumsum(steps)]))
    for _ in range(_ROUNDS):
        heard = warp_traces(traces, clock.known_seconds, clock.steady_seconds)
        fit = fit_constant_tempo(heard.envelope, usual)
        delays = np.interp(clock.steady_seconds, fit.times_seconds, fit.delays_seconds)
        steady = clock.steady_seconds - delays
        least = _SLOWEST_CLOCK * np.diff(clock.known_seconds)
        rises = np.maximum(np.diff(steady), least)
        clock = Clock(knots, np.concatenate([[0.0], np.cumsum(rises)]))
    return clock


def follow_attacks(strength: npt.NDArray[np.float32], beats_seconds: Series) -> Series:
    """Return the beats moved onto the attacks near them, by up to 40 ms, none far from the next.

    The moves are the best path through the attacks around all beats (Viterbi): a beat without an
    attack goes with its neighbours.
    """
    attacks = soften(strength)
    loud = float(np.percentile(attacks[_near(beats_seconds, 0, len(attacks))], _LOUD_PERCENTILE))
    moves = np.arange(-_REACH, _REACH + 1)
    around = attacks[_near(beats_seconds[:, None], moves, len(attacks))]
    scores = np.minimum(around / max(loud, 1e-9), 1.5) - 0.5 * (moves / _LIKELY) ** 2 * 0.2
    jumps = 0.5 * (np.subtract.outer(moves, moves) / _STIFFNESS) ** 2
    path = best_path(scores, jumps)
    moved = beats_seconds + moves[path] / ATTACK_RATE_HZ
    return np.maximum.accumulate(np.maximum(moved, 0.0))


def _near(
    beats_seconds: Series, moves: int | npt.NDArray[np.int_], count: int
) -> npt.NDArray[np.intp]:
    places = np.round(beats_seconds * ATTACK_RATE_HZ).astype(np.intp) + moves
    return np.clip(places, 0, count - 1)
