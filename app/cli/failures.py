"""What goes wrong: one sentence on standard error, and an exit code."""

import os
import sys
import traceback
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand

from app.cli import screen
from app.core.errors import SoundForgeError

EXIT_CODES = (
    (0, "all went well"),
    (1, "something unexpected went wrong"),
    (2, "wrong usage, or a setting that cannot be used"),
    (3, "bad input, such as a file that is no audio"),
    (4, "not found"),
    (5, "a conflict with the present state"),
    (6, "something needed is missing or does not answer"),
    (7, "the disk refused"),
    (8, "cancelled"),
    (9, "an engine crashed"),
    (130, "interrupted; work was given back"),
    (141, "whoever read the output went away"),
)

UNEXPECTED = 1
INTERRUPTED = 130
READER_GONE = 141


class BadSettings(SoundForgeError):
    """A setting cannot be used."""

    exit_code = 2


class Command(TyperCommand):
    """A command whose failures are sentences."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  — Typer's own signature
        """Run the command."""
        with shield():
            return super().invoke(ctx)


@contextmanager
def shield() -> Generator[None, None, None]:
    """Turn whatever goes wrong inside into a sentence and an exit code."""
    try:
        yield
    except typer.Exit:
        raise
    except (KeyboardInterrupt, typer.Abort) as stop:
        screen.say(str(stop) or "Stopped.")
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        _forget_output()
        raise typer.Exit(READER_GONE) from None
    except SoundForgeError as error:
        screen.complain(str(error))
        _show_trace()
        raise typer.Exit(error.exit_code) from None
    except Exception as error:  # noqa: BLE001  — the boundary: no traceback unless it is asked for
        screen.complain(explain(error))
        _show_trace()
        raise typer.Exit(UNEXPECTED) from None


class Tally:
    """Failures among several files: the others are still done, the first in order decides."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._unsettled: dict[Path, None] = {}
        self._first_number = 0
        self._exit_code = 0

    @contextmanager
    def watching(self, paths: Sequence[Path]) -> Generator[None, None, None]:
        """Tell programs of every file that is left over when the command as a whole fails."""
        self._unsettled = dict.fromkeys(paths)
        try:
            yield
        except SoundForgeError as error:
            for path in list(self._unsettled):
                self.note(path, error)
            raise

    def settle(self, path: Path) -> None:
        """Remember that a file came through."""
        self._unsettled.pop(path, None)

    def fail(self, path: Path, error: SoundForgeError) -> None:
        """Say that a file failed, and go on."""
        screen.complain(self.words_for(path, error))
        self.note(path, error)

    def note(self, path: Path, error: SoundForgeError, *, number: int = -1) -> None:
        """Remember that a file failed, and tell programs; ``number`` is its place among all."""
        self.settle(path)
        if not self._exit_code or number < self._first_number:
            self._first_number, self._exit_code = number, error.exit_code
        if self.as_json:
            what = {"type": type(error).__name__, "message": str(error)}
            screen.write_json({"file": str(path), "error": what})

    def words_for(self, path: Path, error: SoundForgeError) -> str:
        """Return the sentence about a failure, with the file's name in it."""
        name, sentence = screen.name_of(path), str(error)
        return sentence if name in sentence else f"{name}: {sentence}"

    def finish(self) -> None:
        """End the command.

        Raises:
            typer.Exit: with the code of the first failure, if there was one.
        """
        if self._exit_code:
            raise typer.Exit(self._exit_code)


def explain(error: Exception) -> str:
    """Return the sentence about an error that nobody expected."""
    what = f"{type(error).__name__}: {error}".strip(": ").splitlines()[0]
    return (
        f"Something unexpected went wrong ({what}). "
        "Set SFA_LOG_LEVEL=debug and run it again to see where, and please report that."
    )


def to_error(kind: str | None, message: str) -> SoundForgeError:
    """Return the error that a job's row tells of."""
    return _kinds().get(kind or "", SoundForgeError)(message)


def _kinds() -> dict[str, type[SoundForgeError]]:
    found: dict[str, type[SoundForgeError]] = {}
    unseen = [SoundForgeError]
    while unseen:
        kind = unseen.pop()
        found[kind.__name__] = kind
        unseen.extend(kind.__subclasses__())
    return found


def _forget_output() -> None:
    """Let the interpreter flush into nothing at its end, where it would complain once more."""
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, sys.stdout.fileno())
    os.close(nothing)


def _show_trace() -> None:
    from pydantic import ValidationError

    from app.core.settings import Settings

    try:
        wanted = Settings().log_level == "debug"
    except ValidationError:
        return
    if wanted:
        traceback.print_exc()
