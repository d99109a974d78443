"""Reading a list of whatever kind it is, told by its content and not by its name."""

import re
from collections.abc import Sequence
from pathlib import PurePath
from typing import BinaryIO, Final

from app.core.errors import InvalidInput
from app.sources.lists.gathering import Gathering
from app.sources.lists.lines import ListKind, NamedList, ReadList
from app.sources.lists.m3u import looks_like_m3u, read_m3u
from app.sources.lists.plain_text import read_plain_text
from app.sources.lists.pls import looks_like_pls, read_pls
from app.sources.lists.tables import find_table, read_table
from app.sources.lists.texts import Text, read_lines
from app.sources.lists.xml_lists import read_xml_list

_HEAD_BYTES: Final = 512


def read_list(source: BinaryIO, *, name: str) -> ReadList:
    """Read a list from an open, seekable file; ``name`` is what people call the file.

    Raises:
        InvalidInput: if it is no list, too large, broken, or has no track in it.
    """
    found = Gathering()
    if _is_xml(source.read(_HEAD_BYTES)):
        source.seek(0)
        kind, lists = read_xml_list(source, found, name=name)
        title = lists[0].name if len(lists) == 1 and not lists[0].is_folder else None
    else:
        source.seek(0)
        kind, title, lists = _read_text(read_lines(source, name=name), found, name)
    if not found.lines:
        reason = f" {found.problems[0]}" if found.problems else ""
        raise InvalidInput(f"There is no track in '{name}'.{reason} Choose another list.")
    return ReadList(kind, title or _stem(name), lists, tuple(found.lines), found.problems)


def _read_text(
    text: Text, found: Gathering, name: str
) -> tuple[ListKind, str | None, tuple[NamedList, ...]]:
    for problem in text.problems:
        found.report(problem)
    lines = text.lines
    _refuse_streams(lines, name)
    if looks_like_pls(lines):
        read_pls(lines, found)
        return ListKind.PLS, None, ()
    if looks_like_m3u(lines):
        return ListKind.M3U, read_m3u(lines, found), ()
    if table := find_table(lines):
        lists = read_table(lines, table, found)
        return ListKind.TABLE, lists[0].name if len(lists) == 1 else None, lists
    read_plain_text(lines, found)
    return ListKind.TEXT, None, ()


def _is_xml(head: bytes) -> bool:
    start = head.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").lstrip(b"\xff\xfe \t\r\n")
    return re.match(rb"<[?!A-Za-z]", start) is not None


def _refuse_streams(lines: Sequence[str], name: str) -> None:
    if any(line.startswith(("#EXT-X-TARGETDURATION", "#EXT-X-STREAM-INF")) for line in lines[:200]):
        raise InvalidInput(
            f"'{name}' is the piece list of one stream rather than a list of tracks. Give the "
            "address of the page it is played on instead."
        )


def _stem(name: str) -> str:
    return PurePath(name.replace("\\", "/")).stem or name
