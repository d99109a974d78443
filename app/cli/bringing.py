"""The command that brings music in: ``sfa import``, for links and for files."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli import options, screen
from app.cli.failures import Command
from app.core.errors import InvalidInput

if TYPE_CHECKING:
    from app.sources import Link

What = Annotated[
    list[str],
    typer.Argument(
        metavar="LINK|FILE",
        help="Links of Spotify's, of pages or of audio files; audio files and folders of them.",
        show_default=False,
    ),
]


class Form(StrEnum):
    """In what form fetched audio is kept."""

    BEST = "best"
    MP3 = "mp3"
    FLAC = "flac"
    OPUS = "opus"
    M4A = "m4a"


def add_to(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command("import", cls=Command)(import_music)


def import_music(  # noqa: PLR0913  — the options of a command
    what: What,
    *,
    download: Annotated[
        bool,
        typer.Option(
            "--download/--only-names", help="Fetch the audio, or put the names into the library."
        ),
    ] = True,
    separate: Annotated[
        bool, typer.Option("--separate/--no-separate", help="Separate stems of what was fetched.")
    ] = True,
    analyse: Annotated[
        bool, typer.Option("--analyse/--no-analyse", help="Analyse what was fetched.")
    ] = True,
    audio: Annotated[Form, typer.Option(help="In what form fetched audio is kept.")] = Form.BEST,
    preset: options.Preset = None,
    engine: options.Engine = None,
    model: options.Model = None,
    as_json: options.Json = False,
) -> None:
    """Bring links and files into the library, and follow them until they are there."""
    from app.cli.choosing import make_wish
    from app.cli.importing import LinkRun, show_link
    from app.cli.processing import process_files
    from app.cli.starting import interruptible, load_settings, open_quietly
    from app.pipeline import ImportWish

    settings = load_settings()
    files, links = _tell_apart(what)
    how = make_wish(preset=preset, engine=engine, model=model)
    wish = ImportWish(download=download, separate=separate, analyse=analyse, audio=audio.value)
    code = 0
    for link in links:
        show_link(link)
    if links:
        with interruptible(), open_quietly(settings) as studio:
            code = LinkRun(studio, as_json=as_json).through(links, wish=wish, how=how)
    if files:
        try:
            process_files(files, wish=how, again=False, out=None, as_json=as_json)
        except typer.Exit as ended:
            code = code or ended.exit_code
    if code:
        raise typer.Exit(code)


def _tell_apart(what: list[str]) -> "tuple[list[Path], list[Link]]":
    """Return the files and the links that are meant; what is there is a file.

    Raises:
        InvalidInput: if one is neither.
    """
    from app import sources

    files: list[Path] = []
    links: list[Link] = []
    for one in what:
        path = Path(one)
        if path.exists():
            files.append(path)
            continue
        found = sources.read_links(one)
        if not found:
            raise InvalidInput(f"'{screen.plain(one)}' is neither a file nor a link. Name one.")
        links += found
    return files, list(dict.fromkeys(links))
