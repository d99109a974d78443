"""What a term of a query asks for, in numbers and words that a database can be asked by."""

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

WORD: Final = re.compile(r"[^\W_]+")
SPOKEN_LETTERS: Final = {
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "\u0131": "i",
}
"""Letters that are no others with a sign on them; people who lack the key write them like this."""

_SPAN = re.compile(r"(?P<low>.*?)\.\.(?P<high>.*)", re.DOTALL)
_ABOUT = re.compile(r"(?P<middle>.+?)(?:±|\+-|\+/-)(?P<off>.+)", re.DOTALL)
_BOUND = re.compile(r"(?P<sign><=|>=|<|>|=)(?P<limit>.+)", re.DOTALL)
_NUMBER = re.compile(r"[-+\u2212]?\d{1,9}(?:[.,]\d{1,6})?", re.ASCII)
_TIME = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d(?:\.\d{1,3})?)", re.ASCII)
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_SIZE = re.compile(r"(\S+?)\s*([kmg]b)?", re.IGNORECASE | re.ASCII)
_BYTES = {"KB": 1e3, "MB": 1e6, "GB": 1e9}
_AGO = re.compile(r"(\d{1,4})\s*(d|w|m|y)", re.IGNORECASE | re.ASCII)
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}

Reader = Callable[[str], float | None]


@dataclass(frozen=True)
class Words:
    """Words that stand beside each other; the last may go on.

    What has no letter and no digit has no words, and is looked for as it is: ``sign``.
    """

    words: tuple[str, ...]
    sign: str = ""


@dataclass(frozen=True)
class Exact:
    """All of what stands in a field, as lists are sorted: ``key`` is that of :func:`sort_key`."""

    keys: tuple[str, ...]


@dataclass(frozen=True)
class Span:
    """Numbers from ``low`` to ``high``, both included; None is no limit."""

    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Keys:
    """Places on the wheel of keys."""

    places: frozenset[int]


@dataclass(frozen=True)
class Choice:
    """One of the names that a field knows, or the name of a tag or a playlist."""

    name: str


