"""The commands on folders of the server: which belong to a library, and what is in them."""

import sys
import threading
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli import options, screen
from app.cli.failures import Command
from app.core.errors import InvalidInput
from app.core.words import plural

if TYPE_CHECKING:
    from app.pipeline import Looked
    from app.sources import RootView

group = typer.Typer(
    help="Name folders of this machine whose music belongs to a library.", no_args_is_help=True
)

Named = Annotated[str, typer.Argument(metavar="FOLDER", help="The folder's name, path or id.")]


class Kind(StrEnum):
    """What is done with the files of a folder."""

    WATCHED = "watched"
    IN_PLACE = "in-place"


def add_to(program: typer.Typer) -> None:
    """Add the commands to the program."""
    program.add_typer(group, name="roots")


@group.command(cls=Command)
def add(
    path: Annotated[Path, typer.Argument(help="The folder.")],
    *,
    email: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="EMAIL",
            help="Whose library the music belongs to; the owner's if not given.",
            show_default=False,
        ),
    ] = None,
    kind: Annotated[
        Kind, typer.Option(help="Copy files in as they come, or play them where they lie.")
    ] = Kind.WATCHED,
    name: Annotated[
        str, typer.Option(help="What it is called; its own name if not given.", show_default=False)
    ] = "",
) -> None:
    """Let the music of a folder belong to a library; the folder is only ever read."""
    from app import accounts, sources
    from app.cli.starting import load_settings, open_quietly

    settings = load_settings()
    with open_quietly(settings) as studio, studio.database.transaction() as session:
        owner = accounts.get_by_email(session, email or settings.owner_email)
        root = sources.add_root(
            session,
            settings,
            str(path.expanduser().absolute()),
            owner_id=owner.id,
            kind=sources.RootKind(kind.name.lower()),
            name=name,
        )
    screen.say(f"The folder '{root.name}' belongs to the library of {owner.email}.")
    screen.say("A running studio looks into it by itself; 'sfa roots scan' does so now.")


@group.command("list", cls=Command)
def show_roots(*, as_json: options.Json = False) -> None:
    """Show the folders, and how many of their files are tracks."""
    from app import sources
    from app.cli.starting import load_settings, open_quietly
    from app.cli.tables import cells, new_table

    with open_quietly(load_settings()) as studio, studio.database.reading() as session:
        roots = sources.view_roots(session)
    table = new_table("Name", "Kind", "Library of", "Files", "Tracks", "Missing", "No track")
    for root in roots:
        if as_json:
            screen.write_json(_document_of(root))
            continue
        counts = root.counts
        kind = root.kind.value.replace("_", "-") + (", paused" if root.is_paused else "")
        numbers = (counts.files, counts.tracks, counts.missing, counts.faulty)
        table.add_row(*cells(root.name, kind, root.owner_email, *map(str, numbers)))
    if not as_json:
        screen.show(table)
        for root in roots:
            screen.line(f"{root.name}: {root.path}")
            if root.fault:
                screen.say(root.fault)


@group.command(cls=Command)
def scan(named: Named, *, as_json: options.Json = False) -> None:
    """Look into a folder now; what is new is brought in by the studio that runs."""
    from app import pipeline, sources
    from app.cli.starting import interruptible, load_settings, open_quietly

    with interruptible(), open_quietly(load_settings()) as studio:
        with studio.database.reading() as session:
            root = sources.find_root(session, named)
        looked = pipeline.look_now(studio.tools, root.id, stop=threading.Event())
        with studio.database.reading() as session:
            troubled = sources.list_troubled_files(session, root.id)
    if looked.fault and not looked.files:
        raise InvalidInput(looked.fault)
    if as_json:
        screen.write_json({"id": str(root.id), "name": root.name, **_counts_of(looked)})
        return
    for file in troubled:
        screen.line(f"{file.path}: {file.fault or 'The file is missing.'}")
    _say_looked(looked)


@group.command(cls=Command)
def pause(named: Named) -> None:
    """Look into a folder no more; its tracks stay."""
    name = _set_paused(named, is_paused=True)
    screen.say(f"The folder '{name}' is paused. 'sfa roots resume' undoes that.")


@group.command(cls=Command)
def resume(named: Named) -> None:
    """Look into a paused folder again."""
    name = _set_paused(named, is_paused=False)
    screen.say(f"The folder '{name}' is looked into again.")


@group.command(cls=Command)
def remove(
    named: Named,
    *,
    is_agreed: Annotated[bool, typer.Option("--yes", help="Do not ask before.")] = False,
) -> None:
    """Forget a folder: tracks that lie only there go to the trash, and its files stay."""
    from app import sources
    from app.cli.starting import load_settings, open_quietly

    with open_quietly(load_settings()) as studio:
        with studio.database.reading() as session:
            root = sources.find_root(session, named)
        if not (is_agreed or _agree(root.name, stays=root.kind is sources.RootKind.IN_PLACE)):
            screen.say("Nothing was changed.")
            return
        with studio.database.transaction() as session:
            count = sources.remove_root(session, studio.media, root.id)
    tracks = plural("{count} track is", "{count} tracks are", count)
    screen.say(f"The folder '{root.name}' is forgotten; {tracks} in the trash. Its files stay.")


def _set_paused(named: str, *, is_paused: bool) -> str:
    from app import sources
    from app.cli.starting import load_settings, open_quietly

    with open_quietly(load_settings()) as studio, studio.database.transaction() as session:
        root = sources.find_root(session, named)
        return sources.pause_root(session, root.id, is_paused=is_paused).name


def _agree(name: str, *, stays: bool) -> bool:
    what = "Its tracks go to the trash, and its files stay" if stays else "Its tracks stay"
    try:
        return typer.confirm(f"Forget the folder '{name}'? {what}.", err=True)
    except typer.Abort:
        if sys.stdin.isatty():
            raise
        raise InvalidInput(
            "Nobody answered, and nothing was changed. Give --yes to remove without being asked."
        ) from None


def _say_looked(looked: "Looked") -> None:
    files = plural("{count} audio file", "{count} audio files", looked.files)
    screen.say(
        f"{files}: {looked.started} brought in, {looked.left} wait for their turn, "
        f"{looked.waiting} still being written, {looked.missing} went missing, "
        f"{looked.back} came back."
    )
    if looked.fault:
        screen.say(looked.fault)
    if looked.started:
        screen.say("The running studio works on them; 'sfa serve' starts one.")


def _counts_of(looked: "Looked") -> dict[str, Any]:
    return {
        "files": looked.files,
        "started": looked.started,
        "left": looked.left,
        "being_written": looked.waiting,
        "missing": looked.missing,
        "back": looked.back,
        "fault": looked.fault,
    }


def _document_of(root: "RootView") -> dict[str, Any]:
    return {
        "id": str(root.id),
        "name": root.name,
        "path": root.path,
        "kind": root.kind.value,
        "owner_email": root.owner_email,
        "is_paused": root.is_paused,
        "scanned_at": root.scanned_at and root.scanned_at.isoformat(),
        "fault": root.fault,
        "files": root.counts.files,
        "tracks": root.counts.tracks,
        "missing": root.counts.missing,
        "faulty": root.counts.faulty,
    }
