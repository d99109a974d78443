"""Which pitch classes sound when: chroma from the peaks of long spectra, and the tuning."""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from app.analysis.rules.frames import Framer
from app.analysis.rules.rhythm.onsets import LISTENING_RATE_HZ
from app.analysis.rules.smoothing import moving_mean
from app.core.units import Mono

PITCH_HOP = 2048
PITCH_RATE_HZ = LISTENING_RATE_HZ / PITCH_HOP
"""Chroma frames per second, about 10.8."""

LOWEST_NOTE, NOTES = 25, 73
"""The first of the notes that are told apart, as a MIDI number, and how many there are."""

Matrix = npt.NDArray[np.float32]

_SIZE = 8192
_BIN_HZ = LISTENING_RATE_HZ / _SIZE
_LOWEST_HZ, _BASS_HZ, _HIGHEST_HZ = 38.0, 130.0, 2100.0
_RANGE_DB = 45.0
_AROUND = 11
_PROMINENCE = 2.0
_COMPRESSION = 0.75
_USUAL_SHARE = 0.08
_BASS_BELOW_NOTE = 48
_FINE = 5  # parts of a semitone before the tuning is known
_COLUMNS = (NOTES + 2) * _FINE
_FIRST = int(_LOWEST_HZ / _BIN_HZ)
_LAST = int(_HIGHEST_HZ / _BIN_HZ)


@dataclass(frozen=True)
class Pitches:
    """Which partials sound when, at 440 Hz or whatever the music is tuned to.

    ``chroma`` are the twelve pitch classes over time, ``C`` first, shape ``(frames, 12)``; ``bass``
    hears only below 130 Hz; ``notes`` has a column for each semitone from :data:`LOWEST_NOTE`,
    shape ``(frames, 73)``.  ``clarity`` says how much of the spectrum is peaks and how well they
    agree on one tuning, 0..1: near 0.9 for music, below 0.1 for drums, noise and silence.
    """

    chroma: Matrix
    bass: Matrix
    notes: Matrix
    tuning_cents: float
    clarity: float


class PitchListener:
    """Turns a stream of sound at 22,050 Hz into :class:`Pitches`."""

    def __init__(self) -> None:
        self._framer = Framer(_SIZE, PITCH_HOP)
        self._fine: list[npt.NDArray[np.float16]] = []
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
        notes = np.concatenate([_tuned(fine, turns) for fine in self._fine])
        classes = (LOWEST_NOTE + np.arange(NOTES))[:, None] % 12 == np.arange(12)
        low = LOWEST_NOTE + np.arange(NOTES) < _BASS_BELOW_NOTE
        return Pitches(
            chroma=notes @ classes.astype(np.float32),
            bass=notes[:, low] @ classes[low].astype(np.float32),
            notes=notes,
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
        notes = 12.0 * np.log2(frequencies / 440.0) + 69.0
        self._tuning += complex(np.sum(weights * np.exp(2j * math.pi * notes)))
        self._weight += float(weights.sum())
        self._fine.append(_gathered(rows, notes, weights, len(frames)))


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
    notes: npt.NDArray[np.float64],
    weights: npt.NDArray[np.float64],
    frames: int,
) -> npt.NDArray[np.float16]:
    """Return the weights summed by frame and by fifth of a semitone, shape ``(frames, 375)``."""
    places = np.round((notes - LOWEST_NOTE + 1.0) * _FINE).astype(np.intp)
    places = np.clip(places, 0, _COLUMNS - 1)
    sums = np.bincount(rows * _COLUMNS + places, weights, frames * _COLUMNS)
    return sums.reshape(frames, _COLUMNS).astype(np.float16)


def _tuned(fine: npt.NDArray[np.float16], turns: float) -> Matrix:
    """Return semitones, centred on the tuning, shape ``(frames, 73)``."""
    centres = (np.arange(NOTES) + 1) * _FINE
    spread = np.arange(-2, 3)
    places = centres[:, None] + spread + round(turns * _FINE)
    return fine[:, places].sum(axis=2, dtype=np.float32)


@cache
def _window() -> Matrix:
    window = np.hanning(_SIZE + 1)[:-1]
    return (2.0 * window / window.sum()).astype(np.float32)
