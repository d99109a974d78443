"""What the owner has of a list, shown to people and written for programs."""

from typing import Any

from rich.table import Table

from app.cli import screen
from app.cli.tables import UNKNOWN, cells, new_table
from app.core.units import seconds_to_words
from app.core.words import plural
from app.sources import ImportedList, ListChoice, ListLine, MatchedLine, MatchedList, Verdict


def table_of(matched: MatchedList) -> Table:
    """Return the lines of a list, and which tracks they may mean."""
    table = new_table("Line", "In the list", "Verdict", "In the library")
    for one in matched.lines:
        shown = "\n".join(_words_of(choice, one.verdict) for choice in one.choices)
        said = screen.plain(_said_in(one.line))
        table.add_row(*cells(str(one.line.number), said, one.verdict.value, shown or UNKNOWN))
    return table


def document_of(one: MatchedLine) -> dict[str, Any]:
    """Return a line and its choices for programs."""
    line = one.line
    return {
        "line": line.number,
        "title": line.title,
        "artist": line.artist,
        "album": line.album,
        "year": line.year,
        "genre": line.genre,
        "duration_seconds": line.duration_seconds,
        "tempo_bpm": line.bpm,
        "key": line.key,
        "rating": line.rating,
        "comment": line.comment,
        "isrc": line.isrc,
        "spotify_id": line.spotify_id,
        "url": line.url,
        "path": line.path,
        "verdict": one.verdict.value,
        "choices": [
            {
                "track_id": str(choice.track_id),
                "title": choice.title,
                "artist": choice.artist,
                "duration_seconds": choice.duration_seconds or None,
                "score": choice.score,
                "reason": choice.reason,
            }
            for choice in one.choices
        ],
    }


def say_summary(matched: MatchedList) -> None:
    """Say what could not be read, and how much of the list is there."""
    for problem in matched.problems:
        screen.complain(problem)
    lines = plural("{count} line", "{count} lines", len(matched.lines))
    lists = plural("{count} list", "{count} lists", len(matched.lists))
    counts = ", ".join(f"{matched.count(verdict)} {verdict.value}" for verdict in Verdict)
    screen.say(f"'{matched.title}' ({matched.kind.value}, {lists}, {lines}): {counts}.")


def say_done(done: ImportedList) -> None:
    """Say what became of a list, and of what is not in it why not."""
    for one in done.playlists:
        tracks = plural("{count} track", "{count} tracks", one.added)
        if one.is_new:
            screen.say(f"'{one.title}' is a new playlist with {tracks}.")
        elif one.added:
            screen.say(f"'{one.title}' was there; it got {tracks} more.")
        else:
            screen.say(f"'{one.title}' was there and has all of it.")
    for title in done.empty:
        screen.say(f"'{title}' is no playlist, because no track for it is in the library.")
    if done.added:
        tracks = plural("{count} track", "{count} tracks", done.added)
        screen.say(f"{tracks} without audio came into the library.")
    if count := done.left_out.get(Verdict.LIKELY):
        lines = plural("{count} likely line", "{count} likely lines", count)
        screen.say(f"Left out: {lines}; --likely takes the best choice.")
    if count := done.left_out.get(Verdict.NEW):
        lines = plural("{count} new line", "{count} new lines", count)
        screen.say(f"Left out: {lines}; --wanted adds those that name a track, without audio.")


def _said_in(line: ListLine) -> str:
    """Return what a line says, the plainest of it."""
    if line.title:
        named = f"{line.artist} - {line.title}" if line.artist else line.title
        length = line.duration_seconds
        return f"{named} ({seconds_to_words(length)})" if length else named
    return line.path or line.url or f"Spotify {line.spotify_id}"


def _words_of(choice: ListChoice, verdict: Verdict) -> str:
    named = f"{choice.artist} - {choice.title}" if choice.artist else choice.title
    score = "" if verdict is Verdict.SURE else f"{choice.score:.0%} "
    return screen.plain(f"{score}{named}: {choice.reason}")
