"""Work on files without library and database: straight through a warm child process."""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from app.cli import screen
from app.cli.bars import Board, open_board
from app.cli.choosing import list_files
from app.cli.failures import Tally
from app.cli.starting import interruptible, silence_log
from app.core import audio
from app.core.errors import InvalidInput, NotFound, SoundForgeError
from app.core.settings import Settings
from app.core.work import Report, Task, part_of
from app.pipeline import Halt
from jobs.children import ChildWorkshop

Request = TypeVar("Request", bound=BaseModel)
Response = TypeVar("Response", bound=BaseModel)

LOOKING_SHARE = 0.05
"""How much of the bar the first look at a file takes."""


@dataclass(frozen=True)
class Bench:
    """A place to work: one warm child process, and the bar of the file that is worked on."""

    settings: Settings
    workshop: ChildWorkshop
    pool: str
    report: Report

    def perform(
        self, task: Task[Request, Response], request: Request, *, limit_seconds: float
    ) -> Response:
        """Do a task on a file that has been looked at."""
        report = part_of(self.report, start=LOOKING_SHARE, end=1.0)
        return self._perform(task, request, report=report, limit_seconds=limit_seconds)

    def inspect(self, path: Path) -> audio.Inspection:
        """Look at a whole file, so that what cannot be used is refused before the long work.

        Raises:
            NotFound: if there is no such file.
            InvalidInput: if it is no file, or its name cannot be handed on.
            UnusableAudio: if it is no usable audio.
        """
        _check_path(path)
        request = audio.InspectRequest(
            path=path.absolute(),
            name=screen.name_of(path),
            max_duration_seconds=self.settings.max_track_seconds,
        )
        return self._perform(
            audio.INSPECT,
            request,
            report=part_of(self.report, start=0.0, end=LOOKING_SHARE),
            limit_seconds=self.settings.import_limit_seconds,
        )

    def _perform(
        self,
        task: Task[Request, Response],
        request: Request,
        *,
        report: Report,
        limit_seconds: float,
    ) -> Response:
        return self.workshop.perform(
            task,
            request,
            pool=self.pool,
            report=report,
            halt=Halt(),
            limit_seconds=limit_seconds,
        )


Outcome = TypeVar("Outcome")


def work_on(
    paths: Sequence[Path],
    work: Callable[[Bench, Path], Outcome],
    *,
    settings: Settings,
    pool: str,
    tally: Tally,
    besides: Sequence[Path] = (),
) -> Generator[Outcome, None, None]:
    """Do ``work`` on one file after the other, and yield what came out where it went well."""
    files, empty = list_files(paths, besides=[settings.data_folder, *besides])
    for folder, error in empty:
        tally.fail(folder, error)
    with interruptible(), _open_workshop(settings) as workshop, open_board() as board:
        for number, path in enumerate(files):
            bench = Bench(settings, workshop, pool, _report_to(board, number, path))
            bench.report(0.0, "Looking at the file")
            try:
                outcome = work(bench, path)
            except SoundForgeError as error:
                board.end(number, tally.words_for(path, error), is_well=False)
                tally.note(path, error, number=number)
                continue
            board.end(number, f"{screen.name_of(path)}: done", is_well=True)
            yield outcome


@contextmanager
def _open_workshop(settings: Settings) -> Generator[ChildWorkshop, None, None]:
    if "log_level" not in settings.model_fields_set:
        silence_log()
    workshop = ChildWorkshop(
        environment=settings.child_environment(), idle_seconds=settings.child_idle_seconds
    )
    try:
        yield workshop
    finally:
        workshop.close()


def _report_to(board: Board, number: int, path: Path) -> Report:
    def report(fraction: float, phase: str) -> None:
        board.show(number, screen.name_of(path), fraction, phase)

    return report


def _check_path(path: Path) -> None:
    if not path.exists():
        raise NotFound(f"There is no file '{path}'.")
    if not path.is_file():
        raise InvalidInput(f"'{path}' is not a file. Name audio files, or a folder of them.")
    try:
        str(path.absolute()).encode()
    except UnicodeEncodeError as error:
        raise InvalidInput(
            f"The name of '{screen.name_of(path)}' is not written in UTF-8. Rename the file."
        ) from error
