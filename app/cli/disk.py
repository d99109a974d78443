"""The command on space: what takes it, whose it is, and what is left."""

from typing import TYPE_CHECKING, Any

import typer

from app.cli import options, screen
from app.cli.failures import Command

if TYPE_CHECKING:
    from app.pipeline import DiskUse, MachineUse


def add_to(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command(cls=Command)(disk)


def disk(*, as_json: options.Json = False) -> None:
    """Say what the files of each user take, whoever takes most first, and what is left.

    Originals and stems count against a quota, in the trash too; caches come back on demand.
    """
    from app import pipeline
    from app.cli.starting import load_settings, open_quietly

    with open_quietly(load_settings()) as studio:
        machine = pipeline.measure_machine(studio.tools)
    if as_json:
        for use in machine.users:
            screen.write_json(document_of(use))
        screen.write_json(
            {
                "database_bytes": machine.database_bytes,
                "free_bytes": machine.free_bytes,
                "total_bytes": machine.total_bytes,
            }
        )
        return
    show_uses(machine)


def document_of(use: "DiskUse") -> dict[str, Any]:
    """Return what the files of a user take for programs."""
    return {
        "owner_id": str(use.owner_id),
        "email": use.email,
        "tracks": use.tracks,
        "originals_bytes": use.originals_bytes,
        "stems_bytes": use.stems_bytes,
        "pictures_bytes": use.pictures_bytes,
        "caches_bytes": use.caches_bytes,
        "gone_bytes": use.gone_bytes,
        "used_bytes": use.used_bytes,
        "quota_bytes": use.quota_bytes,
    }


def show_uses(machine: "MachineUse") -> None:
    """Print what everybody's files take."""
    from app.cli.tables import cells, new_table
    from app.core.units import bytes_to_words

    table = new_table("User", "Tracks", "Originals", "Stems", "Caches", "Other", "Quota")
    for use in machine.users:
        other = use.pictures_bytes + use.gone_bytes
        sizes = (use.originals_bytes, use.stems_bytes, use.caches_bytes, other)
        quota = "none" if use.quota_bytes is None else bytes_to_words(use.quota_bytes)
        table.add_row(*cells(use.email, str(use.tracks), *map(bytes_to_words, sizes), quota))
    screen.show(table)
    free, total = bytes_to_words(machine.free_bytes), bytes_to_words(machine.total_bytes)
    database = bytes_to_words(machine.database_bytes)
    screen.say("Other are pictures, and what is in the trash.")
    screen.say(f"The database takes {database}. {free} of {total} are free on the disk.")
