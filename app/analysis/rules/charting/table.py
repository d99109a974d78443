"""A chart as a table, for spreadsheets and notebooks."""

from collections.abc import Iterator, Sequence
from itertools import chain

from app.analysis.rules.charting.shapes import Blocks, ChartPicture, HeatMap, Lines, Notes, Radar

Cell = str | float
Row = Sequence[Cell]


def table_of(picture: ChartPicture) -> Iterator[Row]:
    """Yield the rows of a table, its head first; what has no value at a time is left empty."""
    match picture:
        case Radar():
            yield "name", "value", "unit", "fraction"
            yield from ((one.name, one.value, one.unit, one.fraction) for one in picture.axes)
        case HeatMap():
            yield "seconds", *picture.rows
            yield from _columns(picture)
        case Lines():
            yield from _lines(picture)
        case Blocks():
            yield "row", "label", "start_seconds", "end_seconds", picture.value_name
            for one in picture.blocks:
                yield one.row, one.name or one.label, one.start_seconds, one.end_seconds, one.value
        case Notes():
            yield "part", "start_seconds", "end_seconds", "pitch", "velocity"
            for note in picture.notes:
                yield note.part, note.start_seconds, note.end_seconds, note.pitch, note.velocity


def _columns(picture: HeatMap) -> Iterator[Row]:
    for place, values in enumerate(zip(*picture.values, strict=True)):
        yield round(picture.first_seconds + place * picture.step_seconds, 5), *values


def _lines(picture: Lines) -> Iterator[Row]:
    """Yield one row for every moment at which anything has a value; beats say what they are."""
    marks = dict.fromkeys(picture.beats_seconds, "beat")
    marks |= dict.fromkeys(picture.downbeats_seconds, "downbeat")
    heads = [f"{one.name} ({one.unit})" if one.unit else one.name for one in picture.lines]
    yield "seconds", *heads, *(("mark",) if marks else ())
    values = [dict(zip(one.seconds, one.values, strict=True)) for one in picture.lines]
    for at in sorted(set(chain(marks, *(one.seconds for one in picture.lines)))):
        mark = (marks.get(at, ""),) if marks else ()
        yield at, *(line.get(at, "") for line in values), *mark
