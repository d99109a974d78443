"""What belongs to a style: its tempi, what its players repeat, its harmony and its form."""

from dataclasses import dataclass
from typing import Final, Literal

from tests.analysis.rendered.plan import Style

Family = Literal["club", "song"]

Beats = tuple[float, ...]
Line = tuple[tuple[float, float, int], ...]
"""Where in the bar, in beats, how long, and how many semitones above the root."""

EIGHTHS: Final[Beats] = (0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5)
SIXTEENTHS: Final[Beats] = tuple(step / 4 for step in range(16))
QUARTERS: Final[Beats] = (0, 1, 2, 3)
OFF_BEATS: Final[Beats] = (0.5, 1.5, 2.5, 3.5)
THIRDS: Final[Beats] = tuple(step / 3 for step in range(6))


@dataclass(frozen=True)
class Sheet:
    """What a style is made of; of each tuple of patterns one is drawn for the song.

    ``rich`` and ``vamp`` are how often chords have sevenths, and how often there are few of them;
    ``minor``, ``voice`` and ``distortion`` how often a song has these, ``ghosts`` how often a place
    in the bar has a ghost note.
    """

    family: Family
    tempo_bpm: tuple[float, float]
    kicks: tuple[Beats, ...]
    snares: tuple[Beats, ...]
    hats: tuple[Beats, ...]
    basses: tuple[Line, ...]
    comps: tuple[Line, ...]
    riffs: tuple[Line, ...]
    swings: tuple[float, ...] = (0.0,)
    swing_step: float = 0.25
    stray_seconds: float = 0.0
    minor: float = 0.5
    rich: float = 0.3
    vamp: float = 0.0
    voice: float = 0.6
    pump: float = 0.0
    ghosts: float = 0.0
    distortion: float = 0.0
    beats_per_bar: int = 4
    pulses_per_beat: int = 4


def _line(beats: Beats, length: float, *intervals: int) -> Line:
    turns = intervals or (0,)
    return tuple((beat, length, turns[place % len(turns)]) for place, beat in enumerate(beats))


HELD: Final[Line] = ((0, 3.9, 0),)
HALVES: Final[Line] = ((0, 1.9, 0), (2, 1.9, 0))
STABS: Final[tuple[Line, ...]] = (
    _line(OFF_BEATS, 0.3),
    _line((0, 0.75, 1.5, 2.5, 3.25), 0.3),
    _line((0.5, 1.25, 2.5, 3.5), 0.4),
    _line((0, 1.5, 3), 0.6),
)
PICKED: Final[tuple[Line, ...]] = (
    _line(SIXTEENTHS, 0.22, 0, 1, 2, 1),
    _line(EIGHTHS, 0.4, 0, 2, 1, 3),
    _line((0, 0.75, 1.5, 2, 2.75, 3.5), 0.4, 2, 1, 0),
)

