"""The commands on lists of other programs: what one has of them, and playlists made of them."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import options, screen
from app.cli.failures import Command
from app.core.errors import InvalidInput, NotFound
from app.core.words import plural

if TYPE_CHECKING:
    from app.boot import Studio
    from app.sources import MatchedList

group = typer.Typer(
    help="Compare lists of other programs with the library; make playlists of them.",
    no_args_is_help=True,
)

File = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help="A CSV table, M3U, PLS, rekordbox.xml, Traktor NML or text."
    ),
]

Names = Annotated[
    list[str] | None,
    typer.Option(
        "--list",
        metavar="NAME",
        help="Only this list of the file, or folder of lists; may be given again.",
        show_default=False,
    ),
]


def add_to(program: typer.Typer) -> None:
    """Add the commands to the program."""
    program.add_typer(group, name="lists")


@group.command(cls=Command)
def match(path: File, *, names: Names = None, as_json: options.Json = False) -> None:
    """Show which tracks of the library the lines of a list mean, and change nothing."""
    from app.cli.matches import document_of, say_summary, table_of
    from app.cli.starting import load_settings, open_quietly

    settings = load_settings()
    _check(path)
    with open_quietly(settings) as studio:
        matched = _match(studio, path, names or [])
    if as_json:
        for one in matched.lines:
            screen.write_json(document_of(one))
    else:
        screen.show(table_of(matched))
    say_summary(matched)


@group.command("import", cls=Command)
def import_file(
    path: File,
    *,
    names: Names = None,
    is_agreed: Annotated[bool, typer.Option("--yes", help="Do not ask before.")] = False,
    with_likely: Annotated[
        bool, typer.Option("--likely", help="Take the best choice where nothing is sure.")
    ] = False,
    with_wanted: Annotated[
        bool,
        typer.Option(
            "--wanted/--known-only",
            help="Add tracks without audio for new lines, or leave those out.",
        ),
    ] = False,
) -> None:
    """Make playlists of the lists in a file, or bring those made of it before up to date."""
    from app import accounts, sources
    from app.cli.matches import say_done, say_summary, table_of
    from app.cli.starting import load_settings, open_quietly

    settings = load_settings()
    _check(path)
    with open_quietly(settings) as studio:
        matched = _match(studio, path, names or [])
        screen.show(table_of(matched))
        say_summary(matched)
        if not (is_agreed or _agree(matched)):
            screen.say("Nothing was changed.")
            return
        with studio.database.transaction() as session:
            done = sources.import_list(
                session,
                matched,
                owner_id=accounts.get_by_email(session, settings.owner_email).id,
                with_likely=with_likely,
                with_wanted=with_wanted,
            )
    say_done(done)


def _match(studio: "Studio", path: Path, names: list[str]) -> "MatchedList":
    """Return what the owner has of a list, or of some of the lists in a file."""
    from app import accounts, sources

    with studio.database.reading() as session, path.open("rb") as opened:
        owner = accounts.get_by_email(session, studio.settings.owner_email)
        matched = sources.match_list(session, opened, name=screen.name_of(path), owner_id=owner.id)
    return sources.choose_lists(matched, names) if names else matched


def _agree(matched: "MatchedList") -> bool:
    """Ask whether to go on."""
    lists = plural("the playlist", "{count} playlists", len(matched.lists))
    try:
        return typer.confirm(f"Make {lists}, or bring up to date what is there?", err=True)
    except typer.Abort:
        if sys.stdin.isatty():
            raise
        raise InvalidInput(
            "Nobody answered, and nothing was changed. Give --yes to import without being asked."
        ) from None


def _check(path: Path) -> None:
    if not path.exists():
        raise NotFound(f"There is no file '{path}'. Name a list.")
    if not path.is_file():
        raise InvalidInput(f"'{path}' is not a file. Name a list, such as a CSV or an M3U8.")
