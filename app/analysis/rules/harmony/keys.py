"""Musical keys: their names, their places on the wheels of DJs, and how to hear them."""

import math
import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from app.core.errors import InvalidInput

Mode = Literal["major", "minor"]

_MAJOR_NAMES = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
_MINOR_NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B")
_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_WRITTEN = re.compile(r"([A-Ga-g])([#b♯♭]?)\s*(maj(?:or)?|min(?:or)?|m)?", re.ASCII)

# How often each degree sounds in major and minor music (Albrecht & Shanahan, 2013).
_PROFILES: dict[Mode, tuple[float, ...]] = {
    "major": (0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.080, 0.008, 0.081),
    "minor": (0.220, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052),
}
_BASS_WEIGHT = 0.2
_PHRASE_WEIGHT = 0.4
_PHRASE_BASS_WEIGHT = 0.5
_FAINT_BASS = 0.05
LEAST_CLARITY = 0.3
"""What is less clear than this has no notes that could be in a key."""

_AUDIBLE = 0.12
_FEWEST_PITCHES = 3
_USUAL_MARGIN = 0.3
_USUAL_CLARITY = 0.7
_ENOUGH_SECONDS = 15.0

Chroma = npt.NDArray[np.floating]
"""The strength of the twelve pitch classes, C first."""

Support = npt.NDArray[np.float64]
"""How much something speaks for each of all keys, shape ``(24,)``."""


@dataclass(frozen=True)
class Key:
    """A tonic, 0 for C to 11 for B, and a mode."""

    tonic: int
    mode: Mode

    @property
    def name(self) -> str:
        """Return the key as musicians write it with the fewest accidentals: ``"A minor"``."""
        names = _MAJOR_NAMES if self.mode == "major" else _MINOR_NAMES
        return f"{names[self.tonic]} {self.mode}"

    @property
    def relative(self) -> "Key":
        """Return the key of the other mode with the same notes."""
        if self.mode == "major":
            return Key((self.tonic + 9) % 12, "minor")
        return Key((self.tonic + 3) % 12, "major")

    @property
    def fifths(self) -> int:
        """Return the place on the circle of fifths, 0 for C major and A minor, 0..11."""
        major = self if self.mode == "major" else self.relative
        return major.tonic * 7 % 12

    @property
    def camelot(self) -> str:
        """Return the place on the Camelot wheel: ``"8A"`` is A minor, ``"8B"`` C major."""
        return f"{(self.fifths + 7) % 12 + 1}{'B' if self.mode == 'major' else 'A'}"

    @property
    def open_key(self) -> str:
        """Return the place in Open Key notation: ``"1m"`` is A minor, ``"1d"`` C major."""
        return f"{self.fifths + 1}{'d' if self.mode == 'major' else 'm'}"


@dataclass(frozen=True)
class KeyEstimate:
    """The likeliest key, the next one, and how clear the difference is, 0..1."""

    key: Key
    runner_up: Key
    confidence: float


def parse_key(text: str) -> Key:
    """Return the key that ``text`` names: ``"A minor"``, ``"Bbm"``, ``"F# maj"``, ``"c♯ min"``.

    Raises:
        InvalidInput: if it names none.
    """
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise InvalidInput(f"'{text}' is not a key. Write it like 'A minor' or 'F# major'.")
    letter, accidental, mode = found.groups()
    shift = {"#": 1, "♯": 1, "b": -1, "♭": -1}.get(accidental, 0)
    tonic = (_LETTERS[letter.upper()] + shift) % 12
    return Key(tonic, "minor" if mode in {"m", "min", "minor"} else "major")


def name_to_camelot(name: str) -> str:
    """Return the Camelot place of a key's name; see :func:`parse_key`."""
    return parse_key(name).camelot


def name_to_open_key(name: str) -> str:
    """Return the Open Key place of a key's name; see :func:`parse_key`."""
    return parse_key(name).open_key


@dataclass(frozen=True)
class PitchUse:
    """How much each pitch class is used, shape ``(12,)`` each.

    In the whole track and in the first bars of its phrases, by all instruments and by the bass.
    """

    chroma: Chroma
    bass: Chroma
    phrase_chroma: Chroma
    phrase_bass: Chroma


def estimate_key(
    use: PitchUse, support: Support, *, clarity: float, duration_seconds: float
) -> KeyEstimate | None:
    """Return the likeliest key, or None where too few pitches sound or none is clear.

    Profiles find the notes, but can hardly tell a key from its relative, which has the same ones.
    So half of what they say against the relative is taken back, and the chord and the bass note
    that phrases begin with speak for the tonic.  ``support`` is what else speaks for each key, such
    as its chords.  ``clarity`` is that of the pitches, 0..1; a few seconds are less to go by than
    a song.
    """
    chroma = use.chroma
    strongest = float(np.max(chroma))
    pitches = int(np.sum(chroma > _AUDIBLE * strongest)) if strongest > 0 else 0
    if clarity < LEAST_CLARITY or pitches < _FEWEST_PITCHES:
        return None
    scores = np.array([_score(use, key) for key in all_keys()]) + support
    best, second = (int(index) for index in np.argsort(scores)[::-1][:2])
    margin = float(scores[best] - scores[second])
    sure = 1.0 - math.exp(-margin / _USUAL_MARGIN)
    sure *= min(1.0, clarity / _USUAL_CLARITY) * min(1.0, duration_seconds / _ENOUGH_SECONDS)
    return KeyEstimate(all_keys()[best], all_keys()[second], round(sure, 3))


@cache
def all_keys() -> tuple[Key, ...]:
    """Return all twenty-four keys."""
    modes: tuple[Mode, ...] = ("major", "minor")
    return tuple(Key(tonic, mode) for mode in modes for tonic in range(12))


def _score(use: PitchUse, key: Key) -> float:
    """Return how much speaks for a key."""
    triad = (0, 3 if key.mode == "minor" else 4, 7)
    return (
        0.75 * _likeness(use.chroma, key)
        + 0.25 * _likeness(use.chroma, key.relative)
        + _BASS_WEIGHT * _share(use.bass, key, (0,), least=_FAINT_BASS * float(np.sum(use.chroma)))
        + _PHRASE_WEIGHT * _share(use.phrase_chroma, key, triad)
        + _PHRASE_BASS_WEIGHT
        * _share(use.phrase_bass, key, (0,), least=_FAINT_BASS * float(np.sum(use.phrase_chroma)))
    )


def _likeness(chroma: Chroma, key: Key) -> float:
    """Return the correlation of a chroma with a key's profile, -1..1."""
    profile = np.roll(np.array(_PROFILES[key.mode]), key.tonic)
    return float(np.corrcoef(chroma, profile)[0, 1])


def _share(chroma: Chroma, key: Key, degrees: tuple[int, ...], *, least: float = 0.0) -> float:
    """Return the share of the strength that lies on some degrees of a key, 0..1.

    Of less strength than ``least``, the share is smaller: there is too little to judge by.
    """
    total = max(float(np.sum(chroma)), least)
    if total <= 0:
        return 0.0
    return float(sum(chroma[(key.tonic + degree) % 12] for degree in degrees)) / total
