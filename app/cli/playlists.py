"""The commands on playlists: which there are, and one as a file."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import options, screen
from app.cli.failures import Command
from app.core.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.library import PlaylistView

group = typer.Typer(help="Show the owner's playlists; write one as a file.", no_args_is_help=True)

Title = Annotated[str, typer.Argument(help="The playlist's title or id.")]


def add_to(program: typer.Typer) -> None:
    """Add the commands to the program."""
    program.add_typer(group, name="playlists")


@group.command("list", cls=Command)
def show_playlists(*, as_json: options.Json = False) -> None:
    """Show the owner's playlists, the last changed first."""
    from app import accounts, library
    from app.cli.starting import load_settings, open_quietly
    from app.cli.tables import cells, new_table
    from app.core.units import seconds_to_words

    settings = load_settings()
    with open_quietly(settings) as studio, studio.database.reading() as session:
        owner = accounts.get_by_email(session, settings.owner_email)
        found = library.list_playlists(session, owner_id=owner.id)
    table = new_table("Title", "Tracks", "Length", "Changed")
    for one in found:
        if as_json:
            screen.write_json(
                {
                    "id": str(one.id),
                    "title": one.title,
                    "count": one.count,
                    "duration_seconds": one.duration_seconds,
                    "created_at": one.created_at.isoformat(),
                    "changed_at": one.changed_at.isoformat(),
                }
            )
            continue
        length = seconds_to_words(one.duration_seconds)
        table.add_row(*cells(one.title, str(one.count), length, f"{one.changed_at:%Y-%m-%d}"))
    if not as_json:
        screen.show(table)


@group.command(cls=Command)
def export(
    title: Title,
    *,
    format_name: Annotated[
        str, typer.Option("--format", help="What to write: m3u8 or text.")
    ] = "m3u8",
) -> None:
    """Write a playlist to standard output, naming its tracks as their originals are saved."""
    from app import accounts, exports, library
    from app.cli.starting import load_settings, open_quietly

    settings = load_settings()
    with open_quietly(settings) as studio, studio.database.reading() as session:
        owner = accounts.get_by_email(session, settings.owner_email)
        wanted = _find(library.list_playlists(session, owner_id=owner.id), title)
        file = exports.write_playlist(
            session, wanted.id, format_name=format_name, owner_id=owner.id
        )
    for row in file.text.splitlines():
        screen.line(row)


def _find(playlists: "Sequence[PlaylistView]", title: str) -> "PlaylistView":
    """Return the playlist of this id or title; of several with one title, the last changed."""
    named = title.casefold()
    for one in playlists:
        if named in {str(one.id), one.title.casefold()}:
            return one
    raise NotFound(f"There is no playlist called '{title}'. See 'sfa playlists list'.")
