"""What a list says, whatever kind of file it was: lines, and playlists of lines."""

from dataclasses import dataclass
from enum import StrEnum


class ListKind(StrEnum):
    """What kind of list a file is, told by what is in it."""

    TABLE = "table"
    M3U = "m3u"
    PLS = "pls"
    REKORDBOX = "rekordbox"
    TRAKTOR = "traktor"
    TEXT = "text"


@dataclass(frozen=True, kw_only=True)
class ListLine:
    """A track as a list names it: by title, address, path or Spotify id, and what else is said.

    ``number`` is the line of a text, or the place in a collection, counted from 1.  ``path`` has
    forward slashes and may be relative to the list; nobody has looked whether it exists.  ``key``
    is written "A minor" where it could be read.  ``rating`` is 1 to 5 stars.
    """

    number: int
    title: str | None = None
    artist: str | None = None
    album: str | None = None
    year: int | None = None
    genre: str | None = None
    duration_seconds: float | None = None
    bpm: float | None = None
    key: str | None = None
    rating: int | None = None
    isrc: str | None = None
    spotify_id: str | None = None
    url: str | None = None
    path: str | None = None
    comment: str | None = None

    @property
    def names_a_track(self) -> bool:
        """Return whether there is enough here to look for a track."""
        return any((self.title, self.url, self.path, self.spotify_id))


@dataclass(frozen=True)
class NamedList:
    """A playlist, or a folder with playlists in it.

    ``numbers`` are those of its lines, in its order, a track as often as it is in there.
    """

    name: str
    numbers: tuple[int, ...] = ()
    lists: tuple["NamedList", ...] = ()
    is_folder: bool = False


@dataclass(frozen=True)
class ReadList:
    """All that was read, and one sentence for each thing that was not.

    ``lists`` is empty where the file is one plain list.
    """

    kind: ListKind
    title: str
    lists: tuple[NamedList, ...]
    lines: tuple[ListLine, ...]
    problems: tuple[str, ...]
