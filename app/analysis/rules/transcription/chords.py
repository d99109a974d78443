"""Several voices at once: how much of each semitone sounds, and the notes that this makes."""

from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from app.analysis.rules.frames import Framer
from app.analysis.rules.rhythm.onsets import LISTENING_RATE_HZ
from app.analysis.rules.transcription.notes import (
    CONCERT_HZ,
    CONCERT_PITCH,
    HeardNote,
    levels_to_velocities,
)
from app.analysis.rules.transcription.strikes import Strikes
from app.core.units import Mono

Matrix = npt.NDArray[np.float32]

LOWEST, HIGHEST = 36, 96
"""The notes that are looked for, from C2 to C7."""

CHORD_HOP = 512
CHORD_STEP_SECONDS = CHORD_HOP / LISTENING_RATE_HZ

_SIZE = 4096
_PER_SEMITONE = 3
_BANDS = (112 - LOWEST + 2) * _PER_SEMITONE
_HARMONICS = 16
_STEEPNESSES = (0.5, 1.5)
_ROUNDS = 15
_AT_ONCE = 512
_SOFT = np.float32(1e-6)
_TOP_PERCENTILE = 95
_LEAST_OF_LOUD, _LEAST_OF_LOOK = 0.1, 0.2
_SILENT = 1e-4
_VOICES = 8
_LEAST_OF_VOICES = 0.57
_OVERTONES = ((12, 0.3), (19, 0.24), (24, 0.24))
_SHORTEST_LOOKS = 5
_RISE_LOOKS, _RISE, _RISE_OF_TOP = 2, 1.5, 0.5
_SNAP_SECONDS = 0.08
_LOBE_BINS = 2.0
_NEARLY = 1e-6


class ChordListener:
    """Turns a stream at 22,050 Hz into how much of each semitone sounds every 23 ms.

    Spectra on a scale of thirds of a semitone are taken apart into sums of harmonic sounds, one of
    two brightnesses for each semitone: non-negative factorisation with sounds that stay as they are
    (Lee and Seung, 2001, for the divergence of Kullback and Leibler; for notes: Smaragdis and
    Brown, 2003).
    """

    def __init__(self, *, tuning_cents: float = 0.0) -> None:
        self._framer = Framer(_SIZE, CHORD_HOP)
        self._bands, self._sounds = _make_sounds(round(tuning_cents))
        self._heard: list[Matrix] = [np.zeros((0, HIGHEST - LOWEST + 1), dtype=np.float32)]

    def push(self, sound: Mono) -> None:
        """Take more of the stream."""
        self._hear(self._framer.push(sound))

    def finish(self) -> Matrix:
        """Return all that was heard, shape ``(looks, semitones)``, the lowest first."""
        self._hear(self._framer.finish())
        return np.concatenate(self._heard)

    def _hear(self, frames: Matrix) -> None:
        for start in range(0, len(frames), _AT_ONCE):
            block = frames[start : start + _AT_ONCE] * _window()
            spectra = np.abs(np.fft.rfft(block, axis=1)).astype(np.float32)
            shares = _take_apart(spectra @ self._bands + _SOFT, self._sounds)
            by_pitch = shares.reshape(len(block), -1, len(_STEEPNESSES))
            self._heard.append(by_pitch.sum(axis=2))


def _take_apart(spectra: Matrix, sounds: Matrix) -> Matrix:
    """Return how much of each sound, shape ``(sounds, bands)``, is in each spectrum."""
    usual = spectra.sum(axis=1, keepdims=True) / np.float32(len(sounds))
    shares = np.repeat(usual, len(sounds), axis=1)
    for _round in range(_ROUNDS):
        shares *= (spectra / (shares @ sounds + _SOFT)) @ sounds.T
    return shares


def find_chord_notes(shares: Matrix, strikes: Strikes) -> list[HeardNote]:
    """Return the notes in time; what may be the overtone of a louder note is none.

    A note goes on while its semitone is a fair part of what sounds, and begins anew where it rises
    again; beginnings are moved to a strike nearby, since 186 ms are heard at a time.
    """
    loud = float(np.percentile(shares.max(axis=1), _TOP_PERCENTILE)) if len(shares) else 0.0
    if loud < _SILENT:
        return []
    sounds = _sounding(shares, loud)
    spans = [
        (start, end, pitch)
        for pitch in range(shares.shape[1])
        for start, end in _spans(sounds[:, pitch], shares[:, pitch])
    ]
    levels = np.array([20.0 * np.log10(shares[start:end, it].max()) for start, end, it in spans])
    notes = [
        HeardNote(_begin(start, strikes), end * CHORD_STEP_SECONDS, pitch + LOWEST, velocity)
        for (start, end, pitch), velocity in zip(spans, levels_to_velocities(levels), strict=True)
    ]
    return sorted(notes, key=lambda note: (note.start_seconds, note.pitch))


