"""A separation that writes what a test tells it to, through the outlet of all engines."""

import threading
from collections.abc import Callable
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import numpy as np
from pydantic import BaseModel

from app import stems
from app.core import audio
from app.core.work import Report, Task
from app.pipeline import Halt
from app.stems.outlet import StemFiles
from tests.houses import wait_until
from tests.twins import Behaviour

SHARES = {"drums": 0.3, "bass": 0.2, "other": 0.1, "vocals": 0.4}
"""What each stem has of the mix: all of it together."""

Act = Callable[[StemFiles], None]


class SlowSeparation:
    """A behaviour of the workshop, for one song: it waits for ``begin``, and for every ``write``.

    ``factor`` makes stems with so many times the frames per second that the song has.
    """

    def __init__(self, *, factor: int = 1) -> None:
        self.files: StemFiles | None = None
        self.rate_hz = 0
        self.frames = 0
        self._factor = factor
        self._entered = threading.Event()
        self._begun = threading.Event()
        self._acts: Queue[Act | None] = Queue()
        self._written: list[tuple[int, int]] = []
        self._ended = threading.Event()

    def __call__(
        self, request: stems.SeparationRequest, report: Report, halt: Halt
    ) -> stems.SeparationReport:
        """Do what the test says until it says that all is done."""
        del report
        self._entered.set()
        try:
            while not self._begun.wait(0.02):
                halt.check()
            return self._separate(request, halt)
        finally:
            self._ended.set()

    @property
    def is_entered(self) -> bool:
        """Say whether the job is at work, though it may wait for ``begin``."""
        return self._entered.is_set()

    @property
    def is_over(self) -> bool:
        """Say whether it has ended, one way or the other."""
        return self._ended.is_set()

    def begin(self) -> None:
        """Start, so that there are live stems with nothing in them."""
        self._begun.set()
        wait_until(lambda: self.files is not None, "it does not begin")

    def write(self, start_seconds: float, end_seconds: float) -> None:
        """Write a part of all stems, as far as it is missing, and wait until it is handed over."""
        self.begin()
        start, end = (round(at * self.rate_hz) for at in (start_seconds, end_seconds))
        self._hand(lambda files: self._write(files, start, min(end, self.frames)))

    def finish(self) -> None:
        """Write the rest, and end well."""
        self.begin()
        self._hand(lambda files: self._write(files, 0, self.frames))
        self._acts.put(None)
        wait_until(self._ended.is_set, "it does not end")

    def fail(self) -> None:
        """End badly."""
        self.begin()

        def collapse(files: StemFiles) -> None:
            del files
            raise stems.BrokenSound("The engine gave numbers that are no sound.")

        self._acts.put(collapse)
        wait_until(self._ended.is_set, "it does not end")

    @property
    def wished_seconds(self) -> float | None:
        """Return from where somebody waits for music."""
        frame = self.files.wished_frame if self.files else None
        return None if frame is None else frame / self.rate_hz

    def _hand(self, act: Act) -> None:
        done = threading.Event()

        def perform(files: StemFiles) -> None:
            act(files)
            done.set()

        self._acts.put(perform)
        wait_until(done.is_set, "it does not write")

    def _separate(self, request: stems.SeparationRequest, halt: Halt) -> stems.SeparationReport:
        song, rate_hz = audio.read(request.source)
        self._song = np.repeat(song, self._factor, axis=1)
        self.rate_hz, self.frames = rate_hz * self._factor, self._song.shape[1]
        with StemFiles(
            request.folder,
            tuple(SHARES),
            rate_hz=self.rate_hz,
            channels=self._song.shape[0],
            frames=self.frames,
            recipe=request,
        ) as files:
            self.files = files
            while (act := self._next(halt)) is not None:
                act(files)
        return self._report(request, files)

    def _next(self, halt: Halt) -> Act | None:
        while True:
            halt.check()
            try:
                return self._acts.get(timeout=0.02)
            except Empty:
                continue

    def _write(self, files: StemFiles, start: int, end: int) -> None:
        for first, last in self._missing(start, end):
            mix = self._song[:, first:last]
            parts = np.stack([mix * np.float32(share) for share in SHARES.values()])
            files.write(first, mix, parts)
            self._written.append((first, last))

    def _missing(self, start: int, end: int) -> list[tuple[int, int]]:
        missing: list[tuple[int, int]] = []
        at = start
        for first, last in sorted(self._written):
            if first >= end:
                break
            if first > at:
                missing.append((at, first))
            at = max(at, last)
        return [*missing, (at, end)] if at < end else missing

    def _report(self, request: stems.SeparationRequest, files: StemFiles) -> stems.SeparationReport:
        return stems.SeparationReport(
            engine=request.engine,
            model=request.model or "draft",
            device="cpu",
            precision="fp32",
            stems=dict(files.paths),
            residual_db=files.residual_db,
            duration_seconds=files.duration_seconds,
            elapsed_seconds={"total": 1.0},
        )


def truly(task: Task[Any, Any]) -> Behaviour:
    """Return a behaviour that does a task as a child would, in this process."""

    def behave(request: BaseModel, report: Report, halt: Halt) -> BaseModel:
        del halt
        return task.perform(request, report)

    return behave


def read_mix(path: Path) -> np.ndarray:
    """Return the left side of a song as players hear it."""
    song, _ = audio.read(path)
    return np.rint(song[0] * 32_768) / 32_768
