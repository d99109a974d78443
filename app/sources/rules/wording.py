"""What the words of a title say: the song, the version, and what is only said about the upload."""

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher

_SAME_WORD = 0.82
"""Likeness from which two words are one with a typing error; ``colour`` and ``color`` are 0.91."""

_SHORT_WORD = 4
_FEATURED = re.compile(r"\b(?:feat|ft|featuring)\b\.?", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[{【「]([^)\]}】」]*)[)\]}】」]")
_DASH = re.compile(r"\s[-\u2013\u2014|]\s")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_MADE = re.compile(r"^(.*)\b(?:remix|mix|edit|bootleg|rework|flip|vip|dub)\b", re.IGNORECASE)
# fmt: off  — one word a line would be longer than the rest of the file
_SAID_OF_UPLOADS = frozenset(
    {
        "official",
        "officiel",
        "offizielles",
        "video",
        "videoclip",
        "clip",
        "audio",
        "visualizer",
        "visualiser",
        "lyric",
        "lyrics",
        "letra",
        "paroles",
        "hd",
        "hq",
        "4k",
        "uhd",
        "1080p",
        "720p",
        "full",
        "song",
        "music",
        "musik",
        "musikvideo",
        "mv",
        "m/v",
        "remaster",
        "remastered",
        "remasterizado",
        "version",
        "explicit",
        "clean",
        "original",
        "free",
        "download",
        "out",
        "now",
        "premiere",
        "stream",
        "high",
        "quality",
        "with",
        "on",
        "screen",
        "album",
        "single",
        "topic",
        "prod",
    }
)
"""Words that describe an upload and no song; a wanted title that has them keeps them."""

_OF_REISSUES = frozenset({"official", "remaster", "remastered", "lyrics", "lyric"})
_PLAIN_VERSIONS = frozenset({"mix", "edit"})
"""With *original* or *album* before them they name no other version."""

_NO_MAKERS = frozenset(
    {
        "the",
        "original",
        "extended",
        "radio",
        "club",
        "dub",
        "short",
        "long",
        "full",
        "special",
        "live",
        "a",
        "new",
        "album",
        "single",
        "vocal",
        "main",
        "my",
        "in",
        "to",
        "on",
    }
)
# fmt: on

_VERSIONS: dict[str, re.Pattern[str]] = {
    name: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)
    for name, pattern in {
        "live": r"live|concert|en vivo|ao vivo|unplugged|mtv session|tiny desk",
        "remix": r"remix(?:ed)?|rmx|rework|bootleg|flip|mash-?up",
        "cover": r"covers?|covered by|tribute|in the style of",
        "karaoke": r"karaoke|sing along|backing track",
        "instrumental": r"instrumental|no vocals",
        "a cappella": r"a ?capp?ella|vocals only",
        "sped up": r"sped ?up|speed ?up|spedup",
        "slowed": r"slowed|slow(?:ed)? down|daycore|chopped",
        "8D": r"8 ?d|16 ?d",
        "nightcore": r"nightcore",
        "reverb": r"reverb(?:ed)?",
        "extended": r"extended",
        "radio edit": r"radio (?:edit|mix|version)",
        "acoustic": r"acoustic",
        "bass boosted": r"bass ?boost(?:ed)?",
        "a loop": r"\d+ hours?|loop(?:ed)?",
        "a reaction": r"reaction|reacts?",
        "a lesson": r"tutorial|lesson|how to play",
        "a demo": r"demo",
    }.items()
}


@dataclass(frozen=True)
class Wording:
    """The words of a title: the song's, those that name a version, all; and who made that."""

    words: frozenset[str]
    version_words: frozenset[str]
    all_words: frozenset[str]
    versions: frozenset[str]
    makers: frozenset[str]


def read_wording(title: str) -> Wording:
    """Take a title apart."""
    plain = fold(title)
    parts = _BRACKETS.findall(plain)
    dashed = _DASH.split(_BRACKETS.sub(" ", plain))
    versions = frozenset(name for name, pattern in _VERSIONS.items() if pattern.search(plain))
    version_words = frozenset(
        word
        for pattern in _VERSIONS.values()
        for found in pattern.finditer(plain)
        for word in _WORD.findall(found.group())
    )
    makers = frozenset(word for part in [*parts, *dashed[1:]] for word in _makers(part))
    named = frozenset(_WORD.findall(plain))
    song = frozenset(_WORD.findall(_song_of(plain)))
    return Wording(song or named, version_words, named, versions, makers)


def words_of(text: str) -> frozenset[str]:
    """Return the words of a name, folded."""
    return frozenset(_WORD.findall(fold(text)))


def fold(text: str) -> str:
    """Return a text without capitals, accents and typographic signs."""
    apart = unicodedata.normalize("NFKD", text.replace("\u2019", "'").replace("&", " and "))
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    special = {"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ß": "ss", "$": "s"}
    return "".join(special.get(sign, sign) for sign in bare.casefold()).replace("'", "")


def found_share(words: frozenset[str], among: frozenset[str]) -> float:
    """Return the share of ``words`` that is found ``among`` others, typing errors forgiven."""
    if not words:
        return 0.0
    return sum(_is_among(word, among) for word in words) / len(words)


def _is_among(word: str, among: frozenset[str]) -> bool:
    if word in among:
        return True
    if len(word) < _SHORT_WORD or word.isdecimal():
        return False  # a letter makes another word of a short one
    return any(SequenceMatcher(None, word, other).ratio() >= _SAME_WORD for other in among)


def _song_of(plain: str) -> str:
    """Return a folded title without guests, and without what only describes the upload."""
    song, *guests = _FEATURED.split(_BRACKETS.sub(_bracket_without_talk, plain), maxsplit=1)
    # Behind guests, a title may go on: "Artist feat. Guest - Title".
    after = _DASH.split(guests[0], maxsplit=1)[1:] if guests else []
    first, *parts = [piece for half in (song, *after) for piece in _DASH.split(half)]
    return " ".join(_without_talk(part) for part in (first, *parts))


def _bracket_without_talk(found: re.Match[str]) -> str:
    part = found.group(1)
    return " " if _FEATURED.search(part) else f" {_without_talk(part)} "


def _without_talk(part: str) -> str:
    """Return what a part of a title says of the song: nothing, if it is only about the upload."""
    words = _WORD.findall(part)
    if any(word in _OF_REISSUES for word in words):
        words = [word for word in words if not word.isdecimal()]
    kept = [word for word in words if not _is_talk(word)]
    is_plain_version = len(kept) < len(words) and all(word in _PLAIN_VERSIONS for word in kept)
    return "" if is_plain_version else " ".join(kept)


def _is_talk(word: str) -> bool:
    return word in _SAID_OF_UPLOADS


def _makers(part: str) -> frozenset[str]:
    found = _MADE.search(part)
    if found is None:
        return frozenset()
    words = frozenset(_WORD.findall(found.group(1)))
    return frozenset(
        word for word in words if word not in _NO_MAKERS and word not in _SAID_OF_UPLOADS
    )
