"""How the tempo runs through a track: the local pulse, followed from second to second."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.analysis.rules.paths import best_path
from app.analysis.rules.rhythm.onsets import ONSET_RATE_HZ
from app.analysis.rules.rhythm.tempo import FASTEST_BPM, SLOWEST_BPM, Envelope, sharpen, tempo_prior

Series = npt.NDArray[np.float64]

_WINDOW_SECONDS = 8.0
_HOP_SECONDS = 1.0
_HARMONICS = 4
_PER_OCTAVE = 120
_PADDED = 8192
_REACH_OCTAVES = 0.5
_TRUST = 8.0
_GLIDE_OCTAVES = 0.02
_JUMP = 8.0
_SAME_OCTAVES = 0.02
_LOST = 0.6
_CLEAR = 1.9


@dataclass(frozen=True)
class Course:
    """The pulse's tempo at times of the track, shape ``(steps,)``.

    ``departed_seconds`` is for how long at a time the tempo is clearly another than the usual one.
    """

    times_seconds: Series
    tempos_bpm: Series
    departed_seconds: float


def follow_tempo(envelope: Envelope) -> Course:
    """Return the course of the tempo that is most salient along the whole way (Viterbi).

    Every second, the spectrum of the eight seconds around it is summed over four harmonics of each
    tempo.  From one second to the next the tempo glides a little, or jumps at a price.
    """
    octaves = math.log2(FASTEST_BPM / SLOWEST_BPM)
    tempos = SLOWEST_BPM * 2.0 ** np.linspace(0.0, octaves, round(octaves * _PER_OCTAVE) + 1)
    times, salience = _local_salience(sharpen(envelope), tempos)
    main = int(np.argmax(salience.mean(axis=0) * tempo_prior(tempos)))
    near = np.abs(np.arange(len(tempos)) - main) <= round(_REACH_OCTAVES * _PER_OCTAVE)
    tempos, salience = tempos[near], salience[:, near]
    scores = salience / salience.max(axis=1).mean() * _TRUST
    apart = np.abs(np.subtract.outer(np.arange(len(tempos)), np.arange(len(tempos)))) / _PER_OCTAVE
    jumps = np.minimum(0.5 * (apart / _GLIDE_OCTAVES) ** 2, _JUMP)
    path = best_path(scores, jumps)
    departed = _departed(tempos, salience, path) * _HOP_SECONDS
    return Course(times, _between(tempos, scores, path), departed)


def _departed(tempos: Series, salience: Series, path: npt.NDArray[np.intp]) -> int:
    """Return in how many windows on end the path's tempo stands out and the usual one does not."""
    usual = int(np.median(path))
    followed = salience[np.arange(len(path)), path]
    kept = salience[:, max(0, usual - 2) : usual + 3].max(axis=1)
    apart = np.abs(np.log2(tempos[path] / tempos[usual])) > _SAME_OCTAVES
    departs = apart & (kept < _LOST * followed) & (followed > _CLEAR)
    returns = np.flatnonzero(np.concatenate([[True], ~departs, [True]]))
    return int(np.diff(returns).max()) - 1


def _local_salience(envelope: Series, tempos: Series) -> tuple[Series, Series]:
    """Return the times of the windows and the salience of each tempo, ``(windows, tempos)``."""
    size = round(_WINDOW_SECONDS * ONSET_RATE_HZ)
    count = max(1, math.ceil(len(envelope) / ONSET_RATE_HZ / _HOP_SECONDS))
    padded = np.pad(envelope, size // 2 + 1)
    times = np.arange(count, dtype=np.float64) * _HOP_SECONDS
    frequencies = np.arange(_PADDED // 2 + 1) * (ONSET_RATE_HZ / _PADDED)
    window = np.hanning(size)
    rows = np.zeros((count, len(tempos)))
    for number, time in enumerate(times):
        start = round(time * ONSET_RATE_HZ) + 1
        part = padded[start : start + size]
        spectrum = np.abs(np.fft.rfft((part - part.mean()) * window, _PADDED))
        for harmonic in range(1, _HARMONICS + 1):
            rows[number] += np.interp(tempos * harmonic / 60.0, frequencies, spectrum)
    usual = np.median(rows, axis=1, keepdims=True)
    floor = float(np.median(usual)) / 4.0
    return times, rows / np.maximum(usual, max(floor, 1e-12))


def _between(tempos: Series, scores: Series, path: npt.NDArray[np.intp]) -> Series:
    """Return the tempi of a path, between the steps where the salience peaks between them."""
    inside = np.clip(path, 1, len(tempos) - 2)
    rows = np.arange(len(path))
    left, top, right = (scores[rows, inside + step] for step in (-1, 0, 1))
    curve = left - 2.0 * top + right
    peaks = (top >= left) & (top >= right) & (curve < 0)
    move = np.where(peaks, 0.5 * (left - right) / np.where(peaks, curve, -1.0), 0.0)
    return tempos[0] * 2.0 ** ((path + move) / _PER_OCTAVE)
