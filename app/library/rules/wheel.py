"""The wheel of keys that DJs mix by: places, neighbours, and how two keys go together."""

import re
from dataclasses import dataclass
from typing import Final

PLACES: Final = range(2, 26)
"""A place is twice the number of Camelot, and one more for major: 16 is 8A, 17 is 8B."""

_CAMELOT = re.compile(r"(1[0-2]|[1-9])([AB])", re.IGNORECASE | re.ASCII)
_OPEN_KEY = re.compile(r"(1[0-2]|[1-9])([md])", re.IGNORECASE | re.ASCII)
_NAME = re.compile(r"([A-G])([#b♯♭]?)\s*(maj(?:or)?|min(?:or)?|m)?", re.IGNORECASE)
_FIFTHS = {"F": 11, "C": 0, "G": 1, "D": 2, "A": 3, "E": 4, "B": 5}


@dataclass(frozen=True)
class KeyStep:
    """How one key follows another: a share of how well, 0..1, and the reason in words."""

    score: float
    words: str


_STEPS: Final = {
    (0, False): KeyStep(1.0, "the same key"),
    (1, False): KeyStep(0.9, "a fifth up, one step round the wheel"),
    (-1, False): KeyStep(0.9, "a fifth down, one step back round the wheel"),
    (0, True): KeyStep(0.85, "the relative key, with the same notes"),
    (1, True): KeyStep(0.6, "diagonally one step round the wheel"),
    (-1, True): KeyStep(0.6, "diagonally one step back round the wheel"),
    (2, False): KeyStep(0.5, "two steps round the wheel, which lifts the energy"),
    (-5, False): KeyStep(0.4, "a semitone up, which lifts the energy"),
}


def read_place(text: str) -> int | None:
    """Return the place of a key written as ``8A``, ``1m``, ``A minor`` or ``Am``, or None."""
    said = text.strip()
    if found := _CAMELOT.fullmatch(said):
        return int(found[1]) * 2 + (found[2].upper() == "B")
    if found := _OPEN_KEY.fullmatch(said):
        return ((int(found[1]) + 6) % 12 + 1) * 2 + (found[2].lower() == "d")
    found = _NAME.fullmatch(said)
    if found is None:
        return None
    shift = {"#": 7, "♯": 7, "b": -7, "♭": -7}.get(found[2].lower(), 0)
    mode = found[3] or ""
    is_minor = mode == "m" or mode.lower().startswith("min")
    fifths = (_FIFTHS[found[1].upper()] + shift - (3 if is_minor else 0)) % 12
    return ((fifths + 7) % 12 + 1) * 2 + (not is_minor)


def write_place(place: int) -> str:
    """Return a place as Camelot has it: ``8A``."""
    return f"{place // 2}{'B' if place % 2 else 'A'}"


def neighbours(place: int) -> frozenset[int]:
    """Return the places that mix with one without a clash: itself, a fifth away, its relative."""
    return frozenset(there for there in PLACES if (step := step_of(place, there)) and _fits(step))


def step_of(here: int, there: int) -> KeyStep | None:
    """Say how a key follows another, or None if they clash."""
    steps = (there // 2 - here // 2 + 6) % 12 - 6
    return _STEPS.get((steps, here % 2 != there % 2))


def _fits(step: KeyStep) -> bool:
    return step.score > 0.8  # noqa: PLR2004  — what needs no courage, see the table
