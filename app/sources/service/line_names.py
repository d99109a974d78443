"""What a line of a list calls a track, where it says so plainly and where it does not."""

import hashlib
from pathlib import PurePosixPath

from app.library import TrackSource, WantedTrack
from app.sources.lists import ListLine
from app.sources.rules.matching import file_stem
from app.sources.rules.names import read_name

LINK_AT_MOST = 2000
"""A longer address is no link of a track."""


def wanted_of(line: ListLine) -> WantedTrack | None:
    """Return the track to look for, or None where a line does not say which."""
    artist, title = (line.artist, line.title) if line.title else names_in_path(line)
    address = line.url or (f"Spotify {line.spotify_id}" if line.spotify_id else None)
    if not (title or address):
        return None
    return WantedTrack(
        title=title or address or "",
        artist=artist,
        album=line.album,
        year=line.year,
        duration_seconds=line.duration_seconds,
        isrc=line.isrc,
        spotify_id=line.spotify_id,
        link=link_of(line),
    )


def source_of(line: ListLine) -> TrackSource:
    """Return how the audio of a line is found: at its address only where nothing else is said."""
    is_mere_address = line.url and not (line.title or line.spotify_id)
    return TrackSource.LINK if is_mere_address else TrackSource.LIST


def link_of(line: ListLine) -> str:
    """Return what a line is known by: its address, or one made of what it is called."""
    if line.spotify_id:
        return f"https://open.spotify.com/track/{line.spotify_id}"
    if line.url and len(line.url) <= LINK_AT_MOST:
        return line.url
    artist, title = (line.artist, line.title) if line.title else names_in_path(line)
    name = read_name(title or line.url or line.path, artist)
    parts = (name.artists, name.version, name.length)
    return link_from(name.title, *(" ".join(sorted(words)) for words in parts))


def names_in_path(line: ListLine) -> tuple[str | None, str | None]:
    """Return the artist and the title in the name of a file, as far as it says anything."""
    if not file_stem(line.path):
        return line.artist, None
    stem = PurePosixPath(line.path or "").stem.replace("_", " ").strip()
    artist, dash, title = stem.partition(" - ")
    return (artist.strip(), title.strip()) if dash and title.strip() else (line.artist, stem)


def link_from(*parts: str) -> str:
    """Return a link for what has no address; the same parts have the same."""
    whole = "\0".join(parts).encode(errors="replace")
    return f"list:{hashlib.sha256(whole).hexdigest()}"
