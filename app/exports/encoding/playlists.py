"""Playlists as texts: M3U8 for players and DJ software, plain text for people."""

from collections.abc import Sequence
from typing import Final

from app.core.catalog import Catalog
from app.core.names import clean_text
from app.core.units import seconds_to_words
from app.exports.ports import ListedTrack, PlaylistFormat


def _write_m3u8(title: str, tracks: Sequence[ListedTrack]) -> str:
    """Return an extended M3U in UTF-8, a line of facts above each name.

    The names are relative, so the list is to lie in the folder of its files. Lengths are in whole
    seconds, as the first players wanted them and all still read.
    """
    lines = ["#EXTM3U", f"#PLAYLIST:{clean_text(title)}"]
    for track in tracks:
        lines += [f"#EXTINF:{round(track.duration_seconds)},{_named(track)}", _address_of(track)]
    return "\n".join([*lines, ""])


def _write_text(title: str, tracks: Sequence[ListedTrack]) -> str:
    """Return a line for each track: its number, artist, title and length."""
    width = len(str(len(tracks)))
    rows = [
        f"{number:>{width}}. {_named(track)} ({seconds_to_words(track.duration_seconds)})"
        for number, track in enumerate(tracks, 1)
    ]
    return "\n".join([clean_text(title), "", *rows, ""])


PLAYLIST_FORMATS: Final = Catalog(
    "playlist format",
    (
        PlaylistFormat("m3u8", "M3U8", "m3u8", "audio/x-mpegurl; charset=utf-8", _write_m3u8),
        PlaylistFormat("text", "Text", "txt", "text/plain; charset=utf-8", _write_text),
    ),
)
"""What a playlist can leave as."""


def _address_of(track: ListedTrack) -> str:
    """Return a relative path; a line that begins with a hash would be a comment."""
    return f"./{track.file_name}" if track.file_name.startswith("#") else track.file_name


def _named(track: ListedTrack) -> str:
    return " - ".join(clean_text(words) for words in (track.artist, track.title) if words)
