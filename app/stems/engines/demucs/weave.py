"""Cells become stems: run in any order, added up where they overlap, handed out when final.

A span is final when every cell that covers it has run, of every network and every look.
Only what lies between finished and unfinished cells is kept in memory.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from app.stems.engines.demucs.network import Estimates
from app.stems.engines.demucs.segments import Cell, Look, Tiles

MOST_OPEN_SECONDS = 90.0
"""How much may be unfinished before new wishes have to wait for gaps to close."""


class Weave:
    """The way of a recording through all its cells; a cell is picked once and added once."""

    def __init__(self, looks: Sequence[Look], *, frames: int, rate_hz: int) -> None:
        cells = [look.cell(index) for look in looks for index in range(look.count)]
        # All networks' first segments before anybody's second: the first seconds come early.
        cells.sort(key=lambda cell: (cell.start, cell.look.network))
        self._cells = cells
        self._looks = len(looks)
        self._ends = np.array([cell.end for cell in cells])
        self._waiting = np.ones(len(cells), bool)
        self._tiles = Tiles(cells, frames=frames)
        self._open: dict[int, Estimates] = {}
        self._most_open = int(MOST_OPEN_SECONDS * rate_hz)
        self._cursor = 0

    @property
    def count(self) -> int:
        """Return how many cells there are in all."""
        return len(self._cells)

    @property
    def open_frames(self) -> int:
        """Return how many frames are kept because not all of their cells have run."""
        return sum(kept.shape[-1] for kept in self._open.values())

    def pick(self, most: int, *, wished_frame: int | None = None) -> list[Cell]:
        """Return up to ``most`` cells to run next, all of one kind; none when all were picked.

        They are those that ``wished_frame`` lacks, or else the next ones after the last wish, or
        else the first that are missing.
        """
        self._follow(wished_frame)
        ahead = self._waiting & (self._ends > self._cursor)
        indices: list[int] = np.flatnonzero(ahead if ahead.any() else self._waiting).tolist()
        if not indices:
            return []
        first = self._cells[indices[0]]
        picked: list[Cell] = []
        for index in indices[: most * self._looks]:
            if len(picked) < most and self._cells[index].kind == first.kind:
                picked.append(self._cells[index])
                self._waiting[index] = False
        return picked

    def add(self, cell: Cell, estimates: Estimates) -> Iterator[tuple[int, Estimates]]:
        """Count what a network heard, and yield what became final: where it starts, and the stems.

        ``estimates`` has the length that the network was given, shape
        ``(sources, channels, samples)``.
        """
        scaled = _trim(estimates, cell.end - cell.start) * cell.look.weigh(cell)
        if any(gain != 1 for gain in cell.look.gains):
            scaled *= np.asarray(cell.look.gains, np.float32)[:, None, None]
        run: list[Estimates] = []
        start = 0
        for tile in self._tiles.under(cell):
            first, last = self._tiles.edges[tile], self._tiles.edges[tile + 1]
            final = self._settle(tile, scaled[..., first - cell.start : last - cell.start])
            if final is None:
                yield from _join(start, run)
                run = []
                continue
            start = start if run else first
            run.append(final)
        yield from _join(start, run)

    def _follow(self, wished_frame: int | None) -> None:
        if self.open_frames > self._most_open:
            self._cursor = 0  # closing gaps from the beginning is what frees memory
        elif wished_frame is not None and self._tiles.missing[self._tiles.at(wished_frame)]:
            self._cursor = wished_frame

    def _settle(self, tile: int, part: Estimates) -> Estimates | None:
        """Add a cell's part to a tile, and return the tile if that was the last one."""
        kept = self._open.pop(tile, None)
        total = part if kept is None else kept + part
        self._tiles.missing[tile] -= 1
        if not self._tiles.missing[tile]:
            return total
        # What is kept must not keep the whole cell that it is cut from.
        self._open[tile] = total.copy() if kept is None else total
        return None


def _join(start: int, run: list[Estimates]) -> Iterator[tuple[int, Estimates]]:
    if run:
        yield start, run[0] if len(run) == 1 else np.concatenate(run, axis=-1)


def _trim(estimates: Estimates, samples: int) -> Estimates:
    """Return the middle ``samples`` samples."""
    start = (estimates.shape[-1] - samples) // 2
    return estimates[..., start : start + samples]
