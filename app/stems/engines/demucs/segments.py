"""A recording cut into cells, as ``demucs.apply.apply_model`` cuts it, to be run in any order.

A look is one network's way through the whole: segments of the network's own length, a stride
apart. The numbers are those of ``apply_model(split=True, shifts=0, transition_power=1)``; a look
with a shift starts that much before the recording, as Demucs's shift trick does it.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

SHIFT_SECONDS = 0.5
"""How far the trick moves the segments at the most."""

Weights = npt.NDArray[np.float32]
"""How much of each sample of a segment counts, shape ``(samples,)``."""


@dataclass(frozen=True)
class Look:
    """One network's segments at one shift; ``gains`` is its share of every source."""

    network: int
    segment: int
    stride: int
    shift: int
    frames: int
    gains: tuple[float, ...]
    pad_to: Callable[[int], int] = field(default=int, compare=False)
    """Return the length that the network wants to be given for a length."""

    @property
    def count(self) -> int:
        """Return how many segments there are."""
        return -(-(self.frames + self.shift) // self.stride)

    def cell(self, index: int) -> "Cell":
        """Return the segment of that number."""
        start = index * self.stride - self.shift
        return Cell(self, start, min(start + self.segment, self.frames))

    def weigh(self, cell: "Cell") -> Weights:
        """Return the share that each sample of ``cell`` has beside the segments around it."""
        rising = triangle(self.segment)
        length = cell.end - cell.start
        total = np.zeros(length, np.float32)
        reach = -(-self.segment // self.stride)
        own = (cell.start + self.shift) // self.stride
        for index in range(max(own - reach, 0), min(own + reach, self.count - 1) + 1):
            first = self.cell(index).start - cell.start
            left, right = max(first, 0), min(first + self.segment, length)
            if left < right:
                total[left:right] += rising[left - first : right - first]
        return rising[:length] / total


@dataclass(frozen=True)
class Cell:
    """One segment of one look: the frames that it speaks of, before the beginning perhaps."""

    look: Look
    start: int
    end: int

    @property
    def wanted(self) -> tuple[int, int]:
        """Return the frames that the network wants to hear for it, beyond the ends perhaps."""
        length = self.end - self.start
        wanted = self.look.pad_to(length)
        start = self.start - (wanted - length) // 2
        return start, start + wanted

    @property
    def kind(self) -> tuple[int, int]:
        """Return what cells must share to be run at once: the network and what it is given."""
        start, end = self.wanted
        return self.look.network, end - start


@dataclass(frozen=True)
class Part:
    """What a network of a bag brings into the looks at a recording."""

    segment: int
    weights: tuple[float, ...]
    pad_to: Callable[[int], int] = int


def plan_looks(
    parts: Sequence[Part], *, frames: int, rate_hz: int, overlap: float, shifts: int
) -> list[Look]:
    """Return the looks of every network: one, and ``shifts`` more that are spread evenly."""
    totals = np.sum([part.weights for part in parts], axis=0)
    furthest = int(SHIFT_SECONDS * rate_hz)
    return [
        Look(
            network=index,
            segment=part.segment,
            stride=max(int((1 - overlap) * part.segment), 1),
            shift=furthest * number // (shifts + 1),
            frames=frames,
            gains=tuple(np.asarray(part.weights) / totals / (shifts + 1)),
            pad_to=part.pad_to,
        )
        for index, part in enumerate(parts)
        for number in range(shifts + 1)
    ]


class Tiles:
    """The recording between all edges of all cells: every tile is covered as a whole or not."""

    def __init__(self, cells: Sequence[Cell], *, frames: int) -> None:
        edges = {edge for cell in cells for edge in (max(cell.start, 0), cell.end)}
        self.edges = sorted(edges | {0, frames})
        changes = np.zeros(len(self.edges), np.int64)
        for cell in cells:
            tiles = self.under(cell)
            changes[tiles.start] += 1
            changes[tiles.stop] -= 1
        self.missing = changes.cumsum()[:-1]
        """How many of its cells have not run, by tile."""

    def under(self, cell: Cell) -> range:
        """Return the tiles that a cell covers."""
        return range(bisect_left(self.edges, max(cell.start, 0)), bisect_left(self.edges, cell.end))

    def at(self, frame: int) -> int:
        """Return the tile that a frame is in."""
        return min(max(bisect_left(self.edges, frame + 1) - 1, 0), len(self.missing) - 1)


@lru_cache(maxsize=8)
def triangle(samples: int) -> Weights:
    """Return weights that rise to 1 in the middle of a segment and fall again; read-only."""
    rise = np.arange(1, samples // 2 + 1)
    fall = np.arange(samples - samples // 2, 0, -1)
    weights = (np.concatenate([rise, fall]) / fall[0]).astype(np.float32)
    weights.flags.writeable = False
    return weights
