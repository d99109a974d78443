"""Separations in a warm child, as the studio runs them, with what they took."""

import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Self

from app import stems
from app.core.settings import Settings
from app.pipeline import Halt
from app.stems.live import LiveStems
from app.stems.ports import Precision
from jobs.children import ChildWorkshop
from tests.twins import ignore_progress

_LIMIT_SECONDS = 7_200.0
_POLL_SECONDS = 0.02
_KILOBYTE = 1024


@dataclass(frozen=True)
class Done:
    """One separation; ``heard_seconds`` is when its first stems could be heard."""

    report: stems.SeparationReport
    seconds: float
    heard_seconds: float
    peak_bytes: int


class Workroom:
    """One child process; cold at first, warm from then on."""

    def __enter__(self) -> Self:
        """Open the room; the process starts with the first separation."""
        environment = Settings().child_environment()
        self._workshop = ChildWorkshop(environment=environment, idle_seconds=_LIMIT_SECONDS)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process."""
        self._workshop.close()

    def separate(
        self,
        song: Path,
        *,
        folder: Path,
        models: Path,
        model: str,
        precision: Precision = "auto",
    ) -> Done:
        """Separate a song into ``folder``, and return what it took; the peak is the child's."""
        folder.mkdir()
        request = stems.SeparationRequest(
            source=song,
            name=song.name,
            folder=folder,
            engine="demucs",
            model=model,
            models_folder=models,
            weights_url="http://127.0.0.1:9/",
            precision=precision,
        )
        with _Ear(folder) as ear:
            report = self._workshop.perform(
                stems.SEPARATE,
                request,
                pool="demucs",
                report=ignore_progress,
                halt=Halt(),
                limit_seconds=_LIMIT_SECONDS,
            )
            seconds = perf_counter() - ear.start_seconds
        (pid,) = self._workshop.pids["demucs"]
        return Done(report, seconds, ear.heard_seconds or seconds, _read_peak(pid))


class _Ear:
    """Listens for the first stems of a separation."""

    heard_seconds = 0.0

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen)

    def __enter__(self) -> Self:
        self.start_seconds = perf_counter()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _listen(self) -> None:
        while not self._over.wait(_POLL_SECONDS):
            with suppress(stems.MakingEnded):
                live = LiveStems.find(self._folder)
                if live and live.written()[1].frames:
                    self.heard_seconds = perf_counter() - self.start_seconds
                    return


def _read_peak(pid: int) -> int:
    """Return the most memory that a process ever took (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * _KILOBYTE
    return 0
