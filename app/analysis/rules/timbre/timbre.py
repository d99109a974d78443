"""What the sound is like over time: brightness, width, contrast, noise, and the MFCC.

The values are those of librosa (McFee et al., 2015) with its usual frames: 2,048 samples at 22,050
Hz, one per 512.  Kept are the means of eight frames.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from app.analysis.rules.frames import Framer
from app.analysis.rules.rhythm.onsets import LISTENING_RATE_HZ
from app.analysis.rules.timbre.mel import to_mels
from app.core.units import Mono

Matrix = npt.NDArray[np.float32]

COEFFICIENTS = 13
SPECTRAL_NAMES = (
    "centroid_hz",
    "rolloff_hz",
    "bandwidth_hz",
    "contrast_db",
    "flatness",
    "zero_crossings",
)

_SIZE, _HOP, _FRAMES_PER_ROW = 2048, 512, 8
TIMBRE_STEP_SECONDS = _HOP * _FRAMES_PER_ROW / LISTENING_RATE_HZ
"""The time from one row to the next, about 0.19 seconds."""

_MELS = 128
_FAINTEST = np.float32(1e-10)
_RANGE_DB = np.float32(80.0)
_ROLLOFF = np.float32(0.85)
_HEARD = np.float32(1e-10)
_CONTRAST_EDGES_HZ = (0.0, 200.0, 400.0, 800.0, 1600.0, 3200.0, 6400.0)
_CONTRAST_SHARE = 0.02
_AT_ONCE = 64  # so few that they stay in the cache, and products on one core


@dataclass(frozen=True)
class Timbre:
    """Rows over time, one per :data:`TIMBRE_STEP_SECONDS`.

    ``spectral`` has the shape ``(rows, 6)``, its columns are :data:`SPECTRAL_NAMES`: frequencies in
    Hz, the contrast as the mean of seven bands in decibels, flatness 0..1 and the fraction of the
    samples at which the sign changes.  ``mfcc`` has the shape ``(rows, 13)``.
    """

    spectral: Matrix
    mfcc: Matrix


class TimbreListener:
    """Turns a stream of sound at 22,050 Hz into :class:`Timbre`."""

    def __init__(self) -> None:
        self._framer = Framer(_SIZE, _HOP)
        self._spectral = _RowMeans(len(SPECTRAL_NAMES))
        self._mels = _RowMeans(_MELS)
        self._loudest = np.float32(10.0 * np.log10(_FAINTEST))

    def push(self, sound: Mono) -> None:
        """Take more of the stream."""
        self._hear(self._framer.push(sound))

    def finish(self) -> Timbre:
        """Return all that was heard."""
        self._hear(self._framer.finish())
        levels = np.maximum(self._mels.finish(), self._loudest - _RANGE_DB)
        return Timbre(spectral=self._spectral.finish(), mfcc=levels @ _cosines())

    def _hear(self, frames: Matrix) -> None:
        for start in range(0, len(frames), _AT_ONCE):
            some = frames[start : start + _AT_ONCE]
            spectra = np.fft.rfft(some * _window(), axis=1)
            power = (spectra.real**2 + spectra.imag**2).astype(np.float32, copy=False)
            self._spectral.push(_describe(some, power))
            self._mels.push(self._levels_db(power))

    def _levels_db(self, power: Matrix) -> Matrix:
        """Return mel levels, shape ``(frames, 128)``, at most 80 dB below the loudest so far.

        At the end the rows are limited by the loudest of all, which librosa does frame by frame.
        """
        mels = to_mels(power, _MELS)
        levels: Matrix = np.float32(10.0) * np.log10(np.maximum(mels, _FAINTEST))
        loudest = np.maximum.accumulate(np.maximum(levels.max(axis=1), self._loudest))
        self._loudest = loudest[-1]
        return np.maximum(levels, loudest[:, None] - _RANGE_DB)


class _RowMeans:
    """Means of every eight rows of a stream of rows; the last may be of fewer."""

    def __init__(self, columns: int) -> None:
        self._waiting: Matrix = np.zeros((0, columns), dtype=np.float32)
        self._means: list[Matrix] = []

    def push(self, rows: Matrix) -> None:
        joined = np.concatenate([self._waiting, rows])
        whole = len(joined) // _FRAMES_PER_ROW * _FRAMES_PER_ROW
        groups = joined[:whole].reshape(-1, _FRAMES_PER_ROW, joined.shape[1])
        self._means.append(groups.mean(axis=1))
        self._waiting = joined[whole:]

    def finish(self) -> Matrix:
        if len(self._waiting):
            self._means.append(self._waiting.mean(axis=0, keepdims=True))
        return np.concatenate([self._waiting[:0], *self._means])


def _describe(frames: Matrix, power: Matrix) -> Matrix:
    """Return the columns of :data:`SPECTRAL_NAMES` for some frames."""
    magnitudes = np.sqrt(power)
    hertz = _bins_hz()
    sums = magnitudes @ np.stack([np.ones_like(hertz), hertz, hertz**2], axis=1)
    total = np.maximum(sums[:, :1], _FAINTEST)
    centroid, square = (sums[:, 1:] / total).T
    return np.stack(
        [
            centroid,
            _rolloff_hz(magnitudes),
            np.sqrt(np.maximum(square - centroid**2, 0.0)),
            _contrast_db(magnitudes),
            _flatness(power),
            _zero_crossings(frames),
        ],
        axis=1,
    ).astype(np.float32)


def _rolloff_hz(magnitudes: Matrix) -> Matrix:
    """Return below which frequency 85 % of the magnitude lies."""
    sums = np.cumsum(magnitudes, axis=1)
    bins = np.argmax(sums >= _ROLLOFF * sums[:, -1:], axis=1)
    return _bins_hz()[bins]


def _contrast_db(magnitudes: Matrix) -> Matrix:
    """Return how far peaks stand above valleys, the mean of seven octave bands (Jiang, 2002)."""
    contrasts = [_band_contrast_db(magnitudes[:, band]) for band in _contrast_bands()]
    return np.mean(contrasts, axis=0)


def _band_contrast_db(magnitudes: Matrix) -> Matrix:
    count = magnitudes.shape[1]
    share = max(1, round(_CONTRAST_SHARE * (count + 1)))
    if share == 1:
        low, high = magnitudes.min(axis=1), magnitudes.max(axis=1)
    else:
        ranked = np.sort(magnitudes, axis=1)
        low, high = ranked[:, :share].mean(axis=1), ranked[:, -share:].mean(axis=1)
    return np.float32(10.0) * np.log10(np.maximum(high, _FAINTEST) / np.maximum(low, _FAINTEST))


def _flatness(power: Matrix) -> Matrix:
    """Return the geometric mean of the power over the arithmetic one."""
    heard = np.maximum(power, _FAINTEST)
    return np.exp(np.log(heard).mean(axis=1)) / heard.mean(axis=1)


def _zero_crossings(frames: Matrix) -> Matrix:
    """Return the fraction of the samples at which the sign changes."""
    below = frames < -_HEARD
    changes = np.count_nonzero(below[:, 1:] != below[:, :-1], axis=1)
    return (changes / frames.shape[1]).astype(np.float32)


@cache
def _window() -> Matrix:
    return np.hanning(_SIZE + 1)[:-1].astype(np.float32)


@cache
def _bins_hz() -> Matrix:
    return np.fft.rfftfreq(_SIZE, 1 / LISTENING_RATE_HZ).astype(np.float32)


@cache
def _contrast_bands() -> tuple[slice, ...]:
    """Return the bins of each band, which begins one bin early, as librosa's do."""
    edges = np.searchsorted(_bins_hz(), _CONTRAST_EDGES_HZ)
    starts = [0, *(int(edge) - 1 for edge in edges[1:])]
    ends = [*starts[1:], len(_bins_hz())]
    return tuple(slice(start, end) for start, end in zip(starts, ends, strict=True))


@cache
def _cosines() -> Matrix:
    """Return the orthonormal cosine transform of 128 levels, its first 13, ``(128, 13)``."""
    middles = (np.arange(_MELS) + 0.5) * np.pi / _MELS
    waves = np.cos(np.outer(middles, np.arange(COEFFICIENTS))) * np.sqrt(2.0 / _MELS)
    waves[:, 0] /= np.sqrt(2.0)
    return waves.astype(np.float32)
