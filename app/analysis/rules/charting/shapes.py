"""What a chart is made of; times are seconds of the track.

``is_thinned`` says that a closer look would show more.
"""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class ChartView:
    """Which part of a track is looked at, in at most how many columns; None for all there are."""

    start_seconds: float
    end_seconds: float
    columns: int | None = None


@dataclass(frozen=True)
class Axis:
    """One spoke of a radar: a value with its unit, and how far out it lies, 0..1."""

    name: str
    value: float
    unit: str
    fraction: float


@dataclass(frozen=True)
class Radar:
    """What a track is like as a whole."""

    axes: list[Axis]
    is_thinned: bool = False
    kind: Literal["radar"] = "radar"


@dataclass(frozen=True)
class Line:
    """A value over time; ``values[i]`` is the value at ``seconds[i]``."""

    name: str
    unit: str
    seconds: list[float]
    values: list[float]
    is_stepped: bool = False
    """Whether a value holds until the next one."""
    is_thinned: bool = False


@dataclass(frozen=True)
class Level:
    """One value that is meant for the whole track."""

    name: str
    unit: str
    value: float


@dataclass(frozen=True)
class Lines:
    """Values over time, and the beats where they belong to the chart."""

    lines: list[Line]
    levels: list[Level] = field(default_factory=list[Level])
    beats_seconds: list[float] = field(default_factory=list[float])
    downbeats_seconds: list[float] = field(default_factory=list[float])
    is_thinned: bool = False
    kind: Literal["lines"] = "lines"


@dataclass(frozen=True)
class HeatMap:
    """Rows of values over time: ``values[row][column]`` holds from ``first_seconds`` on.

    Every column is ``step_seconds`` wide.  ``low`` and ``high`` are the ends of each row's scale;
    a few values may lie beyond them.
    """

    rows: list[str]
    first_seconds: float
    step_seconds: float
    values: list[list[float]]
    low: list[float]
    high: list[float]
    is_thinned: bool = False
    kind: Literal["heat"] = "heat"


@dataclass(frozen=True)
class Block:
    """Something that holds for a while, such as a chord; ``value`` is 0..1.

    ``colour`` and ``name`` are those that a hand has given it.
    """

    row: str
    label: str
    start_seconds: float
    end_seconds: float
    value: float
    colour: str | None = None
    name: str | None = None


@dataclass(frozen=True)
class Blocks:
    """What holds when; ``value_name`` says what the values of the blocks mean."""

    blocks: list[Block]
    value_name: str
    is_thinned: bool = False
    kind: Literal["blocks"] = "blocks"


@dataclass(frozen=True)
class Note:
    """A note: MIDI pitch, velocity 0..127, and the part that plays it."""

    part: str
    start_seconds: float
    end_seconds: float
    pitch: int
    velocity: int


@dataclass(frozen=True)
class Notes:
    """A piano roll."""

    notes: list[Note]
    is_thinned: bool = False
    kind: Literal["notes"] = "notes"


ChartPicture = Radar | Lines | HeatMap | Blocks | Notes
