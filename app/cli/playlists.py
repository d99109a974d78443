"""The commands on playlists: which there are, and one as a file."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import options, screen
from app.cli.failures import Command
from app.core.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from app.library import PlaylistView

group = typer.Typer(help="Show the owner's playlists; write one as a file.", no_args_is_help=True)

Title = Annotated[str, typer.Argument(help="The playlist's title or id.")]


def add_to(program: typer.Typer) -> None:
    """Add the commands to the program."""
    program.add_typer(group, name="playlists")


@group.command("list", cls=Command)
def show_playlists(*, as_json: options.Json = False) -> None:
    """Show the owner's playlists and crates in their order, each before what lies in it."""
    from app import accounts, library
    from app.cli.starting import load_settings, open_quietly
    from app.cli.tables import cells, new_table
    from app.core.units import seconds_to_words

    settings = load_settings()
    with open_quietly(settings) as studio, studio.database.reading() as session:
        owner = accounts.get_by_email(session, settings.owner_email)
        listed = library.list_playlists(session, owner_id=owner.id)
        found = [
            library.view_playlist(session, one.id, owner_id=owner.id) if one.query else one
            for one in listed
        ]
    table = new_table("Title", "Tracks", "Length", "Query", "Changed")
    depths: dict[UUID, int] = {}
    for one in found:
        if as_json:
            screen.write_json(
                {
                    "id": str(one.id),
                    "title": one.title,
                    "query": one.query,
                    "parent_id": str(one.parent_id) if one.parent_id else None,
                    "count": one.count,
                    "duration_seconds": one.duration_seconds,
                    "created_at": one.created_at.isoformat(),
                    "changed_at": one.changed_at.isoformat(),
                }
            )
            continue
        length = seconds_to_words(one.duration_seconds or 0.0)
        depth = 0 if one.parent_id is None else depths[one.parent_id] + 1
        depths[one.id] = depth
        shown = f"{'  ' * depth}{one.title}"
        changed = f"{one.changed_at:%Y-%m-%d}"
        table.add_row(*cells(shown, str(one.count), length, one.query or "", changed))
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
    called = [one for one in playlists if named in {str(one.id), one.title.casefold()}]
    if called:
        return max(called, key=lambda one: one.changed_at)
    raise NotFound(f"There is no playlist called '{title}'. See 'sfa playlists list'.")
