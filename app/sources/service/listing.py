"""Lists of other programs: what the owner has of their lines, and playlists made of them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO
from uuid import UUID

from sqlmodel import Session

from app import library
from app.core.errors import NotFound
from app.library import TrackName
from app.sources.lists import ListKind, ListLine, NamedList, ReadList, read_list
from app.sources.rules.matching import Known, KnownTracks, Match, Verdict
from app.sources.service.line_names import link_from, link_of, names_in_path, source_of, wanted_of


@dataclass(frozen=True, slots=True)
class ListChoice:
    """A track of the owner's that a line may mean; ``score`` is 0..1, ``reason`` says why."""

    track_id: UUID
    title: str
    artist: str | None
    duration_seconds: float
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class MatchedLine:
    """A line of a list, and what the owner has of it, the best first."""

    line: ListLine
    verdict: Verdict
    choices: tuple[ListChoice, ...]


@dataclass(frozen=True, slots=True)
class FoundList:
    """A playlist in a file: its folders and its name, and the numbers of its lines in order.

    ``link`` is the same whenever this list of this file is read.
    """

    path: tuple[str, ...]
    link: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MatchedList:
    """A file with lists, its lines compared with what the owner has."""

    kind: ListKind
    title: str
    lists: tuple[FoundList, ...]
    lines: tuple[MatchedLine, ...]
    problems: tuple[str, ...]

    def count(self, verdict: Verdict) -> int:
        """Return how many lines have this verdict."""
        return sum(one.verdict is verdict for one in self.lines)


@dataclass(frozen=True, slots=True)
class ImportedPlaylist:
    """A playlist that was made, or brought up to date; ``added`` tracks came into it."""

    id: UUID
    title: str
    is_new: bool
    added: int


@dataclass(frozen=True, slots=True)
class ImportedList:
    """What was done: playlists, those nothing was found of, and how many tracks are new.

    ``left_out`` counts the lines of each verdict that no track stands for, and ``wanted`` names the
    tracks whose audio is still to be fetched.
    """

    playlists: tuple[ImportedPlaylist, ...]
    empty: tuple[str, ...]
    added: int
    left_out: Mapping[Verdict, int]
    wanted: tuple[UUID, ...] = ()


def match_list(session: Session, opened: BinaryIO, *, name: str, owner_id: UUID) -> MatchedList:
    """Read a list from an open, seekable file, and find what the owner has of its lines.

    Raises:
        InvalidInput: if it is no list, too large, broken, or has no track in it.
    """
    found = read_list(opened, name=name)
    shelf = _Shelf(library.list_track_names(session, owner_id=owner_id))
    lines = tuple(shelf.match(line) for line in found.lines)
    return MatchedList(found.kind, found.title, _lists_of(found, name), lines, found.problems)


def choose_lists(matched: MatchedList, names: Sequence[str]) -> MatchedList:
    """Return only what belongs to the lists, or folders of lists, of these names or paths.

    Raises:
        NotFound: if there is none of one of these names.
    """
    chosen: dict[str, FoundList] = {}
    for name in names:
        found = [one for one in matched.lists if name.casefold() in _names_of(one)]
        if not found:
            there = ", ".join(f"'{'/'.join(one.path)}'" for one in matched.lists[:20])
            raise NotFound(f"There is no list '{name}' in '{matched.title}'. There are: {there}.")
        chosen.update((one.link, one) for one in found)
    numbers = {number for one in chosen.values() for number in one.numbers}
    lines = tuple(one for one in matched.lines if one.line.number in numbers)
    return replace(matched, lists=tuple(chosen.values()), lines=lines)


