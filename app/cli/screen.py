"""Both standard streams: results for people or programs on one, everything else on the other."""

import json
import os
import re
import sys
from functools import cache
from pathlib import Path
from typing import Any

from rich.console import Console, RenderableType
from rich.text import Text

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")

OK = "✓"
BAD = "✗"


class Stream(Console):
    """A console that tells when nobody reads it any more."""

    def on_broken_pipe(self) -> None:
        """Raise what happened: the command has to end, in its own way."""
        raise BrokenPipeError


@cache
def out() -> Stream:
    """Return standard output."""
    return Stream(highlight=False, markup=False, emoji=False)


@cache
def err() -> Stream:
    """Return standard error."""
    return Stream(stderr=True, highlight=False, markup=False, emoji=False)


def prepare() -> None:
    """Make both streams take any file name and any title, whatever the terminal's encoding."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace")


def show(result: RenderableType) -> None:
    """Print a result for people."""
    out().print(result)


def line(text: str) -> None:
    """Print one line of a result, never wrapped, so that paths can be copied."""
    out().print(Text(plain(text)), soft_wrap=True)


def say(sentence: str) -> None:
    """Tell people something that is no result."""
    err().print(Text(plain_lines(sentence)), soft_wrap=True)


def complain(sentence: str) -> None:
    """Tell people what went wrong."""
    err().print(Text(plain_lines(sentence), style="red"), soft_wrap=True)


def write_json(document: dict[str, Any]) -> None:
    """Print one object on one line, in ASCII so that every reader gets it, and at once."""
    sys.stdout.write(json.dumps(document, allow_nan=False) + "\n")
    sys.stdout.flush()


def name_of(path: Path) -> str:
    """Return a file's name as text that every database and every child process takes."""
    return os.fsencode(path.name).decode("utf-8", "replace")


def plain(text: str) -> str:
    """Return text from outside without what a terminal would obey."""
    return CONTROL.sub(" ", text)


def plain_lines(text: str) -> str:
    """Return text from outside as :func:`plain` does, its lines kept."""
    return "\n".join(plain(one) for one in text.splitlines())
