"""``sfa duplicates``: which tracks are the same recording."""

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from app.cli import options, screen
from app.cli.failures import Command
from app.core.words import plural

if TYPE_CHECKING:
    from app.boot import Studio
    from app.library import Track
    from app.sources import Duplicate

PAGE = 500


def add_to(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command(cls=Command)(duplicates)


def duplicates(
    *,
    make: Annotated[
        bool,
        typer.Option(
            "--make", help="Listen first to all tracks that were not compared with the others."
        ),
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Show which tracks of the library are the same recording, whatever their files."""
    from app import accounts, sources
    from app.cli.starting import interruptible, load_settings, open_quietly
    from app.cli.tables import cells, new_table

    settings = load_settings()
    table = new_table("Newer", "", "Older", "", "Agrees")
    total = 0
    with open_quietly(settings) as studio:
        with studio.database.reading() as session:
            owner_id = accounts.get_by_email(session, settings.owner_email).id
        if make:
            with interruptible():
                _listen(studio, owner_id)
        with studio.database.reading() as session:
            unheard = sources.count_unheard(session, owner_id=owner_id)
            found = sources.list_duplicates(session, owner_id=owner_id, count=1_000_000)
    for one in found.rows:
        total += 1
        if as_json:
            screen.write_json(_document_of(one))
            continue
        agrees = f"{1 - one.difference:.0%}"
        words = (*_words_of(one.newer), *_words_of(one.older), agrees)
        table.add_row(*cells(*words))
    if not as_json:
        screen.show(table)
    pairs = plural("{count} recording is", "{count} recordings are", total)
    screen.say(f"{pairs} there twice.")
    if unheard:
        tracks = plural("{count} track was", "{count} tracks were", unheard)
        screen.say(f"{tracks} not compared with the others yet; --make listens to them now.")


def _listen(studio: "Studio", owner_id: UUID) -> None:
    """Listen to the owner's tracks until none is left that can be listened to."""
    from app import pipeline, sources

    tools, tried = studio.tools, set[UUID]()
    perform = partial(
        tools.workshop.perform,
        pool="analysis",
        report=_tell_nobody,
        halt=pipeline.Halt(),
        limit_seconds=studio.settings.analysis_limit_seconds,
    )
    while True:
        with studio.database.reading() as session:
            waiting = sources.list_unheard(session, count=PAGE, owner_id=owner_id)
        waiting = [one for one in waiting if one[0] not in tried]
        if not waiting:
            return
        for track_id, _ in waiting:
            tried.add(track_id)
            sources.recognise(tools.database, tools.media, perform, track_id, owner_id=owner_id)


def _tell_nobody(fraction: float, phase: str) -> None:
    """Take the progress of a second of work."""
    del fraction, phase


def _words_of(track: "Track") -> tuple[str, str]:
    named = f"{track.artist} - {track.title}" if track.artist else track.title
    return screen.plain(named), f"{track.codec} {track.created_at:%Y-%m-%d}"


def _document_of(one: "Duplicate") -> dict[str, Any]:
    return {
        name: {
            "track_id": str(track.id),
            "title": track.title,
            "artist": track.artist,
            "codec": track.codec,
            "size_bytes": track.size_bytes,
            "created_at": track.created_at.isoformat(),
        }
        for name, track in (("newer", one.newer), ("older", one.older))
    } | {"difference": round(one.difference, 4)}
