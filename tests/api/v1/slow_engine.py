"""An engine that writes what a test tells it to, and waits for the test in between."""

import threading

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel

from app.core.work import Report
from app.pipeline import Halt
from app.stems import SeparationReport, SeparationRequest
from app.stems.outlet import StemFiles
from tests.houses import wait_until

SOURCES = ("drums", "bass", "other", "vocals")
RATE_HZ = 44_100
PAGE_FRAMES = 65_536
FRAMES = 2 * PAGE_FRAMES + 1_000


class SlowEngine:
    """A behaviour of the scripted workshop: real stems, span by span, when the test says so."""

    def __init__(self) -> None:
        random = np.random.default_rng(3)
        steps = random.integers(-(1 << 20), 1 << 20, (len(SOURCES), 2, FRAMES))
        self.stems: npt.NDArray[np.float32] = (steps / (1 << 23)).astype(np.float32)
        self.files: StemFiles | None = None
        self._orders: list[tuple[int, int]] = []
        self._changed = threading.Condition()
        self._written = 0

    def write(self, start: int, end: int) -> None:
        """Have a span written, and wait until it was handed over."""
        with self._changed:
            self._orders.append((start, end))
            wanted = len(self._orders)
            self._changed.notify_all()
        wait_until(lambda: self._written >= wanted, "nobody wrote the span")

    def __call__(self, request: BaseModel, report: Report, halt: Halt) -> BaseModel:
        """Separate; whoever cancels is heard between two spans."""
        assert isinstance(request, SeparationRequest)
        self._orders.clear()
        self._written = 0
        with StemFiles(
            request.folder, SOURCES, rate_hz=RATE_HZ, channels=2, frames=FRAMES, recipe=request
        ) as files:
            self.files = files
            left = FRAMES
            while left:
                start, end = self._next(halt)
                part = self.stems[..., start:end]
                files.write(start, part.sum(axis=0), part)
                left -= end - start
                self._written += 1
                report(1 - left / FRAMES, "separating")
        return SeparationReport(
            engine=request.engine,
            model=request.model or "draft",
            device="cpu",
            precision="fp32",
            stems=files.paths,
            residual_db=files.residual_db,
            duration_seconds=files.duration_seconds,
            elapsed_seconds={"total": 0.0},
            quality=files.quality,
        )

    def _next(self, halt: Halt) -> tuple[int, int]:
        with self._changed:
            while len(self._orders) <= self._written:
                halt.check()
                self._changed.wait(0.02)
            return self._orders[self._written]
