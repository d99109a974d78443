"""Turning the bytes of a list into numbered lines of text, whatever wrote them."""

import re
from dataclasses import dataclass
from typing import BinaryIO, Final

from app.core.errors import InvalidInput
from app.core.units import bytes_to_words

TEXT_AT_MOST_BYTES: Final = 20_000_000
LINE_AT_MOST: Final = 10_000

_LOOKED_AT: Final = 65_536
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_CONTROLS_AT_MOST: Final = 0.01
_ZEROS_OF_UTF_16: Final = 0.3


@dataclass(frozen=True)
class Text:
    """A text as lines without their ends, and what was wrong with its bytes."""

    lines: tuple[str, ...]
    problems: tuple[str, ...]


def read_lines(source: BinaryIO, *, name: str) -> Text:
    """Read all of a text and split it into lines; an overlong line becomes an empty one.

    Raises:
        InvalidInput: if it is empty, too large or no text.
    """
    data = source.read(TEXT_AT_MOST_BYTES + 1)
    if len(data) > TEXT_AT_MOST_BYTES:
        raise InvalidInput(
            f"'{name}' is larger than {bytes_to_words(TEXT_AT_MOST_BYTES)}, which no list of "
            "tracks is. Choose the list itself, or split it."
        )
    text, problems = _decoded(data)
    _check_is_text(text, name)
    if "\x00" in text:
        text = text.replace("\x00", "")
        problems.append("The file has empty characters (NUL) in it; they were left out.")
    lines: list[str] = []
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        if len(line) > LINE_AT_MOST:
            problems.append(f"Line {number} is longer than {LINE_AT_MOST:,} characters; left out.")
        lines.append(line if len(line) <= LINE_AT_MOST else "")
    return Text(tuple(lines), tuple(problems))


def _decoded(data: bytes) -> tuple[str, list[str]]:
    """Return the text: by its mark, by the zeros of UTF-16, as UTF-8, or as Windows-1252."""
    encoding = _marked(data) or _utf_16_without_mark(data[:_LOOKED_AT])
    for attempt in filter(None, (encoding, None if encoding else "utf-8")):
        try:
            return data.decode(attempt), []
        except UnicodeDecodeError as error:
            if encoding:
                broken = f"A byte at {error.start:,} is no {encoding}; broken signs are shown as �."
                return data.decode(attempt, errors="replace"), [broken]
    guess = "The file is no UTF-8 and was read as Windows-1252; if letters are wrong, save it as "
    return data.decode("cp1252", errors="replace"), [guess + "UTF-8 and import it again."]


def _marked(data: bytes) -> str | None:
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    return "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else None


def _utf_16_without_mark(data: bytes) -> str | None:
    """Return the order of bytes in which every second one is mostly zero."""
    pairs = max(len(data) // 2, 1)
    for encoding, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        if data[first::2].count(0) > _ZEROS_OF_UTF_16 * pairs > data[1 - first :: 2].count(0):
            return encoding
    return None


def _check_is_text(text: str, name: str) -> None:
    if not text.strip():
        raise InvalidInput(f"'{name}' is empty; choose a list with tracks in it.")
    looked_at = text[:_LOOKED_AT]
    if len(_CONTROLS.findall(looked_at)) > max(4, _CONTROLS_AT_MOST * len(looked_at)):
        raise InvalidInput(
            f"'{name}' is no list of tracks. Choose a CSV, M3U, PLS or text file, a rekordbox.xml "
            "or a Traktor NML."
        )
