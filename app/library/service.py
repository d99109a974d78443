"""Files become tracks."""

import stat
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from sqlmodel import Session

import app.library.repository as repository
from app.core.audio import Inspection
from app.core.database import announce
from app.core.errors import InvalidInput, NotFound
from app.core.storage import MediaKey, MediaStore
from app.core.workplace import Received, check_size, refusals_of
from app.library.models import Track, TrackSource
from app.library.ports import TrackImported
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
    """Add a track to its owner's library, or return the one made of the same bytes."""
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
    return kept


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
