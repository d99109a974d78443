"""PLS: ``File1=``, ``Title1=``, ``Length1=`` under ``[playlist]``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.sources.lists.gathering import Gathering
from app.sources.lists.lines import ListLine
from app.sources.lists.paths import read_path
from app.sources.lists.plain_text import split_name
from app.sources.lists.values import read_duration, read_text, read_url

_FIELD = re.compile(r"\s*(File|Title|Length)(\d{1,6})\s*=(.*)", re.IGNORECASE)
_OTHER = re.compile(
    r"\s*(\[playlist\]|NumberOfEntries\s*=.*|Version\s*=.*|[;#].*)?\s*", re.IGNORECASE
)


def looks_like_pls(lines: Sequence[str]) -> bool:
    """Return whether the first line that says anything is ``[playlist]``."""
    first = next((line for line in lines if line.strip()), "")
    return first.strip().lower() == "[playlist]"


@dataclass
class _Entry:
    """What was said of one number, and in which line it began."""

    number: int
    file: str | None = None
    title: str | None = None
    length: str | None = None


def read_pls(lines: Sequence[str], found: Gathering) -> None:
    """Read all entries in the order of their numbers."""
    entries: dict[int, _Entry] = {}
    for number, line in enumerate(lines, 1):
        field = _FIELD.fullmatch(line)
        if field is None:
            if not _OTHER.fullmatch(line):
                found.report(f"Line {number} was not understood: '{line.strip()[:80]}'.")
            continue
        entry = entries.setdefault(int(field[2]), _Entry(number))
        setattr(entry, field[1].lower(), field[3])
    for _, entry in sorted(entries.items()):
        artist, title = split_name(read_text(entry.title) or "")
        url = read_url(entry.file)
        found.add(
            ListLine(
                number=entry.number,
                title=title,
                artist=artist,
                duration_seconds=read_duration(entry.length),
                url=url,
                path=None if url else read_path(entry.file),
            )
        )
