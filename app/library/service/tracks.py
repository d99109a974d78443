"""Files become tracks, and tracks are changed, thrown away and brought back."""

import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from sqlmodel import Session

import app.library.repository as repository
from app.core import clock
from app.core.audio import Inspection
from app.core.database import announce
from app.core.errors import InvalidInput, NotFound, UnusableAudio
from app.core.storage import MediaKey, MediaStore
from app.core.workplace import Received, check_size, refusals_of
from app.library.errors import TooLarge
from app.library.models import Track, TrackSource
from app.library.ports import (
    TrackChanged,
    TrackDeleted,
    TrackEdit,
    TrackImported,
    TrackRestored,
)
from app.library.rules import artist_and_title_of, clean_name

CHUNK_BYTES = 1 << 20


def receive_file(media: MediaStore, path: Path, *, limit_bytes: int) -> Received:
    """Copy a file of this machine to the storage's waiting room.

    Raises:
        NotFound: if there is no such file.
        InvalidInput: if it is a folder, cannot be read, or is larger than ``limit_bytes``.
        StorageFailed: if our disk refuses.
    """
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise NotFound(f"There is no file '{path}'.") from error
    except OSError as error:
        raise _unreadable(path, error) from error
    if not stat.S_ISREG(found.st_mode):
        raise InvalidInput(f"'{path}' is not a file. Name the audio files in it.")
    check_size(found.st_size, name=path.name, limit_bytes=limit_bytes)
    return media.receive(_chunks_of(path), name=path.name, limit_bytes=limit_bytes)


def check_upload_size(size_bytes: int, *, name: str, limit_bytes: int) -> None:
    """Accept the size of what comes in over the network.

    Raises:
        TooLarge: if it is above the limit.
    """
    try:
        check_size(size_bytes, name=name, limit_bytes=limit_bytes)
    except InvalidInput as error:
        raise TooLarge(str(error)) from error


def receive_stream(
    media: MediaStore, chunks: Iterable[bytes], *, name: str, limit_bytes: int
) -> Received:
    """Write what comes in over the network to the storage's waiting room.

    Raises:
        TooLarge: if it gets larger than ``limit_bytes``; nothing is kept of it then.
        UnusableAudio: if nothing came.
        StorageFailed: if our disk refuses.
    """
    shown = clean_name(name)

    def limited() -> Iterator[bytes]:
        size_bytes = 0
        for chunk in chunks:
            size_bytes += len(chunk)
            check_upload_size(size_bytes, name=shown, limit_bytes=limit_bytes)
            yield chunk
        if size_bytes == 0:
            raise UnusableAudio(f"'{shown}' is empty. Choose a file with audio in it.")

    return media.receive(limited(), name=shown, limit_bytes=limit_bytes)


def add_track(
    session: Session,
    inspection: Inspection,
    *,
    track_id: UUID,
    owner_id: UUID,
    file_name: str,
    content_hash: str,
    size_bytes: int,
    source: TrackSource,
) -> Track:
    """Add a track to its owner's library, or return the one made of the same bytes.

    One that was thrown away comes back.
    """
    tags = inspection.tags
    artist, title = artist_and_title_of(file_name)
    track = Track(
        id=track_id,
        owner_id=owner_id,
        title=tags.title or title,
        artist=tags.artist or (None if tags.title else artist),
        album=tags.album,
        genre=tags.genre,
        year=tags.year,
        source=source,
        file_name=clean_name(file_name),
        media_key=media_key_of(track_id),
        content_hash=content_hash,
        size_bytes=size_bytes,
        container=inspection.container,
        codec=inspection.codec,
        sample_rate_hz=inspection.sample_rate_hz,
        channels=inspection.channels,
        duration_seconds=inspection.duration_seconds,
        peak_db=inspection.peak_db,
    )
    kept = repository.insert_unless_known(session, track)
    if kept is track:
        announce(session, TrackImported(track.id, track.owner_id, track.title))
        return track
    return restore_track(session, kept.id, owner_id=owner_id)


def edit_track(session: Session, track_id: UUID, edit: TrackEdit, *, owner_id: UUID) -> Track:
    """Change what is written about a track.

    Raises:
        NotFound: if the owner has no such track.
    """
    track = repository.get_track(session, track_id, owner_id=owner_id)
    for name, value in edit.model_dump(exclude_unset=True).items():
        setattr(track, name, value)
    track.changed_at = clock.now()
    session.add(track)
    announce(session, TrackChanged(track.id, owner_id))
    return track


def delete_track(session: Session, track_id: UUID, *, owner_id: UUID) -> Track:
    """Throw a track away; until it is purged, :func:`restore_track` brings it back.

    Raises:
        NotFound: if the owner has no such track.
    """
    track = repository.get_track(session, track_id, owner_id=owner_id)
    track.deleted_at = clock.now()
    session.add(track)
    announce(session, TrackDeleted(track.id, owner_id))
    return track


def restore_track(session: Session, track_id: UUID, *, owner_id: UUID) -> Track:
    """Bring a track back that was thrown away; one that was not stays as it is.

    Raises:
        NotFound: if the owner has no such track, or it is purged.
    """
    track = repository.get_any_track(session, track_id, owner_id=owner_id)
    if track.deleted_at is not None:
        track.deleted_at = None
        session.add(track)
        announce(session, TrackRestored(track.id, owner_id))
    return track


def media_key_of(track_id: UUID) -> MediaKey:
    """Return where the audio of a track lies; formats are told by content, not by extension."""
    return MediaKey(f"tracks/{track_id}.audio")


def _chunks_of(path: Path) -> Iterator[bytes]:
    try:
        source = path.open("rb")
    except OSError as error:
        raise _unreadable(path, error) from error
    with source, refusals_of(path.parent):
        while chunk := source.read(CHUNK_BYTES):
            yield chunk


def _unreadable(path: Path, error: OSError) -> InvalidInput:
    return InvalidInput(f"'{path}' cannot be read ({error.strerror}). Check its rights.")
