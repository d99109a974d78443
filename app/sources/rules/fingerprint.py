"""Recognising a recording by its sound: which bands rise against their neighbours, and when.

The method is that of Haitsma & Kalker (ISMIR 2002), with two additions: the new recording is
compared by how clearly it says each bit, and keys for a database are the smallest hashes of its
clearest moments (a bottom-k sketch, Broder 1997), which do not depend on where it begins.
"""

import math
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from app.core.errors import InvalidInput
from app.core.units import Mono

FINGERPRINT_RATE_HZ: Final = 11_025
"""The rate at which a recording is to be heard, in mono."""

LISTENED_SECONDS: Final = 600.0
"""Only so much of a long recording is listened to."""

KEYS: Final = 32
FRAMES_PER_WORD: Final = 4
FRAME_RATE_HZ: Final = FINGERPRINT_RATE_HZ / 256
WORD_RATE_HZ: Final = FRAME_RATE_HZ / FRAMES_PER_WORD
"""Words per second of a fingerprint, about 10.8: 22 bytes per second."""

Matrix = npt.NDArray[np.float32]
Words = npt.NDArray[np.uint16]

_SIZE, _HOP, _BANDS = 8192, 256, 17
_LOWEST_HZ, _HIGHEST_HZ = 80.0, 4500.0
_TILT = 1.5  # music is pink and more: without this, the bass would hide all other bands
_FLOOR = 1e-4
_SILENCE = 1e-7
_GAP = 8  # frames between which a rise is measured, 0.19 s
_BLOCK = 256
_CLEAREST, _LAG, _CLEAR_BIT = 0.1, 32, 1
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False)
class Fingerprint:
    """What is kept of a recording, less than 4 kB for three minutes.

    ``words`` have 16 bits, one word every 93 ms, 0 where there is silence.  ``keys`` are up to 32
    whole numbers below 2**31: recordings that are the same have some in common, others have none.
    """

    words: Words
    keys: tuple[int, ...]
    duration_seconds: float


@dataclass(frozen=True, eq=False)
class Listened:
    """A recording that was just listened to, in more detail than is kept of it.

    ``rises`` say how much each of 16 bands rises against the one above it, shape
    ``(frames, 16)``, in nepers; ``sounds`` where there is anything to hear, shape ``(frames,)``.
    """

    rises: Matrix
    sounds: npt.NDArray[np.bool_]
    duration_seconds: float

    @property
    def fingerprint(self) -> Fingerprint:
        """Return what is to be kept."""
        words = _words(self.rises)
        kept = np.where(self.sounds, words, 0)[::FRAMES_PER_WORD].astype(np.uint16)
        return Fingerprint(kept, _keys(self.rises, self.sounds, words), self.duration_seconds)


class FingerprintListener:
    """Takes a mono stream at 11,025 Hz, block by block."""

    def __init__(self) -> None:
        self._rest: Mono = np.zeros(_SIZE // 2, dtype=np.float32)
        self._energies: list[Matrix] = []
        self._samples = 0

    def push(self, sound: Mono) -> None:
        """Take more of the stream."""
        room = round(LISTENED_SECONDS * FINGERPRINT_RATE_HZ) - self._samples
        self._samples += len(sound)
        if room > 0:
            self._hear(sound[:room])

    def finish(self) -> Listened:
        """Return what was heard.

        Raises:
            InvalidInput: if it is shorter than a second.
        """
        duration = self._samples / FINGERPRINT_RATE_HZ
        if duration < 1.0:
            raise InvalidInput("This sound is too short to recognise; it needs a second at least.")
        self._hear(np.zeros(_SIZE // 2, dtype=np.float32))
        energies = np.concatenate(self._energies)
        loudest = energies.max(axis=1)
        floor = _FLOOR * loudest + _SILENCE * float(loudest.max()) + 1e-20
        levels = np.log(energies + floor[:, None])
        slopes = levels[:, :-1] - levels[:, 1:]
        rises = (slopes[_GAP:] - slopes[:-_GAP]).astype(np.float32)
        sounds = loudest > 10.0 * _SILENCE * float(loudest.max())
        return Listened(rises, sounds[_GAP:] & sounds[:-_GAP], duration)

    def _hear(self, sound: Mono) -> None:
        joined = np.concatenate([self._rest, sound])
        count = max(0, (len(joined) - _SIZE) // _HOP + 1)
        self._rest = joined[count * _HOP :]
        if count:
            frames = np.lib.stride_tricks.sliding_window_view(joined, _SIZE)[: count * _HOP : _HOP]
            for start in range(0, count, _BLOCK):
                self._energies.append(_band_energies(frames[start : start + _BLOCK]))


def _band_energies(frames: Matrix) -> Matrix:
    """Return the mean energy of bands, tilted so that music is about level, ``(frames, 17)``."""
    window, edges, tilt = _shapes()
    power = np.square(np.abs(np.fft.rfft(frames * window, axis=1)))
    sums = np.cumsum(power, axis=1, dtype=np.float64)
    return ((sums[:, edges[1:]] - sums[:, edges[:-1]]) * tilt).astype(np.float32)


@cache
def _shapes() -> tuple[Matrix, npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    ratio = _HIGHEST_HZ / _LOWEST_HZ
    edges_hz = _LOWEST_HZ * ratio ** (np.arange(_BANDS + 1) / _BANDS)
    edges = np.round(edges_hz * _SIZE / FINGERPRINT_RATE_HZ).astype(np.intp)
    middles_hz = np.sqrt(edges_hz[1:] * edges_hz[:-1])
    tilt = (middles_hz / 1000.0) ** _TILT / np.diff(edges)
    return np.hanning(_SIZE).astype(np.float32) / math.sqrt(_SIZE), edges, tilt


def _words(rises: Matrix) -> npt.NDArray[np.uint64]:
    return (rises > 0) @ (np.uint64(1) << np.arange(rises.shape[1], dtype=np.uint64))


def _keys(
    rises: Matrix, sounds: npt.NDArray[np.bool_], words: npt.NDArray[np.uint64]
) -> tuple[int, ...]:
    """Return the smallest hashes of pairs of words 0.7 s apart that are clear in every bit."""
    pairs = len(words) - _LAG
    if pairs <= 0:
        return ()
    clarity = np.sort(np.abs(rises), axis=1)[:, _CLEAR_BIT]
    both = np.minimum(clarity[:pairs], clarity[_LAG:])
    heard = sounds[:pairs] & sounds[_LAG:]
    if not heard.any():
        return ()
    clear = heard & (both >= np.quantile(both[heard], 1.0 - _CLEAREST))
    joined = (words[:pairs] << np.uint64(16)) | words[_LAG:]
    hashes = np.unique((joined[clear] * _GOLDEN) >> np.uint64(33))
    return tuple(int(hash_) for hash_ in hashes[:KEYS])
