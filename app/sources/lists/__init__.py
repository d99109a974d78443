"""Lists of tracks that other programs wrote: tables, M3U, PLS, rekordbox, Traktor, plain text."""

from app.sources.lists.lines import ListKind, ListLine, NamedList, ReadList
from app.sources.lists.reading import read_list

__all__ = ["ListKind", "ListLine", "NamedList", "ReadList", "read_list"]
