"""How far things are: live bars on a terminal, plain lines anywhere else."""

import re
from types import TracebackType
from typing import Protocol, Self

from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Column
from rich.text import Text

from app.cli import screen

NUMBERS = re.compile(r", [\d:]+ left|[\d.,]+ ?[kMG]?B?")


class Board(Protocol):
    """Where progress is shown; ``key`` tells things of one name apart."""

    def __enter__(self) -> Self:
        """Begin to draw."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Draw no more."""
        ...

    def show(self, key: int, name: str, fraction: float, words: str) -> None:
        """Say how far something is, and what happens to it."""
        ...

    def end(self, key: int, words: str, *, is_well: bool) -> None:
        """Take it off the board, with a last word."""
        ...


def open_board() -> Board:
    """Return the board that fits standard error."""
    return LiveBoard() if screen.err().is_terminal else LineBoard()


class LiveBoard:
    """One bar for each thing that is on its way."""

    def __init__(self) -> None:
        self._tasks: dict[int, TaskID] = {}
        self._progress = Progress(
            TextColumn(
                "{task.fields[name]}",
                markup=False,
                table_column=Column(max_width=32, no_wrap=True, overflow="ellipsis"),
            ),
            BarColumn(24, table_column=Column(min_width=24)),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TextColumn(
                "{task.description}",
                markup=False,
                table_column=Column(no_wrap=True, overflow="ellipsis"),
            ),
            console=screen.err(),
            refresh_per_second=8,
            redirect_stdout=False,
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self._tasks.values():
            self._progress.remove_task(task)
        self._progress.stop()

    def show(self, key: int, name: str, fraction: float, words: str) -> None:
        """Move the bar."""
        if key not in self._tasks:
            self._tasks[key] = self._progress.add_task("", total=1.0, name=screen.plain(name))
        self._progress.update(self._tasks[key], completed=fraction, description=screen.plain(words))

    def end(self, key: int, words: str, *, is_well: bool) -> None:
        """Take the bar away and leave a line above the others."""
        if key in self._tasks:
            self._progress.remove_task(self._tasks.pop(key))
            self._progress.refresh()
        _leave_line(words, is_well=is_well)


class LineBoard:
    """A line whenever something begins to happen; for logs and pipes."""

    def __init__(self) -> None:
        self._said: dict[int, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    def show(self, key: int, name: str, fraction: float, words: str) -> None:
        """Print a line, unless only numbers have changed."""
        del fraction
        said = NUMBERS.sub("", words)
        if words and self._said.get(key) != said:
            self._said[key] = said
            screen.say(f"{screen.plain(name)}: {words}")

    def end(self, key: int, words: str, *, is_well: bool) -> None:
        """Print the last line."""
        self._said.pop(key, None)
        _leave_line(words, is_well=is_well)


def _leave_line(words: str, *, is_well: bool) -> None:
    sign, style = (screen.OK, "green") if is_well else (screen.BAD, "red")
    line = Text.assemble((f"{sign} ", style), screen.plain_lines(words))
    screen.err().print(line, soft_wrap=True)
