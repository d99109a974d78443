"""Tasks that tests give to children."""

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from app.core import audio
from app.core.audio import Inspection, InspectRequest
from app.core.work import Report
from app.pipeline import Halt
from jobs.children import ChildWorkshop
from tests.houses import PATIENCE_SECONDS, wait_until
from tests.jobs.machinery import (
    group_of,
)
from tests.twins import ignore_progress

LONG_SECONDS = 600.0


def look_at(
    workshop: ChildWorkshop,
    path: Path,
    *,
    pool: str = "audio",
    report: Report = ignore_progress,
    halt: Halt | None = None,
    limit_seconds: float = LONG_SECONDS,
) -> Inspection:
    """Have a child look at a file."""
    return workshop.perform(
        audio.INSPECT,
        InspectRequest(path=path, name=path.name, max_duration_seconds=1e12),
        pool=pool,
        report=report,
        halt=halt or Halt(),
        limit_seconds=limit_seconds,
    )


def open_descriptors() -> set[str]:
    """Return the descriptors that are open here, but for the one that looks."""
    return {entry.name for entry in Path("/proc/self/fd").iterdir() if entry.exists()}


class Busy:
    """A child that does not come to an end, and the thread that waits for it."""

    def __init__(self, workshop: ChildWorkshop, path: Path, *, processes: int) -> None:
        self.halt = Halt()
        self._thread = ThreadPoolExecutor(1)
        self._done: Future[Inspection] = self._thread.submit(
            look_at, workshop, path, halt=self.halt
        )
        wait_until(lambda: bool(workshop.pids), "no child was started")
        ((self.pid,),) = workshop.pids.values()
        wait_until(lambda: len(group_of(self.pid)) == processes, "the child did not get to work")

    def end(self) -> BaseException | None:
        """Wait for the end and return how it came."""
        error = self._done.exception(timeout=PATIENCE_SECONDS)
        self._thread.shutdown()
        return error
