"""rekordbox.xml: a collection of tracks, and a tree of playlists that point into it.

The form is AlphaTheta's "rekordbox xml format" of 2020.
"""

from collections.abc import Iterator
from typing import Final

from app.sources.lists.gathering import Gathering
from app.sources.lists.keys import read_key
from app.sources.lists.lines import ListLine, NamedList
from app.sources.lists.paths import read_path
from app.sources.lists.tags import Tag
from app.sources.lists.tree import Tree
from app.sources.lists.values import (
    read_bpm,
    read_duration,
    read_rating_of_255,
    read_spotify_id,
    read_text,
    read_year,
)

_FOLDER: Final = "0"
_BY_LOCATION: Final = "1"


def read_rekordbox(tags: Iterator[Tag], found: Gathering) -> tuple[NamedList, ...]:
    """Read all tracks and return the playlists in their folders."""
    places = _Places({}, {})
    tree = Tree()
    key_types: list[str | None] = []
    is_in_collection, count = False, 0
    for tag in tags:
        match tag.name:
            case "COLLECTION":
                is_in_collection = tag.is_open
            case "TRACK" if tag.is_open and is_in_collection:
                count += 1
                places.keep(tag, count, is_kept=found.add(_line(tag, count)))
            case "NODE" if tag.is_open:
                tree.open(read_text(tag.get("Name")) or "", is_folder=tag.get("Type") == _FOLDER)
                key_types.append(tag.get("KeyType"))
            case "NODE":
                tree.close()
                key_types.pop()
            case "TRACK" if tag.is_open and tree.top:
                number = places.find(tag.get("Key"), by_location=key_types[-1] == _BY_LOCATION)
                if number is None:
                    found.report(_stranger(tree.top.name, tag.get("Key")))
                else:
                    tree.top.numbers.append(number)
            case _:
                continue
    return tree.lists


class _Places:
    """Where in the collection a track of an id or of a location is."""

    def __init__(self, by_id: dict[str, int], by_location: dict[str, int]) -> None:
        self._by_id = by_id
        self._by_location = by_location

    def keep(self, tag: Tag, number: int, *, is_kept: bool) -> None:
        if is_kept:
            self._by_id[tag.get("TrackID") or ""] = number
            self._by_location[tag.get("Location") or ""] = number

    def find(self, key: str | None, *, by_location: bool) -> int | None:
        return (self._by_location if by_location else self._by_id).get(key or "")


def _line(tag: Tag, number: int) -> ListLine:
    location = tag.get("Location")
    spotify_id = read_spotify_id(location) if location and "spotify" in location else None
    return ListLine(
        number=number,
        title=read_text(tag.get("Name")),
        artist=read_text(tag.get("Artist")),
        album=read_text(tag.get("Album")),
        year=read_year(tag.get("Year")),
        genre=read_text(tag.get("Genre")),
        duration_seconds=read_duration(tag.get("TotalTime")),
        bpm=read_bpm(tag.get("AverageBpm")),
        key=read_key(tag.get("Tonality")),
        rating=read_rating_of_255(tag.get("Rating")),
        spotify_id=spotify_id,
        path=None if spotify_id else read_path(location),
        comment=read_text(tag.get("Comments")),
    )


def _stranger(playlist: str, key: str | None) -> str:
    return (
        f"The playlist '{playlist}' has a track '{(key or '')[:80]}' that is not in the collection."
    )
