"""Musical keys as lists write them, in the words we write them in."""

import re
from typing import Final

_MAJOR_NAMES: Final = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
_MINOR_NAMES: Final = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B")
_STEPS: Final = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_SPELLED = re.compile(r"([A-G])\s*([#♯b♭]?)\s*(maj(?:or)?|min(?:or)?|m|M|dur|moll)?")
_CAMELOT = re.compile(r"(1[0-2]|0?[1-9])\s*([ABab])")
_OPEN_KEY = re.compile(r"(1[0-2]|0?[1-9])\s*([dm])")
_MINOR_WORDS: Final = frozenset({"m", "min", "minor", "moll"})


def read_key(field: str | None) -> str | None:
    """Return ``A minor`` for "Am", "A min", "8A" (Camelot) or "1m" (Open Key).

    What is not understood is kept as it is written: a person may know what it means.
    """
    text = " ".join((field or "").split())[:40]
    if spelled := _SPELLED.fullmatch(text):
        letter, accidental, mode = spelled.groups()
        move = {"": 0, "#": 1, "♯": 1}.get(accidental, -1)
        return name_key(_STEPS[letter] + move, is_minor=mode in _MINOR_WORDS)
    if camelot := _CAMELOT.fullmatch(text):
        hour, is_minor = int(camelot[1]), camelot[2] in "Aa"
        # 8B is C major, 8A is A minor; every hour is a fifth.
        return name_key((hour - 8) * 7 + (9 if is_minor else 0), is_minor=is_minor)
    if open_key := _OPEN_KEY.fullmatch(text):
        hour, is_minor = int(open_key[1]), open_key[2] == "m"
        return name_key((hour - 1) * 7 + (9 if is_minor else 0), is_minor=is_minor)
    return text or None


def read_traktor_key(field: str | None) -> str | None:
    """Return the key of Traktor's number: 0 to 11 are major from C, 12 to 23 minor."""
    if field is None or not re.fullmatch(r"\d|1\d|2[0-3]", field):
        return None
    return name_key(int(field) % 12, is_minor=int(field) >= len(_MAJOR_NAMES))


def read_spotify_key(pitch_class: str | None, mode: str | None) -> str | None:
    """Return the key of a pitch class, 0 for C, and a mode, 1 for major; -1 is unknown."""
    if pitch_class is None or not re.fullmatch(r"\d|1[01]", pitch_class.strip()):
        return None
    return name_key(int(pitch_class), is_minor=(mode or "").strip() == "0")


def name_key(pitch_class: int, *, is_minor: bool) -> str:
    """Return a key as we write it; ``pitch_class`` 0 is C."""
    names, mode = (_MINOR_NAMES, "minor") if is_minor else (_MAJOR_NAMES, "major")
    return f"{names[pitch_class % 12]} {mode}"
