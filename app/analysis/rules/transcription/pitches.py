"""Which pitches a single voice may have at each moment, and how surely."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from app.analysis.rules.frames import Framer
from app.analysis.rules.rhythm.onsets import LISTENING_RATE_HZ
from app.core.units import Mono

Matrix = npt.NDArray[np.float32]

LOOK_HOP = 256
LOOK_SECONDS = LOOK_HOP / LISTENING_RATE_HZ
"""One look at the pitch every 11.6 ms."""

CANDIDATES = 5

_OCTAVE_COST = 0.04
_LEAST_CLARITY = 0.3
_FLOOR = 1e-9
_AT_ONCE = 256


@dataclass(frozen=True)
class Compass:
    """How low and high a voice goes, in Hz, and how many samples are listened to for one pitch.

    ``struck_again`` is how much of a strike begins a note of the same pitch anew; what is shorter
    than ``shortest_seconds`` is the beginning of what follows.
    """

    low_hz: float
    high_hz: float
    size: int
    struck_again: float
    shortest_seconds: float
    back_seconds: float
    ahead_seconds: float


BASS = Compass(30.0, 420.0, 1600, 0.04, 0.05, 0.03, 0.04)
VOICE = Compass(62.0, 1800.0, 1024, 0.06, 0.08, 0.06, 0.085)


@dataclass(frozen=True)
class PitchCandidates:
    """What may sound at each look: shapes ``(looks, CANDIDATES)``, the likeliest first.

    ``strengths`` are up to 1 for a sound that repeats itself exactly, and zero where there is no
    further candidate.  ``levels_db`` is the level of each look, shape ``(looks,)``.
    """

    hz: Matrix
    strengths: Matrix
    levels_db: Matrix


class PitchListener:
    """Turns a stream of one voice at 22,050 Hz into :class:`PitchCandidates`.

    A pitch is a lag at which the sound is like itself: a peak of the normalised square difference
    (McLeod and Wyvill, 2005), which is YIN's difference (de Cheveigne and Kawahara, 2002) turned
    around, found by two Fourier transforms.  Longer lags cost a little, as every multiple of a
    period is one too (Boersma, 1993).
    """

    def __init__(self, compass: Compass) -> None:
        self._compass = compass
        self._framer = Framer(compass.size, LOOK_HOP)
        self._heard: list[PitchCandidates] = []

    def push(self, sound: Mono) -> None:
        """Take more of the stream."""
        self._hear(self._framer.push(sound))

    def finish(self) -> PitchCandidates:
        """Return all that was heard."""
        self._hear(self._framer.finish())
        none = np.zeros((0, CANDIDATES), dtype=np.float32)
        return PitchCandidates(
            np.concatenate([none, *(one.hz for one in self._heard)]),
            np.concatenate([none, *(one.strengths for one in self._heard)]),
            np.concatenate([none[:, 0], *(one.levels_db for one in self._heard)]),
        )

    def _hear(self, frames: Matrix) -> None:
        for start in range(0, len(frames), _AT_ONCE):
            self._heard.append(_find_candidates(frames[start : start + _AT_ONCE], self._compass))


def _find_candidates(frames: Matrix, compass: Compass) -> PitchCandidates:
    likeness, power = _likeness(frames, _lags(compass)[-1] + 1)
    inner = likeness[:, 1:-1]
    is_peak = (inner > likeness[:, :-2]) & (inner >= likeness[:, 2:]) & (inner > _LEAST_CLARITY)
    costs = _costs(compass)
    is_peak &= np.isfinite(costs)
    scores = np.where(is_peak, inner - np.where(np.isfinite(costs), costs, 0.0), 0.0)
    chosen = np.argpartition(-scores, CANDIDATES, axis=1)[:, :CANDIDATES]
    strengths = np.take_along_axis(scores, chosen, axis=1)
    order = np.argsort(-strengths, axis=1)
    chosen, strengths = (np.take_along_axis(it, order, axis=1) for it in (chosen, strengths))
    left, top, right = (np.take_along_axis(likeness, chosen + step, axis=1) for step in range(3))
    curve = np.minimum(left - 2.0 * top + right, -_FLOOR)
    lags = chosen + 1 + np.clip(0.5 * (left - right) / curve, -0.5, 0.5)
    return PitchCandidates(
        (LISTENING_RATE_HZ / lags).astype(np.float32),
        np.maximum(strengths, 0.0).astype(np.float32),
        (10.0 * np.log10(power + _FLOOR)).astype(np.float32),
    )


def _likeness(frames: Matrix, lags: int) -> tuple[Matrix, Matrix]:
    """Return how like itself each frame is at lags from 0 to ``lags``, and its mean power."""
    size = frames.shape[1]
    spectra = np.fft.rfft(frames, 2 * size, axis=1)
    alike = np.fft.irfft(spectra.real**2 + spectra.imag**2, axis=1)[:, : lags + 1]
    sums = np.zeros((len(frames), size + 1))
    np.cumsum(np.square(frames, dtype=np.float64), axis=1, out=sums[:, 1:])
    at = np.arange(lags + 1)
    both = sums[:, size - at] + sums[:, -1:] - sums[:, at]
    return (2.0 * alike / (both + _FLOOR)).astype(np.float32), (sums[:, -1] / size)


@cache
def _lags(compass: Compass) -> tuple[int, int]:
    """Return the shortest and the longest lag of a compass."""
    return int(LISTENING_RATE_HZ / compass.high_hz), int(LISTENING_RATE_HZ / compass.low_hz) + 1


@cache
def _costs(compass: Compass) -> Matrix:
    """Return what each lag from 1 on costs; those outside of the compass are out of reach."""
    shortest, longest = _lags(compass)
    lags = np.arange(1, longest + 1)
    costs = _OCTAVE_COST * np.log2(np.maximum(lags, shortest) / shortest)
    return np.where(lags >= shortest, costs, np.inf).astype(np.float32)
