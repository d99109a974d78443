"""The fields of a query: what may stand behind each name, and how that is said in words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.library.rules.query.values import (
    Choice,
    Keys,
    Span,
    Value,
    near_tempi,
    read_added,
    read_bytes,
    read_exact,
    read_number,
    read_seconds,
    read_spans,
    read_words,
)
from app.library.rules.wheel import neighbours, read_place

STATUSES: Final = ("wanted", "failed", "working", "ready")
"""What a track is doing: its audio is still to come, its work failed, goes on, or is done."""

PARTS: Final = ("stems", "audio", "analysis", "rating", "cues", "tags", "artwork")
"""What a track may have."""

SOURCES: Final = ("file", "demo", "spotify", "link", "list")

STATES: Final = {
    "wanted": ("status", "wanted"),
    "failed": ("status", "failed"),
    "working": ("status", "working"),
    "ready": ("status", "ready"),
    "rated": ("has", "rating"),
    "tagged": ("has", "tags"),
    "analysed": ("has", "analysis"),
    "analyzed": ("has", "analysis"),
    "separated": ("has", "stems"),
}
"""What ``is:`` understands, and what else it could be written as."""

_TEMPO_NEAR = 0.5
_LOUDNESS_NEAR = 0.5
_ENERGY_NEAR = 0.05
_LENGTH_NEAR = 0.5
_SIZE_NEAR = 500_000.0

Read = Callable[[str], tuple[Value, ...]]


@dataclass(frozen=True)
class Field:
    """A name before the colon; ``choices`` are all that may stand behind it, if they are few."""

    name: str
    title: str
    read: Read
    example: str
    choices: tuple[str, ...] = ()


def _words(text: str) -> tuple[Value, ...]:
    words = read_words(text)
    return () if words is None else (words,)


def _words_or_all(text: str) -> tuple[Value, ...]:
    """Read words, or behind a ``=`` all that has to stand there."""
    if not text.startswith("="):
        return _words(text)
    exact = read_exact(text)
    return () if exact is None else (exact,)


def _name(text: str) -> tuple[Value, ...]:
    name = " ".join(text.split())
    return (Choice(name),) if name else ()


def _one_of(choices: tuple[str, ...]) -> Read:
    def read(text: str) -> tuple[Value, ...]:
        return (Choice(text.lower()),) if text.lower() in choices else ()

    return read


def _tempo(text: str) -> tuple[Value, ...]:
    if text.startswith("~"):
        tempo_bpm = read_number(text[1:].strip())
        return near_tempi(tempo_bpm) if tempo_bpm and tempo_bpm > 0 else ()
    return read_spans(text, read_number, near=_TEMPO_NEAR)


def _key(text: str) -> tuple[Value, ...]:
    place = read_place(text.removeprefix("~"))
    if place is None:
        return ()
    return (Keys(neighbours(place) if text.startswith("~") else frozenset({place})),)


def _added(text: str) -> tuple[Value, ...]:
    added = read_added(text)
    return () if added is None else (added,)


def _spans_of(near: float) -> Read:
    def read(text: str) -> tuple[Span, ...]:
        return read_spans(text, read_number, near=near)

    return read


def _length(text: str) -> tuple[Value, ...]:
    return read_spans(text, read_seconds, near=_LENGTH_NEAR)


def _size(text: str) -> tuple[Value, ...]:
    return read_spans(text, read_bytes, near=_SIZE_NEAR)


FIELDS: Final = {
    field.name: field
    for field in (
        Field("title", "Title", _words_or_all, 'title:love or title:"one more time"'),
        Field("artist", "Artist", _words_or_all, 'artist:daft or artist:"daft punk"'),
        Field("album", "Album", _words_or_all, "album:discovery"),
        Field("genre", "Genre", _words_or_all, "genre:house,techno"),
        Field("file", "File", _words, "file:mix.wav"),
        Field("tag", "Tag", _name, 'tag:warmup or tag:"peak time"'),
        Field("playlist", "Playlist", _name, "playlist:friday"),
        Field("source", "Source", _one_of(SOURCES), "source:spotify", SOURCES),
        Field("status", "Status", _one_of(STATUSES), "status:wanted", STATUSES),
        Field("has", "Has", _one_of(PARTS), "has:stems", PARTS),
        Field("is", "Is", _one_of(tuple(STATES)), "is:ready", tuple(STATES)),
        Field("year", "Year", _spans_of(0), "year:2010..2015 or year:>2000"),
        Field("bpm", "Tempo", _tempo, "bpm:120..128, bpm:128±3 or bpm:~128"),
        Field("key", "Key", _key, 'key:8A, key:"A minor" or key:~8A'),
        Field("energy", "Energy", _spans_of(_ENERGY_NEAR), "energy:0.5.."),
        Field("loudness", "Loudness", _spans_of(_LOUDNESS_NEAR), "loudness:-9..-7"),
        Field("length", "Length", _length, "length:3:00..6:00"),
        Field("size", "Size", _size, "size:>50MB"),
        Field("rating", "Rating", _spans_of(0), "rating:>=4"),
        Field("added", "Added", _added, "added:7d or added:2026-01..2026-03"),
    )
}
"""All fields, by the name that is written."""

ALIASES: Final = {"tempo": "bpm", "name": "title", "duration": "length", "crate": "playlist"}