@dataclass(frozen=True)
class Days:
    """Days of the calendar, both included."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Ago:
    """The last so many days before now."""

    days: int


Value = Words | Exact | Span | Keys | Choice | Days | Ago


def read_words(text: str) -> Words | None:
    """Return the words of a text in small letters, None if there is nothing in it."""
    small = unicodedata.normalize("NFC", text).lower()
    words = tuple(_spoken(word) for word in WORD.findall(small))
    if words:
        return Words(words)
    sign = text.strip()
    return Words((), sign) if sign.strip("-\u2013\u2014") else None


def read_exact(text: str) -> Exact | None:
    """Return what ``=daft punk`` asks for: all of it, not only its beginning.

    A \N{DOUBLE PRIME} stands for a quotation mark, which a query has no other way to write.
    """
    said = " ".join(text.removeprefix("=").split())
    if not said:
        return None
    ways = dict.fromkeys((said, said.replace("\N{DOUBLE PRIME}", '"')))
    return Exact(tuple(sort_key(way) for way in ways))


def sort_key(text: str) -> str:
    """Return what the cards sort a text by: small ASCII letters, the first without its sign.

    The triggers of the database do the same.
    """
    first = text[:1]
    base = unicodedata.normalize("NFD", first)[:1]
    spoken = SPOKEN_LETTERS.get(first.lower(), "")
    if len(spoken) == 1:
        first = spoken
    elif _is_latin(first) and base.isascii() and base.isalpha():
        first = base
    return "".join(letter.lower() if letter.isascii() else letter for letter in first + text[1:])


def read_bytes(text: str) -> float | None:
    """Return the bytes of ``50MB``, ``1.5 GB`` or ``800kB``; a number alone is of megabytes."""
    found = _SIZE.fullmatch(text)
    number = read_number(found[1]) if found else None
    if found is None or number is None:
        return None
    return number * _BYTES[(found[2] or "MB").upper()]


def read_spans(text: str, read: Reader, *, near: float = 0.0) -> tuple[Span, ...]:
    """Return the numbers of ``1..2``, ``1..``, ``>=1``, ``<2``, ``2±1`` or ``1``, else nothing.

    One number alone stands for all that are not farther than ``near`` from it.
    """
    if found := _SPAN.fullmatch(text):
        return _between(*(_limit(side, read) for side in (found["low"], found["high"])))
    if found := _ABOUT.fullmatch(text):
        middle, off = read(found["middle"].strip()), read(found["off"].strip())
        return (
            () if middle is None or off is None else (Span(middle - abs(off), middle + abs(off)),)
        )
    if found := _BOUND.fullmatch(text):
        limit = read(found["limit"].strip())
        return () if limit is None else (_beyond(found["sign"], limit),)
    number = read(text.strip())
    return () if number is None else (Span(number - near, number + near),)


def read_number(text: str) -> float | None:
    """Return the number that is written, with a point or a comma."""
    if not _NUMBER.fullmatch(text):
        return None
    return float(text.replace(",", ".").replace("\u2212", "-"))


def read_seconds(text: str) -> float | None:
    """Return the seconds of ``3:30``, ``1:02:03`` or ``210``."""
    found = _TIME.fullmatch(text)
    if found is None:
        return read_number(text)
    hours, minutes, seconds = found.groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)


def read_added(text: str) -> Ago | Days | None:
    """Return what ``7d``, ``2w``, ``2026-03``, ``2026-01..2026-03`` or ``2026-01-05..`` mean."""
    if found := _AGO.fullmatch(text):
        return Ago(int(found[1]) * _DAYS[found[2].lower()])
    first, dots, last = text.partition("..")
    days = [_days(side.strip()) for side in (first, last if dots else first)]
    given = [bool(first.strip()), bool(last.strip()) if dots else True]
    if not any(given) or any(
        is_given and not day for is_given, day in zip(given, days, strict=True)
    ):
        return None
    return Days(days[0][0] if days[0] else None, days[1][1] if days[1] else None)


def near_tempi(tempo_bpm: float, *, fraction: float = 0.06) -> tuple[Span, ...]:
    """Return the tempi that can be mixed with one: within 6 %, of its half and its double too."""
    return tuple(
        Span(tempo_bpm * octave * (1 - fraction), tempo_bpm * octave * (1 + fraction))
        for octave in (1.0, 0.5, 2.0)
    )


def _is_latin(letter: str) -> bool:
    return "\u00c0" <= letter <= "\u017f" or "\u1e00" <= letter <= "\u1ef9"


def _spoken(word: str) -> str:
    return "".join(SPOKEN_LETTERS.get(letter, letter) for letter in word)


def _limit(text: str, read: Reader) -> tuple[bool, float | None]:
    """Return whether a side of a span can be read, and the number; an empty one is no limit."""
    said = text.strip()
    number = read(said) if said else None
    return not said or number is not None, number


def _between(low: tuple[bool, float | None], high: tuple[bool, float | None]) -> tuple[Span, ...]:
    if not (low[0] and high[0]) or (low[1] is None and high[1] is None):
        return ()
    ends = (low[1], high[1])
    if low[1] is not None and high[1] is not None:
        ends = (min(low[1], high[1]), max(low[1], high[1]))
    return (Span(*ends),)


def _beyond(sign: str, limit: float) -> Span:
    match sign:
        case ">=":
            return Span(limit, None)
        case "<=":
            return Span(None, limit)
        case ">":
            return Span(math.nextafter(limit, math.inf), None)
        case "<":
            return Span(None, math.nextafter(limit, -math.inf))
        case _:
            return Span(limit, limit)


def _days(text: str) -> tuple[date, date] | None:
    """Return the first and the last day of a year, a month or a day."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        if day:
            return first, first
        ahead = date(first.year + (not month or month == 12), (month or 0) % 12 + 1, 1)  # noqa: PLR2004  — December
    except ValueError:
        return None
    return first, ahead - timedelta(days=1)