def import_list(
    session: Session,
    matched: MatchedList,
    *,
    owner_id: UUID,
    with_likely: bool = False,
    with_wanted: bool = False,
) -> ImportedList:
    """Make the playlists of a file, or bring them up to date, with what the owner has of them.

    ``with_likely`` takes the best choice where nothing is sure; ``with_wanted`` adds tracks
    without audio for lines of which the owner has nothing.

    Raises:
        InvalidInput: if there would be too many playlists, or too many tracks in one.
    """
    tracks: dict[int, UUID] = {}
    added = 0
    absent: dict[UUID, None] = {}
    left_out: Counter[Verdict] = Counter()
    for one in matched.lines:
        wanted = wanted_of(one.line) if with_wanted and one.verdict is Verdict.NEW else None
        if one.verdict is Verdict.SURE or (one.verdict is Verdict.LIKELY and with_likely):
            tracks[one.line.number] = one.choices[0].track_id
        elif wanted is not None:
            track, is_new = library.want_track(
                session, wanted, owner_id=owner_id, source=source_of(one.line)
            )
            library.restore_track(session, track.id, owner_id=owner_id)  # it was just asked for
            tracks[one.line.number] = track.id
            added += is_new
            if not track.has_audio:
                absent[track.id] = None
        else:
            left_out[one.verdict] += 1
    empty: list[str] = []
    playlists: list[ImportedPlaylist] = []
    for found in matched.lists:
        track_ids = [tracks[number] for number in found.numbers if number in tracks]
        if track_ids:
            playlists.append(_take_over(session, found, track_ids, owner_id=owner_id))
        else:
            empty.append(found.path[-1])
    return ImportedList(tuple(playlists), tuple(empty), added, left_out, tuple(absent))


class _Shelf:
    """The tracks of an owner, to be asked for lines."""

    def __init__(self, tracks: Sequence[TrackName]) -> None:
        self._tracks = {track.id: track for track in tracks}
        self._by_link = {track.link: track for track in tracks if track.link}
        self._known = KnownTracks(
            Known(
                track.id,
                track.title,
                track.artist,
                track.duration_seconds or None,
                track.spotify_id,
                track.isrc,
                track.file_name or None,
            )
            for track in tracks
        )

    def match(self, line: ListLine) -> MatchedLine:
        """Return what there is of a line."""
        match = self._known.match(line)
        if match.verdict is not Verdict.SURE and (known := self._by_link.get(link_of(line))):
            return MatchedLine(line, Verdict.SURE, (_choice(known, 1.0, "it came from this line"),))
        if match.verdict is Verdict.NEW and not line.title:
            match = self._match_by_file_name(line)
        choices = tuple(
            _choice(self._tracks[one.id], one.score, one.reason) for one in match.choices
        )
        return MatchedLine(line, match.verdict, choices)

    def _match_by_file_name(self, line: ListLine) -> Match[UUID]:
        artist, title = names_in_path(line)
        return self._known.match(replace(line, artist=artist, title=title))


def _choice(track: TrackName, score: float, reason: str) -> ListChoice:
    return ListChoice(track.id, track.title, track.artist, track.duration_seconds, score, reason)


def _lists_of(found: ReadList, name: str) -> tuple[FoundList, ...]:
    """Return the playlists of a file; a plain list is one of all its lines."""
    if not found.lists:
        numbers = tuple(line.number for line in found.lines)
        return (FoundList((found.title,), link_from(name), numbers),)
    seen: Counter[tuple[str, ...]] = Counter()
    lists: list[FoundList] = []
    for path, one in _walk(found.lists, ()):
        seen[path] += 1
        link = link_from(name, *path, *([str(seen[path])] if seen[path] > 1 else []))
        lists.append(FoundList(path, link, one.numbers))
    return tuple(lists)


def _walk(
    lists: Sequence[NamedList], above: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], NamedList]]:
    for one in lists:
        path = (*above, one.name)
        if not one.is_folder:
            yield path, one
        yield from _walk(one.lists, path)


def _names_of(found: FoundList) -> set[str]:
    """Return what a list answers to: its name, its folders, and the paths of all of them."""
    paths = {"/".join(found.path[: end + 1]) for end in range(len(found.path))}
    return {name.casefold() for name in paths | set(found.path)}


def _take_over(
    session: Session, found: FoundList, track_ids: Sequence[UUID], *, owner_id: UUID
) -> ImportedPlaylist:
    known = library.find_playlist_by_link(session, found.link, owner_id=owner_id)
    before = _count(session, known.id, owner_id) if known else 0
    playlist = library.take_over_playlist(
        session, found.path[-1], track_ids, link=found.link, owner_id=owner_id
    )
    added = _count(session, playlist.id, owner_id) - before
    return ImportedPlaylist(playlist.id, playlist.title, known is None, added)


def _count(session: Session, playlist_id: UUID, owner_id: UUID) -> int:
    return len(library.list_playlist_tracks(session, playlist_id, owner_id=owner_id))
