"""The demo song on paper: its parts, chords, rhythms and melodies, in bars and beats."""

from dataclasses import dataclass
from typing import Final

from app.sources.rules.singing import Syllable

BEATS_PER_BAR: Final = 4

CHORDS: Final = {
    "Am": (57, 60, 64, 69),
    "F": (57, 60, 65, 69),
    "Dm": (57, 62, 65, 69),
    "E": (56, 59, 64, 68),
    "C": (55, 60, 64, 67),
}
ROOTS: Final = {"Am": 33, "F": 29, "Dm": 38, "E": 28, "C": 36}
"""MIDI notes; the bass goes down to E1, 41 Hz."""


@dataclass(frozen=True)
class Part:
    """A section: what it is called, one chord per bar, how bright its pads are, and its melody.

    ``kicks``, ``claps``, ``hats`` and ``shine`` (open hats) are beats within a bar, ``bass`` pairs
    of beat and length, ``stabs`` beats of short chords, ``arpeggio`` notes per beat.
    """

    label: str
    chords: tuple[str, ...]
    pad_cutoffs_hz: tuple[float, ...]
    melody: tuple[Syllable, ...] = ()
    kicks: tuple[float, ...] = ()
    claps: tuple[float, ...] = ()
    hats: tuple[float, ...] = ()
    shine: tuple[float, ...] = ()
    bass: tuple[tuple[float, float], ...] = ()
    bite: float = 0.5
    stabs: tuple[float, ...] = ()
    arpeggio: int = 0
    has_crash: bool = False
    has_fill: bool = False
    is_rising: bool = False


_FOUR = (0.0, 1.0, 2.0, 3.0)
_BACK = (1.0, 3.0)
_OFF = (0.5, 1.5, 2.5, 3.5)
_EIGHTHS = tuple(index / 2 for index in range(8))
_SIXTEENTHS = tuple(index / 4 for index in range(16))
_WALK = ((0.0, 0.9), (1.5, 0.4), (2.0, 0.4), (2.5, 0.9), (3.5, 0.4))
_PUMP = tuple((beat + offset, 0.22) for beat in _FOUR for offset in (0.25, 0.5, 0.75))
_LONG = ((0.0, 3.9),)

_VERSE: Final = (
    Syllable(0.0, 0.9, 64, "a"),
    Syllable(1.0, 0.45, 64, "o"),
    Syllable(1.5, 0.45, 67, "e"),
    Syllable(2.0, 1.6, 69, "a"),
    Syllable(4.0, 0.45, 69, "i"),
    Syllable(4.5, 1.4, 72, "o"),
    Syllable(6.0, 1.6, 69, "e"),
    Syllable(8.0, 0.9, 65, "a"),
    Syllable(9.0, 0.9, 69, "o"),
    Syllable(10.0, 0.45, 67, "i"),
    Syllable(10.5, 1.2, 65, "e"),
    Syllable(12.0, 0.9, 64, "u"),
    Syllable(13.0, 0.9, 68, "o"),
    Syllable(14.0, 1.7, 71, "a"),
)
_BUILD: Final = (
    Syllable(0.0, 1.9, 69, "u"),
    Syllable(2.0, 1.9, 72, "o"),
    Syllable(4.0, 0.9, 71, "o"),
    Syllable(5.0, 0.9, 74, "e"),
    Syllable(6.0, 1.4, 76, "a"),
)
_HOOK: Final = (
    Syllable(0.0, 0.7, 69, "a"),
    Syllable(0.75, 0.7, 72, "o"),
    Syllable(1.5, 0.45, 69, "a"),
    Syllable(2.0, 1.6, 76, "i"),
    Syllable(4.0, 0.7, 72, "a"),
    Syllable(4.75, 0.7, 72, "o"),
    Syllable(5.5, 0.45, 74, "e"),
    Syllable(6.0, 1.6, 72, "a"),
    Syllable(8.0, 0.7, 74, "a"),
    Syllable(8.75, 0.7, 72, "o"),
    Syllable(9.5, 0.45, 69, "a"),
    Syllable(10.0, 1.6, 65, "e"),
    Syllable(12.0, 0.7, 64, "u"),
    Syllable(12.75, 0.7, 68, "o"),
    Syllable(13.5, 0.45, 71, "a"),
    Syllable(14.0, 1.7, 68, "e"),
)
_BREAK: Final = (
    Syllable(0.0, 2.8, 72, "a"),
    Syllable(3.0, 0.9, 69, "o"),
    Syllable(4.0, 2.8, 67, "e"),
    Syllable(7.0, 0.9, 72, "o"),
    Syllable(8.0, 2.8, 74, "a"),
    Syllable(11.0, 0.9, 72, "i"),
    Syllable(12.0, 1.9, 71, "o"),
    Syllable(14.0, 1.8, 68, "u"),
)
_LAST: Final = (Syllable(0.0, 3.6, 69, "a"), Syllable(4.0, 3.2, 64, "u"))

_TURN: Final = ("Am", "F", "Dm", "E")

PARTS: Final = (
    Part("intro", _TURN, (500, 800, 1_200, 2_000), kicks=_FOUR, hats=_OFF, arpeggio=2),
    Part(
        "verse",
        _TURN,
        (1_300, 1_300, 1_500, 1_800),
        _VERSE,
        kicks=_FOUR,
        claps=_BACK,
        hats=_EIGHTHS,
        bass=_WALK,
        has_fill=True,
    ),
    Part(
        "build-up",
        ("Dm", "E"),
        (2_000, 4_500),
        _BUILD,
        kicks=_FOUR,
        bass=_LONG,
        bite=0.8,
        arpeggio=4,
        is_rising=True,
    ),
    Part(
        "drop",
        _TURN,
        (3_500, 3_500, 3_500, 4_000),
        _HOOK,
        kicks=_FOUR,
        claps=_BACK,
        hats=_SIXTEENTHS,
        shine=_OFF,
        bass=_PUMP,
        bite=1.0,
        stabs=(0.0, 0.75, 1.5, 2.5, 3.25),
        has_crash=True,
        has_fill=True,
    ),
    Part(
        "breakdown",
        ("F", "C", "Dm", "E"),
        (1_000, 1_200, 1_500, 2_200),
        _BREAK,
        bass=_LONG,
        bite=0.25,
        arpeggio=2,
        has_crash=True,
        has_fill=True,
    ),
    Part(
        "drop",
        _TURN,
        (4_500, 4_500, 4_500, 5_000),
        _HOOK,
        kicks=_FOUR,
        claps=_BACK,
        hats=_SIXTEENTHS,
        shine=_OFF,
        bass=_PUMP,
        bite=1.0,
        stabs=(0.0, 0.75, 1.5, 2.5, 3.25),
        arpeggio=4,
        has_crash=True,
    ),
    Part(
        "outro",
        ("Am", "Am"),
        (1_200, 600),
        _LAST,
        kicks=(0.0,),
        hats=_OFF,
        bass=_LONG,
        bite=0.3,
        has_crash=True,
    ),
)
