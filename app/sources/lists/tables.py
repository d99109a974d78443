"""CSV, TSV and their kin: delimiter, headings and quotation marks as the file has them."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.sources.lists.columns import Column, Columns, guess_columns, read_headings
from app.sources.lists.gathering import Gathering
from app.sources.lists.keys import read_key, read_spotify_key
from app.sources.lists.lines import ListLine, NamedList
from app.sources.lists.paths import read_path
from app.sources.lists.values import (
    read_bpm,
    read_duration,
    read_isrc,
    read_spotify_id,
    read_stars,
    read_text,
    read_url,
    read_year,
)

_DELIMITERS: Final = ("\t", ";", ",", "|")
_LOOKED_AT: Final = 100
_MOSTLY: Final = 0.9
_LINES_OF_A_FIELD: Final = 20


@dataclass(frozen=True)
class Table:
    """How a file is written: its delimiter, its columns and the line that its rows begin after."""

    delimiter: str
    columns: Columns
    heading_line: int


def find_table(lines: Sequence[str]) -> Table | None:
    """Return how a table is written, or None where the lines are no table."""
    filled = [(number, line) for number, line in enumerate(lines, 1) if line.strip()][:_LOOKED_AT]
    for number, line in filled[:3]:
        for delimiter in _DELIMITERS:
            if columns := read_headings(_cells(line, delimiter)):
                return Table(delimiter, columns, number)
    texts = [line for _, line in filled if not line.startswith("sep=")]
    dashed = sum(" - " in line or " \u2013 " in line for line in texts)
    for delimiter in _DELIMITERS:
        rows = [_cells(line, delimiter) for line in texts]
        width = max((len(row) for row in rows), default=0)
        alike = sum(len(row) == len(rows[0]) > 1 for row in rows)
        is_clear = delimiter in "\t;" or dashed <= len(texts) // 2
        if width > 1 and alike >= _MOSTLY * len(rows) and is_clear:
            return Table(delimiter, guess_columns(rows), 0)
    return None


def read_table(lines: Sequence[str], table: Table, found: Gathering) -> tuple[NamedList, ...]:
    """Read all rows and return the playlists that a column of the table names."""
    lists: dict[str, list[int]] = {}
    for number, row in _rows(lines, table, found):
        if not any(cell.strip() for cell in row) or row[0].startswith("sep="):
            continue
        line = _line(row, number, table.columns)
        if found.add(line) and (name := read_text(table.columns.text(row, Column.LIST))):
            lists.setdefault(name, []).append(number)
    return tuple(NamedList(name, tuple(numbers)) for name, numbers in lists.items())


def _rows(
    lines: Sequence[str], table: Table, found: Gathering
) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield rows with the line each begins in.

    A field in quotation marks may hold line ends.  Where a mark is never closed it would swallow
    the rest of the file, so its line is then read for itself, marks and all.
    """
    is_open = _open_quotation(table.delimiter)
    at = table.heading_line
    while at < len(lines):
        number, record, at = at + 1, lines[at], at + 1
        more = 0
        while is_open(record) and more < _LINES_OF_A_FIELD and at + more < len(lines):
            record += "\n" + lines[at + more]
            more += 1
        if is_open(record):
            found.report(f"A quotation mark in line {number} is never closed; see what it became.")
            yield number, lines[number - 1].split(table.delimiter)
        else:
            at += more
            yield number, _cells(record, table.delimiter)


def _open_quotation(delimiter: str) -> Callable[[str], bool]:
    """Return a question: does a field begin with a mark that is not closed?"""
    edge = re.escape(delimiter)
    closed = re.compile(rf'(?:^|(?<={edge}))"(?:[^"]|"")*"(?={edge}|$)')
    opened = re.compile(rf'(?:^|{edge})"')
    return lambda record: '"' in record and opened.search(closed.sub("", record)) is not None


def _line(row: Sequence[str], number: int, columns: Columns) -> ListLine:
    def text(column: Column) -> str | None:
        return columns.text(row, column)

    key = read_spotify_key(text(Column.KEY), text(Column.MODE)) or read_key(text(Column.KEY))
    spotify = text(Column.SPOTIFY)
    address = text(Column.URL)
    in_ms = read_duration(text(Column.DURATION_MS), is_in_ms=True)
    return ListLine(
        number=number,
        title=read_text(text(Column.TITLE)),
        artist=read_text(text(Column.ARTIST)),
        album=read_text(text(Column.ALBUM)),
        year=read_year(text(Column.YEAR)),
        genre=read_text(text(Column.GENRE)),
        duration_seconds=in_ms or read_duration(text(Column.DURATION)),
        bpm=read_bpm(text(Column.BPM)),
        key=key,
        rating=read_stars(text(Column.RATING)),
        isrc=read_isrc(text(Column.ISRC)),
        spotify_id=read_spotify_id(spotify) or _id_in(address),
        url=read_url(address) or read_url(spotify),
        path=read_path(text(Column.PATH)),
        comment=read_text(text(Column.COMMENT)),
    )


def _id_in(address: str | None) -> str | None:
    return read_spotify_id(address) if address and "spotify" in address else None


def _cells(record: str, delimiter: str) -> list[str]:
    """Return the fields of a record; a quotation mark inside a field is part of it."""
    try:
        return next(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter))
    except (csv.Error, StopIteration):
        return record.split(delimiter)
