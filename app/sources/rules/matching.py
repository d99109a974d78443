"""Finding the tracks one has for the lines of a list: by ids, by file, by name, by likeness."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final, Generic, Protocol, TypeVar

from app.core.units import seconds_to_words
from app.sources.rules.names import OTHER_TAKES, Name, fold, read_name
from app.sources.rules.postings import Postings

Id = TypeVar("Id")

SAME_LENGTH_SECONDS: Final = 3.0
CHOICES_AT_MOST: Final = 5

_LIKENESS_AT_LEAST: Final = 0.72
_TITLES_AT_LEAST: Final = 0.7
_ARTISTS_AT_LEAST: Final = 0.6
_NEAR_SECONDS: Final = 15.0
_LOOKED_AT: Final = 12
_NUMBER = re.compile(r"\d+|[ivx]{2,4}")
_VAGUE_FILE = re.compile(
    r"(?:audio|track|file|untitled|unknown|song|recording|\W|\d)*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Known(Generic[Id]):
    """A track that one has; ``file_name`` is what it was called when it came."""

    id: Id
    title: str
    artist: str | None = None
    duration_seconds: float | None = None
    spotify_id: str | None = None
    isrc: str | None = None
    file_name: str | None = None


class Wanted(Protocol):
    """What is known of a track that is looked for, such as a line of a list."""

    @property
    def title(self) -> str | None:
        """Return its title."""
        ...

    @property
    def artist(self) -> str | None:
        """Return its artists in one line."""
        ...

    @property
    def duration_seconds(self) -> float | None:
        """Return its length."""
        ...

    @property
    def spotify_id(self) -> str | None:
        """Return its id at Spotify."""
        ...

    @property
    def isrc(self) -> str | None:
        """Return the code of its recording."""
        ...

    @property
    def path(self) -> str | None:
        """Return where its file lies or lay."""
        ...


class Verdict(StrEnum):
    """Whether one has a track."""

    SURE = "sure"
    LIKELY = "likely"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Choice(Generic[Id]):
    """A track that may be meant; ``score`` is 0..1, ``reason`` says why in words."""

    id: Id
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Match(Generic[Id]):
    """What one has of a line: one choice where it is sure, up to five where it is likely."""

    verdict: Verdict
    choices: tuple[Choice[Id], ...]


class KnownTracks(Generic[Id]):
    """All tracks one has, ready to be asked about many lines."""

    def __init__(self, tracks: Iterable[Known[Id]]) -> None:
        self._tracks = list(tracks)
        self._names = [read_name(track.title, track.artist) for track in self._tracks]
        self._by_spotify: dict[str, int] = {}
        self._by_isrc: dict[str, int] = {}
        self._by_file: defaultdict[str, list[int]] = defaultdict(list)
        self._by_title: defaultdict[str, list[int]] = defaultdict(list)
        for place, (track, name) in enumerate(zip(self._tracks, self._names, strict=True)):
            if track.spotify_id:
                self._by_spotify.setdefault(track.spotify_id, place)
            if track.isrc:
                self._by_isrc.setdefault(track.isrc.replace("-", "").upper(), place)
            if stem := file_stem(track.file_name):
                self._by_file[stem].append(place)
            self._by_title[name.title].append(place)
        self._postings = Postings(self._names)

    def match(self, wanted: Wanted) -> Match[Id]:
        """Return what one has of a track that is looked for."""
        by_id = self._find_by_id(wanted) or self._find_by_file(wanted)
        if by_id:
            return Match(Verdict.SURE, (by_id,))
        if not wanted.title:
            return Match(Verdict.NEW, ())
        name = read_name(wanted.title, wanted.artist)
        same = self._judged(wanted, name, self._by_title.get(name.title, ()))
        best = max(same, key=lambda choice: choice.score, default=None)
        if best and best.score >= 1.0:
            return Match(Verdict.SURE, (best,))
        places = set(self._postings.nearest(name, _LOOKED_AT))
        places.difference_update(self._by_title.get(name.title, ()))
        all_ = same + self._judged(wanted, name, sorted(places))
        all_.sort(key=lambda choice: -choice.score)
        chosen = tuple(all_[:CHOICES_AT_MOST])
        return Match(Verdict.LIKELY if chosen else Verdict.NEW, chosen)

    def _find_by_id(self, wanted: Wanted) -> Choice[Id] | None:
        place = self._by_spotify.get(wanted.spotify_id or "")
        if place is not None:
            return Choice(self._tracks[place].id, 1.0, "the same track at Spotify")
        place = self._by_isrc.get((wanted.isrc or "").upper())
        if place is not None:
            return Choice(self._tracks[place].id, 1.0, "the same recording by its ISRC")
        return None

    def _find_by_file(self, wanted: Wanted) -> Choice[Id] | None:
        """Return a file of the same name that nothing speaks against."""
        stem = file_stem(wanted.path)
        name = read_name(wanted.title, wanted.artist) if wanted.title else None
        fitting = [
            place
            for place in self._by_file.get(stem, ())
            if _gap(wanted, self._tracks[place]) <= SAME_LENGTH_SECONDS
            and (name is None or _titles_agree(name, self._names[place]))
        ]
        is_clear = len(fitting) == 1 or (fitting and wanted.duration_seconds)
        return (
            Choice(self._tracks[fitting[0]].id, 1.0, "a file of the same name")
            if is_clear
            else None
        )

    def _judged(self, wanted: Wanted, name: Name, places: Sequence[int]) -> list[Choice[Id]]:
        judged = (_judge(wanted, name, self._tracks[place], self._names[place]) for place in places)
        return [choice for choice in judged if choice]


def file_stem(path: str | None) -> str:
    """Return the name of a file to compare by; nothing for one that says nothing."""
    base = (path or "").replace("\\", "/").rsplit("/", 1)[-1]
    stem = base.rsplit(".", 1)[0] if "." in base else base
    return "" if _VAGUE_FILE.fullmatch(stem) else " ".join(fold(stem).split())


def _gap(wanted: Wanted, track: Known[Id]) -> float:
    """Return by how many seconds lengths differ; nothing where one is not known."""
    if wanted.duration_seconds is None or track.duration_seconds is None:
        return 0.0
    return abs(wanted.duration_seconds - track.duration_seconds)


def _titles_agree(one: Name, other: Name) -> bool:
    return one.version == other.version and _likeness(one.title, other.title) > _TITLES_AT_LEAST


def _judge(wanted: Wanted, name: Name, track: Known[Id], known: Name) -> Choice[Id] | None:
    """Return how likely a track is meant, or None where it is another; 1 is sure."""
    if name.version != known.version or _telling(name.title) != _telling(known.title):
        return None
    titles = 1.0 if name.title == known.title else _likeness(name.title, known.title)
    artists = _artists_likeness(name, known)
    likeness = 0.6 * titles + 0.4 * artists
    if titles < _TITLES_AT_LEAST or artists < _ARTISTS_AT_LEAST or likeness < _LIKENESS_AT_LEAST:
        return None
    score, doubts = likeness, list[str]()
    if titles < 1.0:
        doubts.append(f"the title is '{track.title}'")
    if artists < 1.0:
        doubts.append(f"the artist is '{track.artist}'" if track.artist else "it names no artist")
    gap = _gap(wanted, track)
    if gap > SAME_LENGTH_SECONDS:
        score *= 0.9 if gap <= _NEAR_SECONDS else 0.7
        doubts.append(f"it is {seconds_to_words(track.duration_seconds or 0)} long")
    if name.length != known.length:
        score *= 0.9
        doubts.append("one of them is an edit or an extended version")
    if not doubts:
        return Choice(track.id, 1.0, "the same artist and title")
    return Choice(track.id, round(min(score, 0.99), 3), "much the same, but " + ", ".join(doubts))


def _artists_likeness(one: Name, other: Name) -> float:
    """Return 1 where one names the artists of the other and maybe guests, else less."""
    if not one.artists or not other.artists:
        return 0.8
    if one.artists <= other.artists or other.artists <= one.artists:
        return 1.0
    if one.artists & other.artists:
        return 0.85
    return _likeness(" ".join(sorted(one.artists)), " ".join(sorted(other.artists)))


def _likeness(one: str, other: str) -> float:
    """Return 0..1, the share of signs that two texts have in common and in order."""
    if one == other:
        return 1.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < _ARTISTS_AT_LEAST or matcher.quick_ratio() < _ARTISTS_AT_LEAST:
        return 0.0
    return matcher.ratio()


def _telling(title: str) -> list[str]:
    """Return the words that no slip of a pen explains: numbers, and those of other takes."""
    return sorted(word for word in title.split() if word in OTHER_TAKES or _NUMBER.fullmatch(word))
