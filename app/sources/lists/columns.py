"""Which column of a table is what, by the headings that other programs give them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.sources.lists.paths import ends_like_audio
from app.sources.lists.values import read_duration, read_isrc, read_spotify_id, read_url


class Column(StrEnum):
    """What a column may say of a track."""

    TITLE = "title"
    ARTIST = "artist"
    ALBUM = "album"
    YEAR = "year"
    GENRE = "genre"
    DURATION = "duration"
    DURATION_MS = "duration_ms"
    BPM = "bpm"
    KEY = "key"
    MODE = "mode"
    RATING = "rating"
    ISRC = "isrc"
    SPOTIFY = "spotify"
    URL = "url"
    PATH = "path"
    COMMENT = "comment"
    LIST = "list"


_HEADINGS: Final[dict[Column, str]] = {
    Column.TITLE: "title|track name|track title|track|name|song|song name|song title|titre",
    Column.ARTIST: "artist|artists|artist name|artist names|artist name s|artists name|"
    "track artist|performer|interpret|artiste",
    Column.ALBUM: "album|album name|album title",
    Column.YEAR: "year|album release date|release date|release year|date",
    Column.GENRE: "genre|genres|artist genres",
    Column.DURATION: "duration|length|time|duration s|duration seconds|track duration|dauer",
    Column.DURATION_MS: "duration ms|track duration ms|length ms|duration millis",
    Column.BPM: "bpm|tempo",
    Column.KEY: "key|tonality|musical key|initial key",
    Column.MODE: "mode",
    Column.RATING: "rating|my rating|stars",
    Column.ISRC: "isrc",
    Column.SPOTIFY: "track uri|spotify uri|spotify id|spotify track id|spotify track uri|uri|"
    "song id|track id|spotify url|spotify",
    Column.URL: "url|link|track url|song url|track link|youtube url|source url",
    Column.PATH: "location|path|file|file path|filepath|filename|file name",
    Column.COMMENT: "comment|comments|kommentar",
    Column.LIST: "playlist|playlist name|list name|playlistname",
}
_BY_HEADING: Final = {
    heading: column for column, all_ in _HEADINGS.items() for heading in all_.split("|")
}
_LOOKED_AT: Final = 50


@dataclass(frozen=True)
class Columns:
    """The place of each column that was recognised."""

    places: dict[Column, int]

    def text(self, row: Sequence[str], column: Column) -> str | None:
        """Return what a row has in a column; None for nothing."""
        place = self.places.get(column)
        return row[place].strip() or None if place is not None and place < len(row) else None


def read_headings(row: Sequence[str]) -> Columns | None:
    """Return the columns that a row of headings names, or None where it is no such row.

    A heading counts once: the first column that has it.
    """
    places: dict[Column, int] = {}
    for place, heading in enumerate(row):
        words = " ".join(re.findall(r"[^\W_]+", heading.casefold()))
        column = _BY_HEADING.get(words)
        if column is not None:
            places.setdefault(column, place)
    # Files of Spotify exports may have links alone; "name" alone may be a song's.
    names_tracks = places.keys() & {Column.TITLE, Column.SPOTIFY, Column.URL, Column.PATH}
    is_enough = len(places) > 1 or (len(row) == 1 and len(places) == 1)
    return Columns(places) if names_tracks and is_enough else None


def guess_columns(rows: Sequence[Sequence[str]]) -> Columns:
    """Return the columns of a table without headings: what is clear by its form, then names.

    The first column of words is the artist and the second the title, as most people write it.
    """
    looked_at = rows[:_LOOKED_AT]
    width = max((len(row) for row in looked_at), default=0)
    places: dict[Column, int] = {}
    words: list[int] = []
    for place in range(width):
        cells = [row[place].strip() for row in looked_at if place < len(row) and row[place].strip()]
        column = _form_of(cells)
        if column is not None:
            places.setdefault(column, place)
        elif cells and not all(re.fullmatch(r"[\d.,:/-]+", cell) for cell in cells):
            words.append(place)
    names = [Column.TITLE] if len(words) == 1 else [Column.ARTIST, Column.TITLE, Column.ALBUM]
    return Columns(places | dict(zip(names, words, strict=False)))


def _form_of(cells: Sequence[str]) -> Column | None:
    """Return what all cells of a column have the form of."""
    if not cells:
        return None
    return next((form for form, fits in _FORMS if all(fits(cell) for cell in cells)), None)


_FORMS: Final[tuple[tuple[Column, Callable[[str], bool]], ...]] = (
    (Column.SPOTIFY, lambda cell: "spotify" in cell and read_spotify_id(cell) is not None),
    (Column.URL, lambda cell: read_url(cell) is not None),
    (Column.ISRC, lambda cell: read_isrc(cell) is not None),
    (Column.DURATION, lambda cell: ":" in cell and read_duration(cell) is not None),
    (Column.PATH, ends_like_audio),
    (Column.YEAR, lambda cell: re.fullmatch(r"(19|20)\d\d", cell) is not None),
)
