"""What is played in a loop: where in the bar the drums, the bass and the chords are, by style."""

from dataclasses import dataclass
from typing import Final

from tests.analysis.loops.sounds import Make, Voice

Beats = tuple[float, ...]
Strokes = tuple[str, Beats, float]
"""A drum, where in the bar it is struck, in beats, and how hard."""

Line = tuple[Beats, Voice]

QUARTERS: Final[Beats] = (0, 1, 2, 3)
EIGHTHS: Final[Beats] = tuple(step / 2 for step in range(8))
SIXTEENTHS: Final[Beats] = tuple(step / 4 for step in range(16))
OFF_BEATS: Final[Beats] = (0.5, 1.5, 2.5, 3.5)
THIRDS: Final[Beats] = tuple(step / 3 for step in range(6))

CHANGES: Final[dict[str, tuple[tuple[int, bool], ...]]] = {
    "pop": ((0, False), (7, False), (9, True), (5, False)),
    "minor": ((0, True), (8, False), (3, False), (10, False)),
    "two": ((0, True), (5, True)),
    "one": ((0, True),),
    "blues": tuple((degree, False) for degree in (0, 0, 5, 0, 7, 5, 0, 7)),
    "jazz": ((2, True), (7, False), (0, False), (9, True)),
}
"""A chord for every bar: its semitones above the key, and whether it is minor."""


@dataclass(frozen=True)
class Groove:
    """A groove; its tempo is drawn from a range.

    ``swing`` is how late every second ``swing_step`` comes, as a fraction of that step.  ``also``
    are the ratios to the tempo at which people count it as well.
    """

    tempo_bpm: tuple[float, float]
    drums: tuple[Strokes, ...] = ()
    bass: Line | None = None
    chords: Line | None = None
    arpeggio: Line | None = None
    make: Make = "acoustic"
    changes: str = "pop"
    swing: float = 0.0
    swing_step: float = 0.5
    stray_seconds: float = 0.0
    fills: bool = False
    beats_per_bar: int = 4
    also: tuple[float, ...] = ()
