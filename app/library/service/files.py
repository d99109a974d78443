"""Tracks and their files: where they lie, bytes that change, many that are thrown away at once."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session

import app.library.repository as repository
from app.core import clock
from app.core.database import announce
from app.library.models import Track
from app.library.ports import TrackChanged, TrackDeleted
from app.library.service.tracks import media_key_of

CHUNK = 500


def throw_away(session: Session, track_ids: Sequence[UUID], *, owner_id: UUID) -> int:
    """Throw the owner's tracks away as :func:`delete_track` does; return how many there were."""
    count = 0
    for start in range(0, len(track_ids), CHUNK):
        chunk = track_ids[start : start + CHUNK]
        gone = repository.mark_deleted(session, chunk, owner_id=owner_id, at=clock.now())
        for track_id in gone:
            announce(session, TrackDeleted(track_id, owner_id))
        count += len(gone)
    return count


def change_bytes(session: Session, track: Track, *, content_hash: str, size_bytes: int) -> Track:
    """Write down that a track's file was written anew, and still holds the same sound."""
    track.content_hash, track.size_bytes = content_hash, size_bytes
    track.changed_at = clock.now()
    session.add(track)
    session.flush()
    announce(session, TrackChanged(track.id, track.owner_id))
    return track


def mark_place(session: Session, track_id: UUID, *, owner_id: UUID, is_stored: bool) -> None:
    """Write down whether the audio of a track lies in the storage, or where it was found.

    Raises:
        NotFound: if the owner has no such track.
    """
    track = repository.get_any_track(session, track_id, owner_id=owner_id)
    track.media_key = media_key_of(track_id) if is_stored else f"folders/{track_id}"
    session.add(track)
