"""How strongly something begins, band by band: the envelope that rhythm is read from."""

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from app.analysis.rules.frames import Framer
from app.core.units import Mono

if TYPE_CHECKING:
    from scipy.sparse import csr_array

LISTENING_RATE_HZ = 22_050
"""The rate that rhythm and harmony are listened to at."""

HOP = 128
ONSET_RATE_HZ = LISTENING_RATE_HZ / HOP
"""Frames per second of the onset envelope, about 172."""

BANDS_HZ = (0.0, 150.0, 400.0, 2000.0, 6000.0, 11_025.0)
"""The edges of the five bands: kick, body, chords, snare, hats."""

KICK, BODY, CHORDS, SNARE, HATS = range(5)

Matrix = npt.NDArray[np.float32]

_SIZE = 1024
_MELS = 40
_LAG = 3
_FLOOR_DB = -70.0


@dataclass(frozen=True)
class Onsets:
    """What began when, one row per onset frame.

    ``rises`` and ``accents`` have the shape ``(frames, bands)``: the rise over 17 ms of the level
    in decibels, which hears every note alike, and of the amplitude, which hears the drums.
    ``levels_db`` has the shape ``(frames, mels)`` and is thinned to one row per 16 frames.
    """

    rises: Matrix
    accents: Matrix
    levels_db: Matrix

    @property
    def envelope(self) -> Matrix:
        """Return the onset strength over all bands, shape ``(frames,)``."""
        return self.rises.mean(axis=1)


class OnsetListener:
    """Turns a stream of sound at 22,050 Hz into :class:`Onsets` (log-mel spectral flux)."""

    THINNING = 16

    def __init__(self) -> None:
        self._framer = Framer(_SIZE, HOP)
        self._last = np.full((_LAG, _MELS), _FLOOR_DB, dtype=np.float32)
        self._rises: list[Matrix] = []
        self._accents: list[Matrix] = []
        self._levels: list[Matrix] = []
        self._waiting: Matrix = np.zeros((0, _MELS), dtype=np.float32)

    def push(self, sound: Mono) -> None:
        """Take more of the stream."""
        self._hear(self._framer.push(sound))

    def finish(self) -> Onsets:
        """Return all that was heard."""
        self._hear(self._framer.finish())
        if len(self._waiting):
            self._levels.append(self._waiting.mean(axis=0, keepdims=True))
        return Onsets(
            rises=np.concatenate(self._rises),
            accents=np.concatenate(self._accents),
            levels_db=np.concatenate(self._levels),
        )

    def _hear(self, frames: Matrix) -> None:
        spectra = np.fft.rfft(frames * _window(), axis=1)
        power = (spectra.real**2 + spectra.imag**2).astype(np.float32, copy=False)
        mels = _in_mels(power) + np.float32(10.0 ** (_FLOOR_DB / 10.0))
        levels = (10.0 * np.log10(mels)).astype(np.float32)
        known = np.concatenate([self._last, levels])
        self._last = known[-_LAG:]
        self._thin(levels)
        self._rises.append(_rise(known) @ _band_means())
        self._accents.append(_rise(10.0 ** (known / np.float32(20.0))) @ _band_means())

    def _thin(self, levels: Matrix) -> None:
        """Keep the mean of every sixteen rows of levels."""
        joined = np.concatenate([self._waiting, levels])
        whole = len(joined) // self.THINNING * self.THINNING
        groups = joined[:whole].reshape(-1, self.THINNING, _MELS)
        self._levels.append(groups.mean(axis=1))
        self._waiting = joined[whole:]


def _rise(values: Matrix) -> Matrix:
    return np.maximum(values[_LAG:] - values[:-_LAG], np.float32(0.0))


@cache
def _window() -> Matrix:
    """Return a Hann window scaled so that a full-scale sine has a power of one."""
    window = np.hanning(_SIZE + 1)[:-1]
    return (2.0 * window / window.sum()).astype(np.float32)


@cache
def _mel_edges_hz() -> npt.NDArray[np.float64]:
    """Return the corners of the triangles: linear below 1 kHz, logarithmic above (Slaney, 1998)."""
    bend, per_octave = 15.0, math.log(6.4) / 27
    mels = np.linspace(0.3, bend + math.log(10.0) / per_octave, _MELS + 2)
    return np.where(mels < bend, mels * 200 / 3, 1000 * np.exp(per_octave * (mels - bend)))


def _in_mels(power: Matrix) -> Matrix:
    """Return the power in each band, shape ``(frames, mels)``."""
    return np.asarray(_mel_filters() @ power.T, dtype=np.float32).T


@cache
def _mel_filters() -> "csr_array":
    """Return triangular filters, most of which is nothing, shape ``(mels, bins)``."""
    from scipy.sparse import csr_array

    edges = _mel_edges_hz()
    bins = np.fft.rfftfreq(_SIZE, 1 / LISTENING_RATE_HZ)[:, None]
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    return csr_array(np.maximum(0.0, np.minimum(rising, falling)).T.astype(np.float32))


@cache
def _band_means() -> Matrix:
    """Return the matrix that averages mel bands within the five bands, ``(mels, bands)``."""
    centres = _mel_edges_hz()[1:-1]
    member = np.digitize(centres, BANDS_HZ[1:-1])[:, None] == np.arange(len(BANDS_HZ) - 1)
    return (member / member.sum(axis=0)).astype(np.float32)
