"""How well one constant tempo fits the whole track, and which one fits best."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.analysis.rules.paths import best_path
from app.analysis.rules.rhythm.onsets import ONSET_RATE_HZ
from app.analysis.rules.rhythm.tempo import HARMONICS, Envelope, sharpen

_WINDOW_SECONDS = 4.0
_REACH_BPM = 0.3
_STEPS = 2401
_SHIFTS = 128
_ROUNDS = 3
_STIFFNESS_SECONDS = 0.03


@dataclass(frozen=True)
class Fit:
    """A constant tempo and how far the music strays from it, weighted by how much plays.

    ``delays_seconds`` say how late the music is around ``times_seconds``, shape ``(windows,)``.
    """

    tempo_bpm: float
    stray_seconds: float
    times_seconds: npt.NDArray[np.float64]
    delays_seconds: npt.NDArray[np.float64]


def fit_constant_tempo(envelope: Envelope, near_bpm: float) -> Fit:
    """Return the tempo near ``near_bpm`` whose harmonics are strongest over the whole track.

    The track is cut into windows of four seconds; their Fourier coefficients at the harmonics are
    turned to each tempo tried and summed, which is the spectrum of the whole track at that place.
    """
    coefficients, centres = _windowed_harmonics(sharpen(envelope), near_bpm)
    offsets = np.linspace(-_REACH_BPM, _REACH_BPM, _STEPS)
    powers = _coherent_power(coefficients, centres, offsets)
    offset = _refine(offsets, powers)
    aligned = _turned(coefficients, centres, offset)
    period = 60.0 / near_bpm
    path = _follow(aligned, 0.5 * (period / _STIFFNESS_SECONDS) ** 2)
    weights = np.maximum(np.abs(aligned).sum(axis=1), 1e-12)
    stray = float(np.sqrt(np.average(path**2, weights=weights)))
    return Fit(near_bpm + offset, stray * period, centres, path * period)


def _windowed_harmonics(
    envelope: npt.NDArray[np.float64], tempo_bpm: float
) -> tuple[npt.NDArray[np.complex128], npt.NDArray[np.float64]]:
    """Return coefficients ``(windows, harmonics)`` and the windows' centres in seconds."""
    frames = len(envelope)
    count = max(1, round(frames / ONSET_RATE_HZ / _WINDOW_SECONDS))
    edges = np.linspace(0, frames, count + 1).astype(np.intp)
    phase = np.arange(frames) * (2.0 * math.pi * tempo_bpm / 60.0 / ONSET_RATE_HZ)
    turn = np.exp(-1j * phase)
    harmonic = np.ones(frames, dtype=np.complex128)
    columns: list[npt.NDArray[np.complex128]] = []
    for _ in range(HARMONICS):
        harmonic = harmonic * turn
        columns.append(np.add.reduceat(envelope * harmonic, edges[:-1]))
    return np.stack(columns, axis=1), (edges[:-1] + edges[1:]) / 2 / ONSET_RATE_HZ


def _turned(
    coefficients: npt.NDArray[np.complex128], centres: npt.NDArray[np.float64], offset: float
) -> npt.NDArray[np.complex128]:
    """Return the coefficients as a tempo ``offset`` BPM away would see them."""
    numbers = np.arange(1, HARMONICS + 1)
    return coefficients * np.exp(-2j * math.pi * offset / 60.0 * np.outer(centres, numbers))


def _coherent_power(
    coefficients: npt.NDArray[np.complex128],
    centres: npt.NDArray[np.float64],
    offsets: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    total = np.zeros(len(offsets))
    for number in range(1, HARMONICS + 1):
        turns = np.exp(-2j * math.pi * number / 60.0 * np.outer(offsets, centres))
        total += np.abs(turns @ coefficients[:, number - 1]) ** 2
    return total


def _refine(offsets: npt.NDArray[np.float64], powers: npt.NDArray[np.float64]) -> float:
    """Return the offset of the highest power, between the steps."""
    best = int(np.clip(np.argmax(powers), 1, len(powers) - 2))
    left, top, right = (float(power) for power in powers[best - 1 : best + 2])
    curve = left - 2.0 * top + right
    move = 0.5 * (left - right) / curve if curve < 0 else 0.0
    return float(offsets[best] + np.clip(move, -1.0, 1.0) * (offsets[1] - offsets[0]))


def _follow(aligned: npt.NDArray[np.complex128], stiffness: float) -> npt.NDArray[np.float64]:
    """Return by how many beats each window is off the common pattern, shape ``(windows,)``.

    The best path through the likeness of all windows and shifts (Viterbi), because a window whose
    drums rest is like the pattern at many places: a jump needs evidence that outweighs it.  The
    pattern is gathered again along each path found.
    """
    numbers = np.arange(1, HARMONICS + 1)
    shifts = np.arange(_SHIFTS) / _SHIFTS - 0.5
    turns = np.exp(2j * math.pi * np.outer(numbers, shifts))
    apart = np.abs(np.subtract.outer(np.arange(_SHIFTS), np.arange(_SHIFTS)))
    jumps = stiffness * (np.minimum(apart, _SHIFTS - apart) / _SHIFTS) ** 2
    path = np.zeros(len(aligned))
    for _ in range(_ROUNDS):
        moved = aligned * np.exp(2j * math.pi * np.outer(path, numbers))
        likeness = np.real((aligned * moved.sum(axis=0).conj()) @ turns)
        usual = float(likeness.max(axis=1).mean())
        path = shifts[best_path(likeness / max(usual, 1e-12), jumps)]
        path = np.unwrap(path, period=1.0)
    return path - np.median(path)
