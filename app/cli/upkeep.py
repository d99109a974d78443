"""The commands that look after the studio: migrate, doctor, clean, version."""

from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import options, screen
from app.cli.failures import Command

if TYPE_CHECKING:
    from app.core.settings import Settings
    from app.health import Part

PART_IN_ERROR = 6
"""The exit code of a doctor who found something that does not work: something needed is missing."""


def add_to(program: typer.Typer) -> None:
    """Add the commands to the program."""
    program.command(cls=Command)(migrate)
    program.command(cls=Command)(doctor)
    program.command(cls=Command)(clean)
    program.command(cls=Command)(version)


def migrate() -> None:
    """Bring the database up to date."""
    from app.cli.starting import load_settings
    from app.core import database
    from app.core.storage import DiskStore

    settings = load_settings()
    DiskStore(settings.data_folder).prepare()
    database.migrate(settings.database_address)
    screen.say("The database is up to date.")


def doctor(*, as_json: options.Json = False) -> None:
    """Say what works here: database, queue, disk, ffmpeg, weights, device.

    Ends with 0 if nothing is in error (a warning is no error), with 6 otherwise.
    """
    from app.cli.starting import load_settings
    from app.cli.tables import cells, new_table
    from app.health import PartState, worst_state

    parts = _check(load_settings())
    signs = {PartState.OK: screen.OK, PartState.WARNING: "!", PartState.ERROR: screen.BAD}
    table = new_table("", "Part", "State", "What is so")
    for part in parts:
        if as_json:
            screen.write_json(part.model_dump(mode="json"))
        table.add_row(*cells(signs[part.state], part.name, part.state.value, part.detail))
    if not as_json:
        screen.show(table)
    if worst_state(parts) is PartState.ERROR:
        raise typer.Exit(PART_IN_ERROR)


def clean(
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be removed.")
    ] = False,
    caches: Annotated[
        bool,
        typer.Option("--caches", help="Also drop waveforms and copies; they come back on demand."),
    ] = False,
) -> None:
    """Remove old files that nothing in the library knows; nothing that you made is touched."""
    from app import pipeline
    from app.cli.starting import load_settings, open_quietly
    from app.core.units import bytes_to_words
    from app.core.words import plural

    with open_quietly(load_settings()) as studio:
        removed = pipeline.sweep(studio.tools, dry_run=dry_run)
        dropped = pipeline.clear_caches(studio.tools, dry_run=dry_run) if caches else None
    for one in removed:
        screen.line(one.name)
    what = "would be removed" if dry_run else "removed"
    screen.say(f"{plural('{count} file', '{count} files', len(removed))} {what}.")
    for kind in sorted({one.kind for one in removed}):
        sizes = [one.size_bytes for one in removed if one.kind == kind]
        files = plural("{count} file", "{count} files", len(sizes))
        screen.say(f"  {kind}: {files}, {bytes_to_words(sum(sizes))}")
    if dropped is not None:
        files = plural("{count} file", "{count} files", dropped.count)
        screen.say(f"Caches: {files}, {bytes_to_words(dropped.size_bytes)} {what}.")


def version() -> None:
    """Print the version."""
    print_version()


def print_version() -> None:
    """Print the version."""
    from app import __version__

    screen.line(f"sfa {__version__}")


def _check(settings: "Settings") -> "list[Part]":
    from app import health
    from app.cli.starting import open_quietly

    with ExitStack() as opened:
        return health.check_machine(
            lambda: opened.enter_context(open_quietly(settings)).tools, settings
        )
