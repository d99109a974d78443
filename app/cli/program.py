"""The program ``sfa``: its commands and its help."""

from typing import Annotated

import typer

from app.cli import (
    bringing,
    comparing,
    disk,
    duplicates,
    lists,
    models,
    playlists,
    roots,
    screen,
    songs,
    studio,
    upkeep,
    users,
)
from app.cli.failures import EXIT_CODES

EPILOG = "Exit codes: " + "; ".join(f"{code} {words}" for code, words in EXIT_CODES) + "."

program = typer.Typer(
    name="sfa",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=EPILOG,
)
songs.add_to(program)
bringing.add_to(program)
models.add_to(program)
lists.add_to(program)
comparing.add_to(program)
duplicates.add_to(program)
playlists.add_to(program)
roots.add_to(program)
studio.add_to(program)
users.add_to(program)
disk.add_to(program)
upkeep.add_to(program)


def _print_version(asked: bool) -> None:  # noqa: FBT001  — Typer hands over the option's value
    if asked:
        upkeep.print_version()
        raise typer.Exit


@program.callback()
def start(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", is_eager=True, callback=_print_version
        ),
    ] = False,
) -> None:
    """Sound Forge Alchemy: take music apart and learn what is in it."""
    del version


def run() -> None:
    """Run the command that the arguments name; ends the process."""
    screen.prepare()
    program(prog_name="sfa")
