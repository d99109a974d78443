"""Traktor NML: a collection of entries, and a tree of playlists that point into it by path."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from app.sources.lists.gathering import Gathering
from app.sources.lists.keys import read_key, read_traktor_key
from app.sources.lists.lines import ListLine, NamedList
from app.sources.lists.paths import read_traktor_path
from app.sources.lists.tags import Tag
from app.sources.lists.tree import Tree
from app.sources.lists.values import (
    read_bpm,
    read_duration,
    read_rating_of_255,
    read_text,
    read_year,
)

_SEPARATOR: Final = "/:"
_EMPTY: Final[Mapping[str, str]] = {}


def read_traktor(tags: Iterator[Tag], found: Gathering) -> tuple[NamedList, ...]:
    """Read all entries and return the playlists in their folders.

    A playlist may name a file that is not in the collection; that is a line of its own.
    """
    reader = _Reader(found)
    for tag in tags:
        reader.hear(tag)
    return reader.tree.lists


class _Reader:
    """Hears tags one by one."""

    def __init__(self, found: Gathering) -> None:
        self.tree = Tree()
        self._found = found
        self._entry: dict[str, Mapping[str, str]] | None = None
        self._is_in_collection = False
        self._count = 0
        self._numbers: dict[str, int] = {}

    def hear(self, tag: Tag) -> None:
        match tag.name:
            case "COLLECTION":
                self._is_in_collection = tag.is_open
            case "ENTRY" if self._is_in_collection:
                self._hear_entry(tag)
            case "NODE" if tag.is_open:
                is_folder = tag.get("TYPE") == "FOLDER"
                self.tree.open(read_text(tag.get("NAME")) or "", is_folder=is_folder)
            case "NODE":
                self.tree.close()
            case "PRIMARYKEY" if tag.is_open and tag.get("KEY") and self.tree.top:
                self.tree.top.numbers.extend(self._number(tag.get("KEY") or ""))
            case name if tag.is_open and self._entry is not None:
                self._entry.setdefault(name, tag.attributes)
            case _:
                return

    def _hear_entry(self, tag: Tag) -> None:
        if tag.is_open:
            self._entry = {"ENTRY": tag.attributes}
        elif self._entry is not None:
            self._count += 1
            entry, self._entry = _Entry(self._entry), None
            if self._found.add(entry.line(self._count)):
                self._numbers[entry.key] = self._count

    def _number(self, key: str) -> list[int]:
        """Return the number of a key, if it could be kept, for a new one too."""
        if key not in self._numbers:
            volume, separator, path = key.partition(_SEPARATOR)
            self._count += 1
            file = read_traktor_path(volume, separator + path, "")
            if not self._found.add(ListLine(number=self._count, path=file)):
                return []
            self._numbers[key] = self._count
        return [self._numbers[key]]


@dataclass(frozen=True)
class _Entry:
    """The tags of one track by name."""

    tags: dict[str, Mapping[str, str]] = field(repr=False)

    def text(self, tag: str, attribute: str) -> str | None:
        return self.tags.get(tag, _EMPTY).get(attribute) or None

    @property
    def key(self) -> str:
        """Return what playlists call this file."""
        return "".join(self.text("LOCATION", part) or "" for part in ("VOLUME", "DIR", "FILE"))

    def line(self, number: int) -> ListLine:
        location = (self.text("LOCATION", part) for part in ("VOLUME", "DIR", "FILE"))
        seconds = self.text("INFO", "PLAYTIME_FLOAT") or self.text("INFO", "PLAYTIME")
        key = read_traktor_key(self.text("MUSICAL_KEY", "VALUE"))
        return ListLine(
            number=number,
            title=read_text(self.text("ENTRY", "TITLE")),
            artist=read_text(self.text("ENTRY", "ARTIST")),
            album=read_text(self.text("ALBUM", "TITLE")),
            year=read_year(self.text("INFO", "RELEASE_DATE")),
            genre=read_text(self.text("INFO", "GENRE")),
            duration_seconds=read_duration(seconds),
            bpm=read_bpm(self.text("TEMPO", "BPM")),
            key=key or read_key(self.text("INFO", "KEY")),
            rating=read_rating_of_255(self.text("INFO", "RANKING")),
            path=read_traktor_path(*location),
            comment=read_text(self.text("INFO", "COMMENT")),
        )
