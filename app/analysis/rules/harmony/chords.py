"""Chords: their notes and names, and how to hear them from beat to beat."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from app.analysis.rules.harmony.harmony import Harmony
from app.analysis.rules.harmony.keys import Key
from app.analysis.rules.harmony.pitch import Matrix
from app.analysis.rules.paths import Walk

Quality = Literal["maj", "min", "7", "maj7", "min7", "dim", "aug"]

INTERVALS: dict[Quality, tuple[int, ...]] = {
    "maj": (0, 4, 7),
    "min": (0, 3, 7),
    "7": (0, 4, 7, 10),
    "maj7": (0, 4, 7, 11),
    "min7": (0, 3, 7, 10),
    "dim": (0, 3, 6),
    "aug": (0, 4, 8),
}
"""The notes of a chord, in semitones above its root."""

SIGNS: dict[Quality, str] = {
    "maj": "",
    "min": "m",
    "7": "7",
    "maj7": "maj7",
    "min7": "m7",
    "dim": "dim",
    "aug": "aug",
}
"""What is written after the root."""

NO_CHORD = "N"

Series = npt.NDArray[np.float64]

# Of what sounds, how much lies on each note that a chord does not have, in treble and bass, and how
# much of the bass lies on third and fifth; what is left is shared by its notes, or is the root's.
_STRAY, _BASS_STRAY, _BASS_INVERTED = 0.03, 0.035, 0.12
_BASS_WEIGHT = 0.55
_NOTES_PER_BEAT = 8.0
_USUAL_PERCENTILE = 80.0
_QUIET_POWER = 0.6
_FAINT, _FAINT_BONUS = 0.05, 1.5

# What speaks against a change of chord, by where it comes, and against a chord, in nats.
_CHANGE_ON_BAR, _CHANGE_IN_BAR, _CHANGE_ELSEWHERE = 1.6, 4.0, 6.4
_FOREIGN_NOTE, _SEVENTH, _ALTERED = 3.0, 1.5, 2.0
_SCALES = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10, 11)}


@dataclass(frozen=True)
class Chord:
    """A chord on a root, 0 for C to 11 for B."""

    root: int
    quality: Quality

    @property
    def notes(self) -> tuple[int, ...]:
        """Return its pitch classes, the root first."""
        return tuple((self.root + interval) % 12 for interval in INTERVALS[self.quality])


@dataclass(frozen=True)
class ChordRun:
    """A chord, or None for none, over the spans ``first`` to ``last``, without the last.

    ``confidence`` is how probable it is against all others, 0..1.
    """

    first: int
    last: int
    chord: Chord | None
    confidence: float


def find_chords(
    harmony: Harmony, places_in_bar: Sequence[int], beats_per_bar: int, key: Key | None
) -> list[ChordRun]:
    """Return the chords from beat to beat, in runs.

    ``places_in_bar`` says for each span of the harmony which beat of its bar it is, from 0.  What
    sounds on a beat is a sample of the notes of its chord, with some strays; chords last, change
    on bar lines rather than elsewhere, and keep to the notes of the key, where there is one.  The
    likeliest path is found by Viterbi's method (Sheh & Ellis, 2003).
    """
    likely = _likelihoods(harmony)
    walk = Walk(likely, _change_costs(places_in_bar, beats_per_bar), _preferences(key))
    path = walk.likeliest()
    shares = walk.probabilities()
    edges = [0, *(np.flatnonzero(np.diff(path)) + 1).tolist(), len(path)]
    return [_run(first, last, int(path[first]), shares) for first, last in pairwise(edges)]


def _run(first: int, last: int, state: int, shares: Series) -> ChordRun:
    chord = all_chords()[state] if state < len(all_chords()) else None
    return ChordRun(first, last, chord, float(shares[first:last, state].mean()))


@cache
def all_chords() -> tuple[Chord, ...]:
    """Return every chord that can be heard."""
    return tuple(Chord(root, quality) for quality in get_args(Quality) for root in range(12))


def _likelihoods(harmony: Harmony) -> Series:
    """Return the logarithmic likelihood of each chord, and of none, shape ``(spans, 85)``.

    Against notes that are all alike; beats on which little sounds say less, and where almost
    nothing does, there may be no chord.
    """
    treble, bass = _profiles()
    likely = _evidence(harmony.treble, treble) + _BASS_WEIGHT * _evidence(harmony.bass, bass)
    totals = harmony.treble.sum(axis=1)
    is_faint = totals <= _FAINT * np.percentile(totals, _USUAL_PERCENTILE)
    none = np.where(is_faint, _FAINT_BONUS, 0.0)
    return np.concatenate([_NOTES_PER_BEAT * likely, none[:, None]], axis=1)


def _evidence(rows: Matrix, profiles: Series) -> Series:
    totals = rows.sum(axis=1, keepdims=True).astype(np.float64)
    usual = max(float(np.percentile(totals, _USUAL_PERCENTILE)), 1e-9)
    weights = np.minimum(1.0, totals / usual) ** _QUIET_POWER
    return weights * (rows / np.maximum(totals, 1e-9)) @ np.log(12.0 * profiles).T


@cache
def _profiles() -> tuple[Series, Series]:
    """Return how the notes of treble and bass are shared, shape ``(chords, 12)`` each."""
    chords = all_chords()
    treble = np.full((len(chords), 12), _STRAY)
    bass = np.full((len(chords), 12), _BASS_STRAY)
    for row, chord in enumerate(chords):
        notes = list(chord.notes)
        treble[row, notes] = (1.0 - _STRAY * (12 - len(notes))) / len(notes)
        bass[row, notes[1:3]] = _BASS_INVERTED
        bass[row, chord.root] = 1.0 - 2.0 * _BASS_INVERTED - 9.0 * _BASS_STRAY
    return treble, bass


def _change_costs(places_in_bar: Sequence[int], beats_per_bar: int) -> Series:
    """Return what speaks against a change before each beat."""
    places = np.asarray(places_in_bar)
    costs = np.full(len(places), _CHANGE_ELSEWHERE)
    if beats_per_bar % 2 == 0:
        costs[places == beats_per_bar // 2] = _CHANGE_IN_BAR
    costs[places == 0] = _CHANGE_ON_BAR
    return costs


def _preferences(key: Key | None) -> Series:
    """Return what speaks for a change to each chord, and to none."""
    preferences = [_preference(chord, key) for chord in all_chords()]
    return np.array([*preferences, 0.0])


def _preference(chord: Chord, key: Key | None) -> float:
    cost = {3: _ALTERED, 4: _SEVENTH}[len(chord.notes)]
    cost = 0.0 if chord.quality in {"maj", "min"} else cost
    if key is not None:
        scale = {(key.tonic + step) % 12 for step in _SCALES[key.mode]}
        cost += _FOREIGN_NOTE * sum(note not in scale for note in chord.notes)
    return -cost
