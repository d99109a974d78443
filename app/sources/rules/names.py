"""Names of tracks in the form they are compared in: no accents, no case, versions apart."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i"}
)
_APOSTROPHES: Final = str.maketrans("", "", "'\u2018\u2019\u02bc`\u00b4")
_WORD = re.compile(r"\w+")
_AND = re.compile(r"\s*&\s*")
_BRACKET = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_DASHED = re.compile(r"\s+[-\u2013\u2014]\s+(?=[^-]*$)")
_FEATURING = re.compile(r"\b(?:featuring|feat|ft|with)\b\.?\s+(.*)", re.IGNORECASE)
_FEATURING_INSIDE = re.compile(
    r"\s\(?(?:featuring|feat\.?|ft\.?)\s+([^()\[\]]+?)\)?\s*$", re.IGNORECASE
)
_ARTISTS = re.compile(
    r"\s*(?:[,;/&+]|\s(?:and|und|x|\u00d7|vs\.?|versus|featuring|feat\.?|ft\.?|with)\s)\s*",
    re.IGNORECASE,
)
_THE_LAST = re.compile(r"^(.*),\s*the$", re.IGNORECASE)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NOTHING: Final[frozenset[str]] = frozenset()
_NEUTRAL: Final = _set(
    "original mix version album single remaster remastered digital explicit clean stereo mono "
    "official audio video lyric lyrics hd hq music"
)
_LENGTHS: Final = _set("radio edit extended short long full")
OTHER_TAKES: Final = _set(
    "remix rmx rework reworked bootleg mashup vip dub flip refix live acoustic instrumental "
    "acapella acappella karaoke cover demo "  # codespell:ignore acapella
    "unplugged orchestral session sessions slowed sped "
    "nightcore reprise remake"
)
"""Words that say that a recording is another one of the same song."""

_MARKS: Final = OTHER_TAKES | _set("mix edit version remaster remastered extended")
_SAME_WORD: Final[dict[str, str]] = {"pt": "part", "vol": "volume", "rmx": "remix"}


@dataclass(frozen=True, slots=True)
class Name:
    """A title and its artists, ready to be compared.

    ``version`` has the words that make it another recording (a remix, a live take), ``length``
    those that make it a shorter or longer one of the same (a radio edit).
    """

    title: str
    artists: frozenset[str]
    version: frozenset[str]
    length: frozenset[str]


def read_name(title: str | None, artist: str | None) -> Name:
    """Return what a title and an artist name, whatever way they are written."""
    rest, featured, words = _take_apart(title or "")
    plain = _words_of(rest) or _words_of(title or "") or (title or "").casefold().split()
    if len(plain) > 1 and plain[0] == "the":
        plain = plain[1:]
    artists = read_artists(artist or "")
    artists = artists | read_artists(featured) if featured else artists
    if not words:
        return Name(" ".join(plain), artists, _NOTHING, _NOTHING)
    marked = words - _NEUTRAL
    if words & OTHER_TAKES or marked - _LENGTHS:
        return Name(" ".join(plain), artists, marked, _NOTHING)
    return Name(" ".join(plain), artists, _NOTHING, marked & _LENGTHS)


@lru_cache(maxsize=65_536)
def read_artists(artist: str) -> frozenset[str]:
    """Return the names in a line of artists, without "The", "feat." and what else joins them."""
    line = _THE_LAST.sub(r"the \1", artist.strip())
    names = (_artist(part) for part in _ARTISTS.split(line))
    found = frozenset(name for name in names if name)
    whole = _artist(artist)
    return found or (frozenset((whole,)) if whole else frozenset())


def fold(text: str) -> str:
    """Return small letters without accents and apostrophes."""
    small = text.casefold().translate(_APOSTROPHES)
    if small.isascii():
        return small
    parts = unicodedata.normalize("NFKD", small.translate(_LETTERS))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def _artist(name: str) -> str:
    words = _WORD.findall(fold(name))
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(words) or name.strip().casefold()


def _words_of(text: str) -> list[str]:
    words: list[str] = _WORD.findall(fold(_AND.sub(" and ", text) if "&" in text else text))
    return [_SAME_WORD.get(word, word) for word in words]


def _take_apart(title: str) -> tuple[str, str, frozenset[str]]:
    """Return a title without brackets, who is featured, and the words of its version."""
    featured: list[str] = []
    version: set[str] = set()

    def judge(inside: str) -> bool:
        """Take what stands in brackets or behind a dash, if it is no part of the title."""
        if guests := _FEATURING.match(inside.strip()):
            featured.append(guests.group(1))
            return True
        words = set(_words_of(inside))
        if words & _MARKS:
            version.update(word for word in words if not word.isdigit() or words & OTHER_TAKES)
            return True
        return False

    rest = title
    if any(sign in title for sign in "([{"):
        rest = _BRACKET.sub(lambda found: " " if judge(found.group(1)) else found.group(0), title)
    if any(dash in title for dash in "-\u2013\u2014"):
        head, *tail = _DASHED.split(rest, maxsplit=1)
        rest = head if tail and head.strip() and judge(tail[0]) else rest
    if "f" in title.lower() and (guests := _FEATURING_INSIDE.search(rest)):
        featured.append(guests.group(1))
        rest = rest[: guests.start()]
    return rest, " & ".join(featured), frozenset(version)