def _sounding(shares: Matrix, loud: float) -> npt.NDArray[np.bool_]:
    least = np.maximum(_LEAST_OF_LOOK * shares.max(axis=1, keepdims=True), _LEAST_OF_LOUD * loud)
    sounding = shares > least
    for above, share in _OVERTONES:
        sounding[:, above:] &= shares[:, above:] > share * shares[:, :-above]
    return sounding & _is_tonal(shares)[:, None]


def _is_tonal(shares: Matrix) -> npt.NDArray[np.bool_]:
    """Return whether a few semitones are most of a look; in noise they all sound alike."""
    most = np.partition(shares, -_VOICES, axis=1)[:, -_VOICES:].sum(axis=1)
    return most > _LEAST_OF_VOICES * shares.sum(axis=1)


def _spans(sounding: npt.NDArray[np.bool_], share: Matrix) -> list[tuple[int, int]]:
    """Return from which look to which a semitone sounds, each time that it is struck."""
    edges = np.diff(np.concatenate([[0], sounding.astype(np.int8), [0]]))
    spans: list[tuple[int, int]] = []
    for start, end in zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True):
        cuts = [int(start), *_rises(share, int(start), int(end)), int(end)]
        spans += [(one, other) for one, other in pairwise(cuts) if other - one >= _SHORTEST_LOOKS]
    return spans


def _rises(share: Matrix, start: int, end: int) -> list[int]:
    """Return the looks at which a semitone becomes louder again while it sounds."""
    top = share[start:end].max()
    found = [start]
    for look in range(start + _RISE_LOOKS, end - _RISE_LOOKS):
        after, before = share[look + _RISE_LOOKS], share[look - _RISE_LOOKS]
        is_far = look - found[-1] > _SHORTEST_LOOKS
        if is_far and after > _RISE * before and after > _RISE_OF_TOP * top:
            found.append(look)
    return found[1:]


def _begin(look: int, strikes: Strikes) -> float:
    heard = look * CHORD_STEP_SECONDS
    near = np.abs(strikes.seconds - heard) <= _SNAP_SECONDS
    if not near.any():
        return heard
    return float(strikes.seconds[near][strikes.strengths[near].argmax()])


@cache
def _window() -> Matrix:
    window = np.hanning(_SIZE + 1)[:-1]
    return (2.0 * window / window.sum()).astype(np.float32)


@cache
def _make_sounds(tuning_cents: int) -> tuple[Matrix, Matrix]:
    """Return the bands, shape ``(bins, bands)``, and the harmonic sounds, ``(sounds, bands)``."""
    first_hz = _pitch_to_hz(LOWEST - 1, tuning_cents)
    step = LISTENING_RATE_HZ / _SIZE
    bins = np.fft.rfftfreq(_SIZE, 1 / LISTENING_RATE_HZ)
    ratio = 2.0 ** (1.0 / (12 * _PER_SEMITONE))
    centres = first_hz * ratio ** np.arange(_BANDS)
    widths = np.maximum(centres * (ratio - 1.0), step)
    bands = np.maximum(0.0, 1.0 - np.abs(bins[:, None] - centres) / widths)
    sounds: list[npt.NDArray[np.float64]] = []
    for pitch in range(LOWEST, HIGHEST + 1):
        base_hz = _pitch_to_hz(pitch, tuning_cents)
        numbers = np.arange(1, _HARMONICS + 1)
        numbers = numbers[numbers * base_hz < bins[-1]]
        lobes = _lobe((bins[None, :] - numbers[:, None] * base_hz) / step)
        for steepness in _STEEPNESSES:
            sound = (numbers.astype(np.float64) ** -steepness) @ lobes @ bands
            sounds.append(sound / sound.sum())
    return bands.astype(np.float32), np.array(sounds, dtype=np.float32)


def _pitch_to_hz(pitch: float, tuning_cents: float) -> float:
    return CONCERT_HZ * 2.0 ** ((pitch + tuning_cents / 100.0 - CONCERT_PITCH) / 12.0)


def _lobe(bins_away: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the main lobe of a Hann window's spectrum, two bins to each side."""
    near = np.minimum(np.abs(bins_away), _LOBE_BINS)
    near = np.where(np.abs(near - 1.0) < _NEARLY, 1.0 + _NEARLY, near)
    return np.abs(np.sinc(near) / (1.0 - near**2))
