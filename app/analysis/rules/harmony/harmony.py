"""Which notes are played from beat to beat: the fundamentals behind the partials."""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from app.analysis.rules.harmony.pitch import LOWEST_NOTE, NOTES, PITCH_RATE_HZ, Matrix

Series = npt.NDArray[np.float64]

_PARTIALS = 10
_DECAY = 0.8
_FUNDAMENTALS = NOTES - 12
_ROUNDS = 60
_LEAST = 1e-6
_AT_ONCE = 64  # so few that products stay on one core
_BASS_NOTE, _TREBLE_NOTE = 42, 54


@dataclass(frozen=True)
class Harmony:
    """How strongly each pitch class is played between two lines of time, C first.

    ``treble`` and ``bass`` have the shape ``(spans, 12)``; a note between F#2 and F#3 counts partly
    for one and partly for the other.
    """

    treble: Matrix
    bass: Matrix

    @property
    def chroma(self) -> Matrix:
        """Return both together, shape ``(spans, 12)``."""
        return self.treble + self.bass


def hear_harmony(partials: Matrix, lines_seconds: Series) -> Harmony:
    """Return what is played between each line and the next.

    ``partials`` are the notes of :class:`~app.analysis.rules.harmony.pitch.Pitches`;
    ``lines_seconds`` rise and are two at least.  A chroma of partials hears fifths and thirds that
    nobody plays; so the
    spectra are taken apart into notes first, each with its partials (Mauch & Dixon, 2010).
    """
    played = find_fundamentals(span_means(partials, lines_seconds))
    notes = LOWEST_NOTE + np.arange(_FUNDAMENTALS)
    low = np.clip((_TREBLE_NOTE - notes) / (_TREBLE_NOTE - _BASS_NOTE), 0.0, 1.0)
    classes = notes[:, None] % 12 == np.arange(12)
    return Harmony(
        treble=played @ (classes * (1.0 - low)[:, None]).astype(np.float32),
        bass=played @ (classes * low[:, None]).astype(np.float32),
    )


def span_means(rows: Matrix, lines_seconds: Series) -> Matrix:
    """Return the mean of the pitch frames between each line and the next.

    A span too short to hold a frame has the one nearest to its middle.
    """
    first = np.ceil(lines_seconds[:-1] * PITCH_RATE_HZ).astype(np.intp)
    last = np.floor(lines_seconds[1:] * PITCH_RATE_HZ).astype(np.intp)
    middle = np.round((lines_seconds[:-1] + lines_seconds[1:]) / 2 * PITCH_RATE_HZ).astype(np.intp)
    first = np.clip(np.where(last > first, first, middle), 0, len(rows) - 1)
    last = np.clip(last, first + 1, len(rows))
    sums = np.concatenate([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0, dtype=np.float64)])
    means = (sums[last] - sums[first]) / (last - first)[:, None]
    return np.maximum(means, 0.0).astype(np.float32)


def find_fundamentals(partials: Matrix) -> Matrix:
    """Return how strongly each note is played, shape ``(rows, 61)``, from the lowest note on.

    The non-negative amounts of notes whose partials, each 0.8 of the one below it, come nearest to
    what sounds, by the multiplicative rule of Lee & Seung (2001).
    """
    starts = range(0, len(partials), _AT_ONCE)
    return np.concatenate([_explain(partials[start : start + _AT_ONCE]) for start in starts])


def _explain(partials: Matrix) -> Matrix:
    notes = _notes_in_partials()
    target = partials @ notes.T
    overlap = notes @ notes.T
    played: Matrix = np.maximum(target, np.float32(_LEAST))
    for _ in range(_ROUNDS):
        played *= target / (played @ overlap + np.float32(_LEAST))
    return played


@cache
def _notes_in_partials() -> Matrix:
    """Return what each note sounds like, shape ``(61, 73)``, each row of length one."""
    notes = np.zeros((_FUNDAMENTALS, NOTES))
    for number in range(1, _PARTIALS + 1):
        above = round(12 * math.log2(number))
        count = min(_FUNDAMENTALS, NOTES - above)
        notes[np.arange(count), np.arange(count) + above] += _DECAY ** (number - 1)
    return (notes / np.linalg.norm(notes, axis=1, keepdims=True)).astype(np.float32)