SHEETS: Final[dict[Style, Sheet]] = {
    "house": Sheet(
        "club",
        (117, 130),
        kicks=(QUARTERS,),
        snares=((1, 3), (1, 3), ()),
        hats=(OFF_BEATS, SIXTEENTHS, (0.5, 1.5, 2.5, 3.25, 3.5)),
        basses=(
            _line(OFF_BEATS, 0.4),
            _line((0, 0.75, 1.5, 2.5, 3.25), 0.35, 0, 0, 12),
            _line((0.75, 1.5, 2.75, 3.5), 0.4, 0, 7, 12, 0),
        ),
        comps=STABS,
        riffs=PICKED,
        swings=(0.0, 0.0, 0.1, 0.2),
        minor=0.6,
        rich=0.5,
        vamp=0.2,
        pump=0.5,
    ),
    "techno": Sheet(
        "club",
        (124, 146),
        kicks=(QUARTERS,),
        snares=((), (1, 3), (3,)),
        hats=(OFF_BEATS, SIXTEENTHS),
        basses=(
            _line((0.25, 0.5, 0.75, 1.25, 1.5, 1.75, 2.25, 2.5, 2.75, 3.25, 3.5, 3.75), 0.2),
            _line(OFF_BEATS, 0.3),
            _line(SIXTEENTHS, 0.2, 0, 0, 12, 0, 0, 3),
        ),
        comps=(_line((0.75, 2.25, 3.75), 0.25), _line((0.5, 2.5), 0.3), STABS[1]),
        riffs=PICKED,
        minor=0.9,
        rich=0.2,
        vamp=0.8,
        voice=0.2,
        pump=0.4,
    ),
    "trance": Sheet(
        "club",
        (130, 143),
        kicks=(QUARTERS,),
        snares=((1, 3),),
        hats=(OFF_BEATS, (*OFF_BEATS, 3.75)),
        basses=(
            _line((0.25, 0.5, 0.75, 1.25, 1.5, 1.75, 2.25, 2.5, 2.75, 3.25, 3.5, 3.75), 0.22),
            _line(OFF_BEATS, 0.45),
        ),
        comps=(HELD, _line(SIXTEENTHS, 0.2), STABS[0]),
        riffs=PICKED,
        minor=0.75,
        voice=0.5,
        pump=0.7,
    ),
    "drum and bass": Sheet(
        "club",
        (170, 178),
        kicks=((0, 2.5), (0, 1.5, 2.5), (0, 2.5, 3.75)),
        snares=((1, 3),),
        hats=(EIGHTHS, SIXTEENTHS, QUARTERS),
        basses=(HELD, ((0, 1.4, 0), (1.5, 0.9, 0), (2.5, 1.4, 7)), _line((0, 2.5), 1.3, 0, 12)),
        comps=(HELD, _line((0, 1.5), 0.5)),
        riffs=PICKED,
        swings=(0.0, 0.0, 0.1),
        minor=0.85,
        rich=0.4,
        vamp=0.3,
    ),
    "dubstep": Sheet(
        "club",
        (138, 142),
        kicks=((0,), (0, 3.5), (0, 1.5), (0, 0.75)),
        snares=((2,),),
        hats=(EIGHTHS, QUARTERS, (0, 0.5, 1, 1.5, 2.5, 3, 3.25, 3.5, 3.75)),
        basses=(
            _line(EIGHTHS, 0.4, 0, 0, 12, 0),
            HELD,
            ((0, 1.9, 0), (2.5, 0.4, 0), (3, 0.9, 3)),
        ),
        comps=(HELD, _line((0, 2.5), 0.5)),
        riffs=PICKED,
        minor=0.95,
        rich=0.2,
        vamp=0.5,
        pump=0.3,
    ),
    "breakbeat": Sheet(
        "club",
        (108, 140),
        kicks=((0, 2.5), (0, 0.5, 2.5), (0, 1.75, 2.25), (0, 0.75, 2.5, 3.25)),
        snares=((1, 3), (1, 1.75, 3), (1, 2.25, 3, 3.75)),
        hats=(EIGHTHS, SIXTEENTHS),
        basses=(_line((0, 0.75, 2.5, 3), 0.4, 0, 0, 7, 12), _line((0, 1.5, 2.5), 0.8)),
        comps=STABS,
        riffs=PICKED,
        swings=(0.0, 0.1, 0.2),
        ghosts=0.12,
        minor=0.6,
        rich=0.4,
        vamp=0.3,
    ),
    "hip hop": Sheet(
        "song",
        (82, 98),
        kicks=((0, 0.75, 2.5), (0, 1.75, 2.5), (0, 2.25, 2.5), (0, 2)),
        snares=((1, 3),),
        hats=(EIGHTHS, SIXTEENTHS, QUARTERS),
        basses=(
            _line((0, 0.75, 2.5), 0.6),
            _line((0, 1.75, 2.5, 3.5), 0.6, 0, 7, 0, 12),
            ((0, 2.4, 0), (2.5, 1.4, 0)),
        ),
        comps=(HELD, HALVES, _line((0, 1.5, 2.5), 0.5)),
        riffs=PICKED,
        swings=(0.0, 0.15, 0.25, 0.33),
        stray_seconds=0.004,
        ghosts=0.06,
        minor=0.7,
        rich=0.6,
        vamp=0.3,
        voice=0.8,
    ),
    "pop": Sheet(
        "song",
        (76, 130),
        kicks=((0, 2), (0, 1.5, 2), (0, 2, 2.5), QUARTERS),
        snares=((1, 3),),
        hats=(EIGHTHS, SIXTEENTHS, OFF_BEATS),
        basses=(_line(EIGHTHS, 0.4), _line((0, 1.5, 2), 0.9), HALVES),
        comps=(HELD, _line(QUARTERS, 0.9), STABS[3], _line((0, 1.5, 2.5), 0.6)),
        riffs=PICKED,
        swings=(0.0, 0.0, 0.2),
        minor=0.35,
        rich=0.25,
        voice=1.0,
    ),
    "rock": Sheet(
        "song",
        (92, 198),
        kicks=((0, 2), (0, 1.5, 2), (0, 0.5, 2, 2.5), (0, 2, 2.5)),
        snares=((1, 3),),
        hats=(EIGHTHS, QUARTERS),
        basses=(_line(EIGHTHS, 0.45), _line(QUARTERS, 0.9, 0, 0, 7, 0)),
        comps=(_line(EIGHTHS, 0.45), HELD, _line((0, 1.5, 2.5), 0.9)),
        riffs=PICKED,
        swings=(0.0, 0.0, 0.3),
        swing_step=0.5,
        stray_seconds=0.006,
        ghosts=0.05,
        distortion=0.6,
        minor=0.4,
        rich=0.15,
        voice=0.9,
    ),
    "reggae": Sheet(
        "song",
        (66, 88),
        kicks=((1, 3), (1, 3), QUARTERS, (0, 2)),
        snares=((1, 3),),
        hats=(EIGHTHS, SIXTEENTHS),
        basses=(
            _line((0, 0.75, 1.5, 2.5, 3), 0.4, 0, 0, 7, 0, 4),
            _line((0.5, 1, 2, 2.5, 3.5), 0.45, 0, 7, 0, 12, 7),
        ),
        comps=(_line(OFF_BEATS, 0.2),),
        riffs=PICKED[1:],
        swings=(0.0, 0.15, 0.3),
        stray_seconds=0.005,
        minor=0.5,
        rich=0.2,
        vamp=0.3,
        voice=0.9,
    ),
    "waltz": Sheet(
        "song",
        (84, 184),
        kicks=((0,), (0, 2.5)),
        snares=((1, 2), (2,), ()),
        hats=((0, 1, 2), (0, 0.5, 1, 1.5, 2, 2.5)),
        basses=(((0, 0.9, 0),), ((0, 1.9, 0), (2, 0.9, 7))),
        comps=(_line((1, 2), 0.4), ((0, 2.9, 0),)),
        riffs=(_line((0, 0.5, 1, 1.5, 2, 2.5), 0.4, 0, 1, 2, 3, 2, 1),),
        swings=(0.0, 0.2),
        swing_step=0.5,
        stray_seconds=0.006,
        minor=0.4,
        rich=0.4,
        voice=0.6,
        beats_per_bar=3,
    ),
    "ballad": Sheet(
        "song",
        (60, 78),
        kicks=((0,), (0, 5 / 3)),
        snares=((1,),),
        hats=(THIRDS, (0, 1)),
        basses=(((0, 1.9, 0),), ((0, 0.9, 0), (1, 0.6, 7), (5 / 3, 0.3, 0))),
        comps=(((0, 1.9, 0),), _line((0, 1), 0.9)),
        riffs=(_line(THIRDS, 0.3, 0, 1, 2, 3, 2, 1),),
        stray_seconds=0.006,
        minor=0.4,
        rich=0.3,
        voice=1.0,
        beats_per_bar=2,
        pulses_per_beat=3,
    ),
}
