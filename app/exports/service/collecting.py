"""Any number of tracks leave together: as an archive that is made while it is sent, or a list."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import Final
from uuid import UUID

from pydantic import BaseModel, ValidationError
from sqlmodel import Session

from app import library, sources, stems
from app.core.database import Database
from app.core.errors import NotFound
from app.core.names import fit_for_names
from app.core.storage import MediaStore
from app.exports.encoding import PLAYLIST_FORMATS, encode
from app.exports.ports import Entry, ListedTrack, PlaylistFile
from app.exports.service.planning import entry_of, get_choice, listed, plan_stems
from app.library import NoAudio, Track

AT_A_TIME: Final = 50
"""So many tracks are looked up at once, while an archive is on its way."""

MOST_BYTES: Final = 10_000_000

PLAYLIST: Final = "Playlist"
LEFT_OUT: Final = "Not included.txt"


class CollectionKind(StrEnum):
    """As what tracks leave: two archives, and two lists."""

    ORIGINALS = "originals"
    STEMS = "stems"
    M3U8 = "m3u8"
    TEXT = "text"

    @property
    def is_archive(self) -> bool:
        """Say whether it is an archive of sound."""
        return self in {CollectionKind.ORIGINALS, CollectionKind.STEMS}


class TrackOrder(BaseModel):
    """Which tracks somebody wants, as what: kept so that a browser can come for it."""

    owner_id: UUID
    kind: CollectionKind
    track_ids: list[UUID]


def keep_order(media: MediaStore, order: TrackOrder) -> UUID:
    """Write down what is wanted; return by what it is found until the cleaner takes it.

    Raises:
        StorageFailed: if the disk refuses.
    """
    written = order.model_dump_json().encode()
    return media.receive([written], name="export", limit_bytes=MOST_BYTES).upload_id


def find_order(media: MediaStore, order_id: UUID, *, owner_id: UUID) -> TrackOrder:
    """Return what the owner wanted.

    Raises:
        NotFound: if there is nothing of the kind, or no longer.
    """
    gone = "This export is no longer there. Select the tracks and export them again."
    file = media.upload(order_id)
    try:
        if file.stat().st_size > MOST_BYTES:
            raise NotFound(gone)
        order = TrackOrder.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise NotFound(gone) from error
    if order.owner_id != owner_id:
        raise NotFound(gone)
    return order


def collect(database: Database, media: MediaStore, order: TrackOrder) -> Iterator[Entry]:
    """Yield the entries of an archive of tracks; each is looked up when its turn comes.

    Originals have a playlist beside them. What cannot be had is named in a text at the end, so that
    nothing is missing unseen.
    """
    find = _stems if order.kind is CollectionKind.STEMS else _originals
    apart, left_out, played = Apart(), list[str](), list[ListedTrack]()
    for start in range(0, len(order.track_ids), AT_A_TIME):
        chunk = order.track_ids[start : start + AT_A_TIME]
        with database.reading() as session:
            found = find(session, media, _read(session, chunk, order.owner_id), left_out)
        for track, entry in found:
            name, _, extension = entry.name.rpartition(".")
            called = apart.tell(name, extension)
            played.append(replace(listed(track), file_name=called))
            yield Entry(called, entry.blocks, size_bytes=entry.size_bytes)
    if played and order.kind is CollectionKind.ORIGINALS:
        form = PLAYLIST_FORMATS.get(CollectionKind.M3U8.value)
        yield _text_entry(f"{PLAYLIST}.{form.extension}", form.write(PLAYLIST, played))
    if left_out:
        lines = ["These tracks could not be included:", *left_out, ""]
        yield _text_entry(LEFT_OUT, "\n".join(lines))


def write_tracks(session: Session, order: TrackOrder, *, title: str) -> PlaylistFile:
    """Return tracks as a list; they are called as their originals are saved."""
    form = PLAYLIST_FORMATS.get(order.kind.value)
    tracks = [
        track
        for start in range(0, len(order.track_ids), AT_A_TIME)
        for track in _read(session, order.track_ids[start : start + AT_A_TIME], order.owner_id)
    ]
    return PlaylistFile(
        name=library.download_name(None, title, extension=form.extension),
        media_type=form.media_type,
        text=form.write(title, [listed(track) for track in tracks]),
    )


class Apart:
    """Gives a number to a name that was there already; capitals do not tell two files apart."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {LEFT_OUT.casefold(): 1}

    def tell(self, name: str, extension: str) -> str:
        """Return a name that was not there before."""
        another = f"{name}.{extension}"
        while another.casefold() in self._seen:
            self._seen[f"{name}.{extension}".casefold()] += 1
            number = self._seen[f"{name}.{extension}".casefold()]
            another = f"{name} {number}.{extension}"
        self._seen[another.casefold()] = 1
        return another


def _originals(
    session: Session, media: MediaStore, tracks: Sequence[Track], left_out: list[str]
) -> list[tuple[Track, Entry]]:
    found: list[tuple[Track, Entry]] = []
    for track in tracks:
        try:
            path = sources.audio_path(session, media, track)
            found.append((track, entry_of(fit_for_names(listed(track).file_name), path)))
        except (NotFound, NoAudio, FileNotFoundError):
            left_out.append(f"{_named(track)}: no audio here")
    return found


def _stems(
    session: Session, media: MediaStore, tracks: Sequence[Track], left_out: list[str]
) -> list[tuple[Track, Entry]]:
    found: list[tuple[Track, Entry]] = []
    for track in tracks:
        mine = {"owner_id": track.owner_id, "track_id": track.id}
        current = stems.find_current_separation(session, **mine)
        if current is None:
            left_out.append(f"{_named(track)}: no stems yet")
            continue
        choice = get_choice(session, owner_id=track.owner_id)
        try:
            files = plan_stems(
                session, current.id, owner_id=track.owner_id, media=media, choice=choice
            )
        except NotFound:
            left_out.append(f"{_named(track)}: its stems are gone")
            continue
        found += [(track, Entry(file.name, partial(encode, file))) for file in files]
    return found


def _text_entry(name: str, text: str) -> Entry:
    content = text.encode()
    return Entry(name, lambda: iter([content]), size_bytes=len(content))


def _read(session: Session, track_ids: Sequence[UUID], owner_id: UUID) -> list[Track]:
    """Return those of the tracks that are still there, in their order."""
    found = {
        track.id: track for track in library.read_tracks(session, track_ids, owner_id=owner_id)
    }
    return [found[track_id] for track_id in track_ids if track_id in found]


def _named(track: Track) -> str:
    return " - ".join(words for words in (track.artist, track.title) if words)
