"""``sfa compare``: are two files the same recording?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import options, screen
from app.cli.failures import Command
from app.core.errors import NotFound

if TYPE_CHECKING:
    from app.sources import Likeness

WORDS = {
    "same": "the same recording",
    "version": "versions of one piece: another mix, master or part of it",
    "other": "different recordings",
}

HEARD_SECONDS = 0.1
"""A smaller lead-in is not worth telling."""

File = Annotated[Path, typer.Argument(help="An audio file.", show_default=False)]


def add_to(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command("compare", cls=Command)(compare)


def compare(first: File, second: File, *, as_json: options.Json = False) -> None:
    """Say whether two files hold the same recording, whatever their format, level and lead-in."""
    from app import sources

    for path in (first, second):
        if not path.is_file():
            raise NotFound(f"There is no file '{path}'.")
    found = sources.compare_files(first, second)
    if as_json:
        screen.write_json(
            {
                "kinship": found.kinship.value,
                "difference": round(found.difference, 4),
                "lead_in_seconds": round(found.lead_in_seconds, 3),
            }
        )
        return
    alike = f"{100 * (1 - found.difference):.0f} % of what can be compared agrees"
    screen.line(f"These are {WORDS[found.kinship.value]}: {alike}{_tell_lead_in(found)}.")


def _tell_lead_in(found: "Likeness") -> str:
    if found.kinship.value != "same" or abs(found.lead_in_seconds) < HEARD_SECONDS:
        return ""
    order = "later" if found.lead_in_seconds > 0 else "earlier"
    return f"; the music of the second begins {abs(found.lead_in_seconds):.1f} s {order}"
