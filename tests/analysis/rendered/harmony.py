"""Chords and the progressions that songs are made of, as degrees of their key."""

from typing import Final

from tests.analysis.rendered.plan import Change, Chord, Mode, Quality

INTERVALS: Final[dict[Quality, tuple[int, ...]]] = {
    "maj": (0, 4, 7),
    "min": (0, 3, 7),
    "7": (0, 4, 7, 10),
    "maj7": (0, 4, 7, 11),
    "min7": (0, 3, 7, 10),
    "dim": (0, 3, 6),
    "aug": (0, 4, 8),
}
SCALES: Final[dict[Mode, tuple[int, ...]]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
}
NAMES: Final = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")

# Semitones above the tonic and the kind of chord; a third entry is its length in bars.
PLAIN: Final[dict[Mode, tuple[str, ...]]] = {
    "major": (
        "0:maj 7:maj 9:min 5:maj",
        "0:maj 5:maj 7:maj 5:maj",
        "0:maj 9:min 5:maj 7:maj",
        "0:maj 5:maj 0:maj 7:maj",
        "0:maj 4:min 5:maj 7:maj",
        "0:maj 10:maj 5:maj 0:maj",
        "0:maj 2:min 7:maj 0:maj",
        "0:maj 7:maj 5:maj 5:maj",
    ),
    "minor": (
        "0:min 8:maj 3:maj 10:maj",
        "0:min 5:min 8:maj 7:maj",
        "0:min 10:maj 8:maj 10:maj",
        "0:min 5:min 0:min 7:min",
        "0:min 3:maj 10:maj 5:min",
        "0:min 8:maj 5:min 7:maj",
        "0:min 10:maj 8:maj 7:maj",
        "0:min 0:min 8:maj 10:maj",
    ),
}
RICH: Final[dict[Mode, tuple[str, ...]]] = {
    "major": (
        "0:maj7 9:min7 2:min7 7:7",
        "2:min7 7:7 0:maj7 0:maj7",
        "0:maj 0:aug 5:maj 7:7",
        "0:maj7 4:min7 5:maj7 7:7",
        "0:maj 11:dim 9:min 7:7",
        "0:maj7 4:min7 2:min7 7:7",
        "0:7 5:7 0:7 7:7",
    ),
    "minor": (
        "0:min7 5:min7 7:7 0:min7",
        "0:min7 8:maj7 5:min7 7:7",
        "0:min 2:dim 7:7 0:min",
        "0:min7 3:maj7 8:maj7 7:7",
        "0:min 7:aug 0:min 5:min7",
        "0:min7 5:min7 0:min7 5:min7",
    ),
}
VAMPS: Final[dict[Mode, tuple[str, ...]]] = {
    "major": ("0:maj", "0:maj 7:maj", "0:maj 10:maj"),
    "minor": ("0:min", "0:min 8:maj", "0:min7", "0:min 10:maj", "0:min 5:min"),
}


def spell_changes(text: str, *, tonic: int, beats: float) -> tuple[Change, ...]:
    """Return a progression in a key, each chord held for so many beats."""
    changes: list[Change] = []
    for entry in text.split():
        degree, _, quality = entry.partition(":")
        chord = Chord((tonic + int(degree)) % 12, _quality(quality))
        changes.append(Change(chord, beats))
    return tuple(changes)


def pitch_classes(chord: Chord) -> tuple[int, ...]:
    """Return the notes of a chord as pitch classes, its root first."""
    return tuple((chord.root + interval) % 12 for interval in INTERVALS[chord.quality])


def near(pitch_class: int, centre: float) -> int:
    """Return the pitch of a class that is nearest to a MIDI number."""
    return round(centre - ((centre - pitch_class + 6) % 12 - 6))


def _quality(name: str) -> Quality:
    qualities: dict[str, Quality] = {quality: quality for quality in INTERVALS}
    return qualities[name]
