"""Our own loop: picks cells, lets the network run, and hands on what is final meanwhile."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from app.core.units import Audio
from app.stems.engines.demucs.loading import Bag
from app.stems.engines.demucs.network import Estimates, Runner
from app.stems.engines.demucs.segments import Cell, Part, plan_looks
from app.stems.engines.demucs.weave import Weave
from app.stems.ports import Recipe, Stopwatch
from app.stems.recording import Recording
from app.stems.rules.summing import fit_full_scale


class Outlet(Protocol):
    """Where final spans go, in any order; see :class:`app.stems.outlet.StemFiles`."""

    @property
    def wished_frame(self) -> int | None:
        """Return a frame that somebody waits for."""
        ...

    def write(self, start: int, mix: Audio, stems: Estimates) -> None:
        """Take a span, and wait if there is no room for it yet."""
        ...


@dataclass(frozen=True)
class Batch:
    """Cells that the network is at work on."""

    cells: Sequence[Cell]
    estimates: Future[list[Estimates]]


class Loop:
    """The separation of one recording.

    While a network runs in a thread of its own, the spans before it are added up and handed on.
    """

    def __init__(self, recording: Recording, bag: Bag, runner: Runner, recipe: Recipe) -> None:
        self._recording = recording
        self._bag = bag
        self._runner = runner
        self._weave = _plan(recording, bag, recipe)
        self._at_once = 1
        self._wished_frame: int | None = None

    @property
    def count(self) -> int:
        """Return how often a network runs in all."""
        return self._weave.count

    def run(self, outlet: Outlet, watch: Stopwatch, *, done: Callable[[int], None]) -> None:
        """Separate everything, wishes first; ``done`` is told how many more runs are over.

        Raises:
            Unavailable: if memory does not suffice.
        """
        with ThreadPoolExecutor(1, thread_name_prefix="network") as thread:
            batch = self._start(thread, outlet.wished_frame)
            while batch is not None:
                estimates = batch.estimates.result()
                following = self._start(thread, outlet.wished_frame)
                for cell, estimate in zip(batch.cells, estimates, strict=True):
                    for start, stems in self._weave.add(cell, estimate):
                        mix = self._recording.read(start, start + stems.shape[-1])
                        with watch.phase("encode"):
                            outlet.write(start, mix, self._finish(stems))
                done(len(batch.cells))
                batch = following

    def _start(self, thread: ThreadPoolExecutor, wished_frame: int | None) -> Batch | None:
        """Let the network begin with the next cells: few at first, so that they are there soon."""
        is_new = wished_frame is not None and wished_frame != self._wished_frame
        self._wished_frame = wished_frame
        self._at_once = 1 if is_new else min(self._at_once, self._runner.most_at_once)
        cells = self._weave.pick(self._at_once, wished_frame=wished_frame)
        if not cells:
            return None
        self._at_once *= 2
        network = self._bag.networks[cells[0].look.network]
        chunks = np.stack([self._recording.read_normal(*cell.wanted) for cell in cells])
        return Batch(cells, thread.submit(self._runner.run, network, chunks))

    def _finish(self, stems: Estimates) -> Estimates:
        """Give the stems the level of the recording, and full scale at the most."""
        level = self._recording.level
        return fit_full_scale(stems * np.float32(level.spread) + np.float32(level.mean))


def _plan(recording: Recording, bag: Bag, recipe: Recipe) -> Weave:
    parts = [
        Part(
            segment=int(bag.rate_hz * network.segment),
            weights=weights,
            pad_to=getattr(network, "valid_length", int),
        )
        for network, weights in zip(bag.networks, bag.weights, strict=True)
    ]
    looks = plan_looks(
        parts,
        frames=recording.frames,
        rate_hz=bag.rate_hz,
        overlap=recipe.overlap,
        shifts=recipe.shifts,
    )
    return Weave(looks, frames=recording.frames, rate_hz=bag.rate_hz)
