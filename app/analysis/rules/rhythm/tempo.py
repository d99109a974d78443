"""How fast the music is, from the spectrum of the whole track's onset envelope."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.analysis.rules.rhythm.onsets import ONSET_RATE_HZ
from app.analysis.rules.smoothing import moving_mean

Envelope = npt.NDArray[np.float32]
"""Onset strength over time, one value per onset frame."""

Series = npt.NDArray[np.float64]

SLOWEST_BPM = 40.0
FASTEST_BPM = 250.0
HARMONICS = 8

_SEGMENT_SECONDS = 60.0
_STEP_BPM = 0.02


@dataclass(frozen=True)
class Pulse:
    """A periodicity of the envelope; ``salience`` is its height over the usual one."""

    tempo_bpm: float
    salience: float


def find_pulse(envelope: Envelope) -> Pulse | None:
    """Return the most salient pulse, or None where nothing repeats.

    The magnitudes of the envelope's spectrum are summed over eight harmonics of each tempo, and
    the sum is weighted by how usual the tempo is.
    """
    tempos = np.arange(SLOWEST_BPM, FASTEST_BPM, _STEP_BPM)
    sums = harmonic_sum(envelope, tempos)
    usual = float(np.median(sums))
    if usual <= 0:
        return None
    best = int(np.argmax(sums * tempo_prior(tempos)))
    return Pulse(float(tempos[best]), float(sums[best]) / usual)


def tempo_prior(tempos: Series) -> Series:
    """Return how usual tempi are, 1 at 120 BPM and falling with the distance in octaves."""
    return np.exp(-0.5 * (np.log2(tempos / 120.0) / 0.75) ** 2)


def harmonic_sum(envelope: Envelope, tempos: Series) -> Series:
    """Return the summed spectral magnitude of each tempo's harmonics."""
    frequencies, magnitudes = _mean_spectrum(sharpen(envelope))
    sums = np.zeros(len(tempos))
    for harmonic in range(1, HARMONICS + 1):
        sums += np.interp(tempos * harmonic / 60.0, frequencies, magnitudes) / math.sqrt(harmonic)
    return sums


def sharpen(envelope: Envelope) -> Series:
    """Return what stands out of the envelope's mean over the surrounding second."""
    return np.maximum(envelope - moving_mean(envelope, round(ONSET_RATE_HZ)), 0.0)


def _mean_spectrum(envelope: Series) -> tuple[Series, Series]:
    """Return frequencies in Hz and the magnitudes, averaged over segments of a minute."""
    count = max(1, round(len(envelope) / ONSET_RATE_HZ / _SEGMENT_SECONDS))
    size = math.ceil(len(envelope) / count)
    padded = 8 << (size - 1).bit_length()
    total = np.zeros(padded // 2 + 1)
    for part in np.array_split(envelope, count):
        if len(part):
            total += np.abs(np.fft.rfft((part - part.mean()) * np.hanning(len(part)), padded))
    return np.arange(len(total), dtype=np.float64) * (ONSET_RATE_HZ / padded), total
