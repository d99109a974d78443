"""Which pitch classes sound when: chroma from the peaks of long spectra, and the tuning."""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from app.analysis.rules.frames import Framer
from app.analysis.rules.onsets import LISTENING_RATE_HZ
from app.analysis.rules.smoothing import moving_mean
from app.core.units import Mono

PITCH_HOP = 2048
PITCH_RATE_HZ = LISTENING_RATE_HZ / PITCH_HOP
"""Chroma frames per second, about 10.8."""

FINE = 60
"""Bins per octave before the tuning is known: 20 cents each."""

Matrix = npt.NDArray[np.float32]

_SIZE = 8192
_BIN_HZ = LISTENING_RATE_HZ / _SIZE
_LOWEST_HZ, _BASS_HZ, _HIGHEST_HZ = 38.0, 130.0, 2100.0
_RANGE_DB = 45.0
_AROUND = 11
_PROMINENCE = 2.0
_COMPRESSION = 0.75
_USUAL_SHARE = 0.08
_FIRST = int(_LOWEST_HZ / _BIN_HZ)
_LAST = int(_HIGHEST_HZ / _BIN_HZ)


@dataclass(frozen=True)
class Pitches:
    """Chroma over time, ``C`` first, shape ``(frames, 12)``; ``bass`` hears only below 130 Hz.

    ``clarity`` says how much of the spectrum is peaks and how well they agree on one tuning, 0..1:
    near 0.9 for music, below 0.1 for drums, noise and silence.
    """

    chroma: Matrix
    bass: Matrix
    tuning_cents: float
    clarity: float


class PitchListener:
    """Turns a stream of sound at 22,050 Hz into :class:`Pitches`."""

    def __init__(self) -> None:
        self._framer = Framer(_SIZE, PITCH_HOP)
        self._fine: list[Matrix] = []
        self._bass: list[Matrix] = []
        self._tuning = 0j
        self._weight = 0.0
        self._in_peaks = 0.0
        self._in_all = 0.0

    def push(self, sound: Mono) -> None:
        """Take more of the stream."""
        self._hear(self._framer.push(sound))

    def finish(self) -> Pitches:
        """Return all that was heard, with its tuning removed."""
        self._hear(self._framer.finish())
        turns = np.angle(self._tuning) / (2.0 * math.pi)
        return Pitches(
            chroma=_tuned(np.concatenate(self._fine), turns),
            bass=_tuned(np.concatenate(self._bass), turns),
            tuning_cents=float(100.0 * turns),
            clarity=self._clarity(),
        )

    def _clarity(self) -> float:
        agreement = float(abs(self._tuning)) / max(self._weight, 1e-12)
        share = self._in_peaks / max(self._in_all, 1e-12)
        return agreement * min(1.0, share / _USUAL_SHARE)

    def _hear(self, frames: Matrix) -> None:
        if len(frames) == 0:
            return
        spectra = np.abs(np.fft.rfft(frames * _window(), axis=1)[:, _FIRST - 1 : _LAST + 2])
        rows, frequencies, amplitudes = _peaks(spectra.astype(np.float32))
        self._in_peaks += float(amplitudes.sum())
        self._in_all += float(spectra.sum())
        weights = amplitudes**_COMPRESSION
        octaves = np.log2(frequencies / 440.0) + 0.75  # C is zero
        self._tuning += complex(np.sum(weights * np.exp(2j * math.pi * 12.0 * octaves)))
        self._weight += float(weights.sum())
        low = frequencies < _BASS_HZ
        self._fine.append(_gathered(rows, octaves, weights, len(frames)))
        self._bass.append(_gathered(rows[low], octaves[low], weights[low], len(frames)))


def _peaks(
    spectra: Matrix,
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return row, frequency in Hz and amplitude of every spectral peak.

    A peak stands out of the mean around it, as the partials of a note do and noise does not.  Its
    frequency is that of a parabola through the logarithms of the peak and its neighbours.  A low
    peak without an octave above it is a drum, and is left out.
    """
    inner = spectra[:, 1:-1]
    around = moving_mean(inner, _AROUND)
    floor = inner.max(axis=1, keepdims=True) * 10.0 ** (-_RANGE_DB / 20.0) + 1e-5
    is_peak = (inner > spectra[:, :-2]) & (inner >= spectra[:, 2:])
    is_peak &= (inner > floor) & (inner > _PROMINENCE * around)
    rows, bins = _without_drums(is_peak)
    logs = [np.log(spectra[rows, bins + shift].astype(np.float64) + 1e-9) for shift in range(3)]
    curve = np.minimum(logs[0] - 2.0 * logs[1] + logs[2], -1e-9)
    moves = np.clip(0.5 * (logs[0] - logs[2]) / curve, -0.5, 0.5)
    frequencies = (bins + _FIRST + moves) * _BIN_HZ
    return rows, frequencies, inner[rows, bins].astype(np.float64)


def _without_drums(
    is_peak: npt.NDArray[np.bool_],
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return row and bin of the peaks that are high, or have a second harmonic where it belongs."""
    rows, bins = np.nonzero(is_peak)
    is_high = (bins + _FIRST) * _BIN_HZ >= _BASS_HZ
    octave = np.minimum(2 * (bins + _FIRST) - _FIRST, is_peak.shape[1] - 2)
    has_octave = is_peak[rows, octave - 1] | is_peak[rows, octave] | is_peak[rows, octave + 1]
    kept = is_high | has_octave
    return rows[kept], bins[kept]


def _gathered(
    rows: npt.NDArray[np.intp],
    octaves: npt.NDArray[np.float64],
    weights: npt.NDArray[np.float64],
    frames: int,
) -> Matrix:
    """Return the weights summed by frame and by fifth of a semitone, shape ``(frames, 60)``."""
    bins = np.round(octaves * FINE).astype(np.intp) % FINE
    sums = np.bincount(rows * FINE + bins, weights, frames * FINE)
    return sums.reshape(frames, FINE).astype(np.float32)


def _tuned(fine: Matrix, turns: float) -> Matrix:
    """Return semitones, centred on the tuning, shape ``(frames, 12)``."""
    centres = np.arange(12) * (FINE // 12)
    spread = np.arange(-2, 3)
    places = centres[:, None] + spread + round(turns * FINE / 12)
    return fine[:, places % FINE].sum(axis=2)


@cache
def _window() -> Matrix:
    window = np.hanning(_SIZE + 1)[:-1]
    return (2.0 * window / window.sum()).astype(np.float32)
