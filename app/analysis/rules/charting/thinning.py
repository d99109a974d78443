"""As much of a chart as fits on a screen: a part of the time, in a number of columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from app.analysis.rules.charting.shapes import ChartView

Series = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float32]


class Lasting(Protocol):
    """Whatever begins and ends."""

    @property
    def start_seconds(self) -> float:
        """Return when it begins."""
        ...

    @property
    def end_seconds(self) -> float:
        """Return when it ends."""
        ...


Stretch = TypeVar("Stretch", bound=Lasting)


@dataclass(frozen=True)
class Columns:
    """Rows over time after thinning: ``values`` has the shape ``(columns, names)``."""

    first_seconds: float
    step_seconds: float
    values: Matrix


def thin_rows(values: Matrix, step_seconds: float, view: ChartView) -> Columns:
    """Return the rows in sight, neighbours averaged until they fit.

    ``values`` has the shape ``(rows, names)``.  Groups of neighbours begin at multiples of their
    size, so that a picture does not flicker while it is moved.
    """
    first, last = _rows_in(len(values), step_seconds, view)
    size = _group(last - first, view.columns)
    first -= first % size
    seen = values[first:last]
    if size > 1 and len(seen):
        starts = np.arange(0, len(seen), size)
        counts = np.diff(np.append(starts, len(seen)))
        seen = np.add.reduceat(seen, starts, axis=0) / counts[:, None]
    return Columns(first * step_seconds, size * step_seconds, seen.astype(np.float32))


def thin_curve(seconds: Series, values: Series, view: ChartView) -> tuple[Series, Series, bool]:
    """Return the points of a curve in sight, one more on either side, and whether any are left out.

    Where there are too many, every group of neighbours keeps its lowest and its highest point, so
    that no peak is lost.
    """
    first = max(0, int(np.searchsorted(seconds, view.start_seconds, side="right")) - 1)
    last = min(len(seconds), int(np.searchsorted(seconds, view.end_seconds)) + 1)
    half = None if view.columns is None else max(1, view.columns // 2)
    size = _group(last - first, half)
    if size <= 2:  # noqa: PLR2004  — two points are their own lowest and highest
        return seconds[first:last], values[first:last], False
    kept: list[int] = []
    for start in range(first - first % size, last, size):
        group = values[start : start + size]
        kept.extend(sorted({start + int(group.argmin()), start + int(group.argmax())}))
    places = np.array(kept, dtype=np.int64)
    return seconds[places], values[places], True


def thin_marks(seconds: Sequence[float], view: ChartView) -> tuple[list[float], bool]:
    """Return the moments in sight, or none if there are more than columns, and which it was."""
    seen = [one for one in seconds if view.start_seconds <= one <= view.end_seconds]
    is_blur = view.columns is not None and len(seen) > view.columns
    return ([] if is_blur else seen), is_blur


def thin_stretches(stretches: Sequence[Stretch], view: ChartView) -> tuple[list[Stretch], bool]:
    """Return what is in sight at least in part, the longest of it if there is too much."""
    seen = [
        one
        for one in stretches
        if one.end_seconds > view.start_seconds and one.start_seconds < view.end_seconds
    ]
    if view.columns is None or len(seen) <= view.columns:
        return seen, False
    longest = sorted(seen, key=lambda one: one.start_seconds - one.end_seconds)[: view.columns]
    return sorted(longest, key=lambda one: one.start_seconds), True


def _rows_in(count: int, step_seconds: float, view: ChartView) -> tuple[int, int]:
    first = min(max(0, int(view.start_seconds / step_seconds)), count)
    last = min(max(first, int(np.ceil(view.end_seconds / step_seconds))), count)
    return first, last


def _group(count: int, columns: int | None) -> int:
    """Return how many neighbours go together."""
    return 1 if columns is None else max(1, -(-count // columns))
