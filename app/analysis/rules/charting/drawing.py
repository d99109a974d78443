"""From what was heard to the numbers of a chart."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from app.analysis.rules.charting.shapes import (
    Block,
    Blocks,
    ChartView,
    HeatMap,
    Line,
    Lines,
    Note,
    Notes,
)
from app.analysis.rules.charting.thinning import (
    thin_curve,
    thin_marks,
    thin_rows,
    thin_stretches,
)

Matrix = npt.NDArray[np.float32]
Series = npt.NDArray[np.float64]

_DIGITS = 5
_STEP_DIGITS = 9
"""A step counts thousands of times."""

_OUTSIDE_PERCENT = 1.0


def draw_heat(
    values: Matrix, rows: Sequence[str], *, step_seconds: float, view: ChartView, is_common: bool
) -> HeatMap | None:
    """Return rows over time, shape ``(times, rows)``; None if there are none.

    With ``is_common``, all rows share the scale from 0 to the highest value.  Else each has its
    own, which leaves a hundredth out at either end, so that a silent beginning does not flatten
    the rest.  The scales are those of the whole track, whatever is in sight.
    """
    if values.size == 0:
        return None
    if is_common:
        low, high = np.zeros(len(rows)), np.full(len(rows), float(values.max()))
    else:
        low, high = np.percentile(values, (_OUTSIDE_PERCENT, 100 - _OUTSIDE_PERCENT), axis=0)
    seen = thin_rows(values, step_seconds, view)
    return HeatMap(
        rows=list(rows),
        first_seconds=round(seen.first_seconds, _DIGITS),
        step_seconds=round(seen.step_seconds, _STEP_DIGITS),
        values=[plain(column) for column in seen.values.T],
        low=plain(low),
        high=plain(high),
        is_thinned=seen.step_seconds > step_seconds,
    )


def draw_rows(
    values: Matrix, names: Sequence[tuple[str, str]], *, step_seconds: float, view: ChartView
) -> list[Line]:
    """Return a line for each column of ``values``, shape ``(times, names)``.

    ``names`` are pairs of a name and a unit.  A value is shown in the middle of its step.
    """
    seconds = middles_of(len(values), step_seconds)
    return [
        draw_line(name, unit, seconds, values[:, place].astype(np.float64), view=view)
        for place, (name, unit) in enumerate(names)
    ]


def middles_of(count: int, step_seconds: float) -> Series:
    """Return the middles of so many steps, in seconds."""
    return (np.arange(count, dtype=np.float64) + 0.5) * step_seconds


def draw_line(name: str, unit: str, seconds: Series, values: Series, *, view: ChartView) -> Line:
    """Return a line through points that are sorted by time."""
    at, kept, is_thinned = thin_curve(seconds, values, view)
    times = [round(float(one), _DIGITS) for one in at]
    return Line(name, unit, times, plain(kept), is_thinned=is_thinned)


def draw_tempo(
    spans: Sequence[tuple[float, float]],
    beats_seconds: Sequence[float],
    downbeats_seconds: Sequence[float],
    *,
    beats_per_bar: int,
    end_seconds: float,
    view: ChartView,
) -> Lines | None:
    """Return the tempo of the grid and the one that is played, with the beats; None without beats.

    ``spans`` are pairs of a time and the tempo from there on.  The tempo played is that of the bar
    around each beat.
    """
    if len(beats_seconds) < 2:  # noqa: PLR2004  — one beat has no tempo
        return None
    seconds, tempi = local_tempo(np.array(beats_seconds), beats_per_bar)
    played = draw_line("played", "BPM", seconds, tempi, view=view)
    beats, are_missing = thin_marks(beats_seconds, view)
    bars, _ = thin_marks(downbeats_seconds, view)
    return Lines(
        lines=[played, _grid_tempo(spans, end_seconds)] if spans else [played],
        beats_seconds=beats,
        downbeats_seconds=bars,
        is_thinned=played.is_thinned or are_missing,
    )


def local_tempo(beats_seconds: Series, beats_per_bar: int) -> tuple[Series, Series]:
    """Return times and the tempo around them in BPM, measured over a bar, or over what there is."""
    size = max(1, min(beats_per_bar, len(beats_seconds) - 1))
    lengths = np.maximum(beats_seconds[size:] - beats_seconds[:-size], 1e-6)
    middles = (beats_seconds[size:] + beats_seconds[:-size]) / 2
    return middles, 60.0 * size / lengths


def draw_blocks(blocks: Sequence[Block], *, value_name: str, view: ChartView) -> Blocks | None:
    """Return what holds when, or None if nothing does at any time."""
    if not blocks:
        return None
    seen, is_thinned = thin_stretches(blocks, view)
    return Blocks(seen, value_name, is_thinned=is_thinned)


def draw_notes(notes: Sequence[Note], *, view: ChartView) -> Notes | None:
    """Return a piano roll, or None if there is no note at any time."""
    if not notes:
        return None
    in_time = sorted(notes, key=lambda one: one.start_seconds)
    seen, is_thinned = thin_stretches(in_time, view)
    return Notes(seen, is_thinned=is_thinned)


def join_blocks(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with equal neighbours of a row made one; values are weighed by time."""
    joined: list[Block] = []
    for block in blocks:
        last = joined[-1] if joined else None
        if last is not None and (last.row, last.label) == (block.row, block.label):
            joined[-1] = _join(last, block)
        else:
            joined.append(block)
    return joined


def plain(values: npt.NDArray[np.floating]) -> list[float]:
    """Return numbers with five significant digits, as documents carry them."""
    return [float(f"{float(value):.5g}") for value in values]


def _join(left: Block, right: Block) -> Block:
    first, second = left.end_seconds - left.start_seconds, right.end_seconds - right.start_seconds
    whole = first + second
    value = (left.value * first + right.value * second) / whole if whole > 0 else left.value
    return replace(left, end_seconds=right.end_seconds, value=round(value, 3))


def _grid_tempo(spans: Sequence[tuple[float, float]], end_seconds: float) -> Line:
    seconds = [start for start, _ in spans] + [max(end_seconds, spans[-1][0])]
    values = [tempo for _, tempo in spans] + [spans[-1][1]]
    return Line("grid", "BPM", seconds, values, is_stepped=True)
