"""Plain text: a track or a link per line, numbered or not, with or without times."""

import re
from collections.abc import Sequence

from app.sources.lists.gathering import Gathering
from app.sources.lists.lines import ListLine
from app.sources.lists.values import read_duration, read_spotify_id, read_text, read_url

_DASHES = "-\u2013\u2014\u2015"
"""Hyphen, en dash, em dash, bar: people write all of them between artist and title."""

_CLOCK = r"(?:\d{1,2}:)?\d{1,3}:[0-5]\d"
_COUNT = re.compile(
    rf"#?\d{{1,4}}\s*[.):]\s+|#\d{{1,4}}\s+|[-*\u2022\u00b7]\s+"
    rf"|\d{{1,3}}\s+[{_DASHES}]\s+(?=.*\S\s+[{_DASHES}]\s)"
)
_START = re.compile(rf"(?:\[{_CLOCK}\]|\({_CLOCK}\)|{_CLOCK})\s*[{_DASHES}|]?\s+")
_END = re.compile(rf"\s+(?:\[({_CLOCK})\]|\(({_CLOCK})\)|({_CLOCK}))\s*$")
_DASH = re.compile(rf"\s+(?:[{_DASHES}]|--)\s+")
_LINK = re.compile(
    r"(?:https?://\S+|spotify:track:[0-9A-Za-z]{22}|(?:open|play)\.spotify\.com/\S+)"
)
_UNKNOWN = re.compile(rf"(?:ID|unknown|\?+)\s*[{_DASHES}]\s*(?:ID|unknown|\?+)", re.IGNORECASE)
_HEADING = re.compile(r".{0,80}:|[-=_*~#\s]+")
_QUOTES = re.compile('["“”„«»]')


def read_plain_text(lines: Sequence[str], found: Gathering) -> None:
    """Read one track from each line that has one."""
    for number, raw in enumerate(lines, 1):
        line = read_text(raw)
        if line is None or line.startswith(("//", "# ")):
            continue
        if len(raw.strip()) > len(line) + 200:
            found.report(f"Line {number} is very long; only its beginning was read.")
        found_line = _read_line(line, number)
        if isinstance(found_line, str):
            found.report(found_line)
        else:
            found.add(found_line)


def split_name(name: str) -> tuple[str | None, str | None]:
    """Return artist and title of "Artist - Title"; without a dash, all of it is the title."""
    parts = _DASH.split(name, maxsplit=1)
    if len(parts) == 1:
        return None, read_text(name)
    return read_text(parts[0]), read_text(parts[1])


def _read_line(line: str, number: int) -> ListLine | str:
    if link := _LINK.search(line):
        return _link_line(line, link, number)
    rest = _START.sub("", line, count=1) if _START.match(line) else line
    rest = _COUNT.sub("", rest, count=1) if _COUNT.match(rest) else rest
    rest = _START.sub("", rest, count=1) if _START.match(rest) else rest
    duration: float | None = None
    if end := _END.search(rest):
        duration = read_duration(next(part for part in end.groups() if part))
        rest = rest[: end.start()]
    if _HEADING.fullmatch(rest):
        return f"Line {number} was taken for a heading: '{line[:80]}'."
    if _UNKNOWN.fullmatch(rest.strip()):
        return f"Line {number} is a track that nobody has named yet: '{line[:80]}'."
    artist, title = split_name(_unquoted(rest))
    return ListLine(number=number, title=title, artist=artist, duration_seconds=duration)


def _link_line(line: str, link: re.Match[str], number: int) -> ListLine:
    """Return a line with a link; what stands before it is the name."""
    address = link.group().rstrip(".,;)>")
    spotify_id = read_spotify_id(address) if "spotify" in address else None
    url = address if address.startswith("http") else None
    if url is None and not address.startswith("spotify:"):
        url = f"https://{address}"
    before = _COUNT.sub("", line[: link.start()].strip(f" {_DASHES}|:<("), count=1)
    artist, title = split_name(before)
    return ListLine(
        number=number,
        title=title,
        artist=artist,
        spotify_id=spotify_id,
        url=read_url(url),
    )


def _unquoted(name: str) -> str:
    """Return a name without a pair of quotation marks around it."""
    is_quoted = len(name) > 1 and _QUOTES.fullmatch(name[0]) and _QUOTES.fullmatch(name[-1])
    return name[1:-1] if is_quoted and not _QUOTES.search(name[1:-1]) else name
