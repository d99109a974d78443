"""Programs of ours, started by tests as a user would start them, and ended by force."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from app.core.settings import Settings
from tests.houses import PATIENCE_SECONDS

ROOT = Path(__file__).parents[1]


@contextmanager
def heeding_interrupts() -> Generator[None, None, None]:
    """Have programs that start inside heed SIGINT, even where a script runs all in the background.

    A shell lets such programs ignore it, and they hand that on to the programs they start.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class Program:
    """One ``sfa`` command in its own process; its output goes to a file beside its data."""

    def __init__(self, settings: Settings, *arguments: str) -> None:
        self.arguments = arguments
        self._environment = environment_of(settings)
        self._log = settings.data_folder / f"{arguments[0]}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.is_running:
            self.kill()

    def start(self) -> None:
        """Start the program, which has to be ended."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "app", *self.arguments],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    @property
    def pid(self) -> int:
        """Return the process id."""
        assert self._process is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Say whether it runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def log(self) -> str:
        """Return what it printed."""
        return self._log.read_text(errors="replace")

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """Ask it to end, and return its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(timeout=PATIENCE_SECONDS)

    def children(self) -> list[int]:
        """Return the process ids of the children it has now."""
        return children_of(self.pid)


def environment_of(settings: Settings) -> dict[str, str]:
    """Return an environment in which a program gets these settings, on a free port."""
    outside = {key: value for key, value in os.environ.items() if not key.startswith("SFA_")}  # noqa: TID251  — a child process inherits it
    chosen = {
        f"SFA_{name.upper()}": str(getattr(settings, name))
        for name in settings.model_fields_set
        if name not in {"database_url", "redis_url"}
    }
    if settings.database_url:
        chosen["DATABASE_URL"] = settings.database_url.get_secret_value()
    if settings.redis_url:
        chosen["REDIS_URL"] = settings.redis_url.get_secret_value()
    return {**outside, "SFA_PORT": str(free_port()), **chosen}


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children_of(pid: int) -> list[int]:
    """Return the process ids of the children of a process."""
    found: list[int] = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended while we looked
            stat = (entry / "stat").read_text()
            if int(stat.rpartition(")")[2].split()[1]) == pid:
                found.append(int(entry.name))
    return found


def is_alive(pid: int) -> bool:
    """Say whether a process runs and is no zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
