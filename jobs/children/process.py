"""One child process, seen from its parent."""

import os
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack, suppress
from time import monotonic
from typing import IO

from app.core.errors import EngineCrashed
from jobs.children.lines import Line, Order, read_line, write_line
from jobs.children.priority import give_way

POLL_SECONDS = 0.1
"""How often a silent child's supervisor looks whether it has to stop it."""

GRACE_SECONDS = 1.0
"""Time between the end of a child's last words and that of the child itself."""

DYING_SECONDS = 10.0
"""Time a killed process gets to be gone; one that hangs in a dead network disk needs forever."""

REASON_LENGTH = 500
TAIL_BYTES = 65_536
CHUNK_BYTES = 65_536


class Child:
    """A warm process that does one task at a time; whoever holds it may use it, nobody else."""

    def __init__(self, pool: str, *, environment: Mapping[str, str]) -> None:
        """Start the process.

        Raises:
            EngineCrashed: if the system does not allow one more.
        """
        self.pool = pool
        self.idle_since = monotonic()
        self._buffer = b""
        self._gate = threading.Lock()
        try:
            self._errors, self._lifeline, self._process = _start(environment)
        except OSError as error:
            raise EngineCrashed(
                f"The engine could not be started ({error.strerror}). "
                "Close other programs, then try again."
            ) from error

    @property
    def pid(self) -> int:
        """Return the process id, which is that of its group too."""
        return self._process.pid

    @property
    def is_ready(self) -> bool:
        """Say whether an idle child can take an order: it lives, and says nothing unasked."""
        return not self._buffer and not self._has_said_something(0)

    def order(self, order: Order) -> None:
        """Give the child something to do.

        Raises:
            EngineCrashed: if it is dead.
        """
        # The position in the file is shared with the child: without going back to the start, its
        # next words would stand behind a hole as long as all that it ever said.
        os.ftruncate(self._errors.fileno(), 0)
        os.lseek(self._errors.fileno(), 0, os.SEEK_SET)
        assert self._process.stdin is not None  # noqa: S101  — it was opened as a pipe
        try:
            self._process.stdin.write(write_line(order))
            self._process.stdin.flush()
        except OSError as error:
            raise self._crashed() from error

    def listen(self, check: Callable[[], None]) -> Line:
        """Return the next thing the child says; ``check`` is called before, and while it is silent.

        Raises:
            EngineCrashed: if it ends, or says what is not our language.
        """
        check()
        while b"\n" not in self._buffer:
            chunk = self._read()
            if chunk == b"":
                raise self._crashed()
            self._buffer += chunk or b""
            check()
        line, _, self._buffer = self._buffer.partition(b"\n")
        try:
            return read_line(line)
        except ValueError as error:
            raise EngineCrashed("The engine answered with something unreadable.") from error

    def end(self) -> None:
        """End the child and everything it started, at once; for threads that do not hold it."""
        with self._gate:
            if self._process.returncode is None:  # else its number may be somebody else's by now
                self._kill_group()

    def kill(self) -> None:
        """End the child and let go of everything that belongs to it."""
        self.end()
        with self._gate, suppress(subprocess.TimeoutExpired):
            self._process.wait(DYING_SECONDS)
        for stream in (self._process.stdin, self._process.stdout, self._errors, self._lifeline):
            with suppress(OSError):  # what was still in the pipe of a dead process is lost
                if stream is not None:
                    stream.close()

    def _read(self) -> bytes | None:
        """Return bytes, ``b""`` at the end, None if nothing came for a moment."""
        if not self._has_said_something(POLL_SECONDS):
            return None
        return os.read(self._output.fileno(), CHUNK_BYTES)

    def _has_said_something(self, patience_seconds: float) -> bool:
        with selectors.DefaultSelector() as selector:
            selector.register(self._output, selectors.EVENT_READ)
            return bool(selector.select(patience_seconds))

    @property
    def _output(self) -> IO[bytes]:
        assert self._process.stdout is not None  # noqa: S101  — it was opened as a pipe
        return self._process.stdout

    def _crashed(self) -> EngineCrashed:
        with self._gate:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(GRACE_SECONDS)
            self._kill_group()  # what it started, such as ffmpeg, would outlive it
            code = self._process.wait()
        if code == -signal.SIGKILL:
            return EngineCrashed(
                "The engine was killed by the system, most likely because memory ran out. "
                "Close other programs or take a smaller model, then try again."
            )
        if code < 0:
            return EngineCrashed(f"The engine crashed ({signal.Signals(-code).name}).")
        return EngineCrashed(f"The engine ended with code {code}: {self._last_words()}")

    def _kill_group(self) -> None:
        with suppress(ProcessLookupError, PermissionError):  # macOS: only zombies are left
            os.killpg(self._process.pid, signal.SIGKILL)

    def _last_words(self) -> str:
        descriptor = self._errors.fileno()
        start = max(0, os.fstat(descriptor).st_size - TAIL_BYTES)
        said = os.pread(descriptor, TAIL_BYTES, start).decode(errors="replace")
        lines = said.strip().splitlines()
        return lines[-1][-REASON_LENGTH:] if lines else "it gave no reason."


def _start(
    environment: Mapping[str, str],
) -> tuple[IO[bytes], IO[bytes], "subprocess.Popen[bytes]"]:
    """Return where its errors go, the lifeline that ends it when we end, and the process."""
    with ExitStack() as undo:
        # Errors go to a file: of two pipes that are read in turn, one would fill and block.
        errors = undo.enter_context(tempfile.TemporaryFile())
        theirs, ours = os.pipe()
        lifeline = undo.enter_context(os.fdopen(ours, "wb", buffering=0))
        try:
            process = subprocess.Popen(
                # Without -P, a folder called app or jobs where the user happens to be would win.
                [sys.executable, "-P", "-m", "jobs.children", str(theirs)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=dict(environment),
                pass_fds=[theirs],
                start_new_session=True,
            )
        finally:
            os.close(theirs)
        undo.pop_all()
    give_way(process.pid)  # from here, so that its imports do so too
    return errors, lifeline, process
