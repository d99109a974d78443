"""Questions about tracks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, true, update
from sqlalchemy import select as select_columns
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from app.core.errors import NotFound
from app.library.models import Playlist, Track

IS_KEPT = col(Track.deleted_at).is_(None)

HAS_AUDIO = col(Track.content_hash).is_not(None)

ASKED_AT_ONCE = 500

_MISSING = "There is no such track."

_NAMES = (
    col(Track.id),
    col(Track.title),
    col(Track.artist),
    col(Track.duration_seconds),
    col(Track.spotify_id),
    col(Track.isrc),
    col(Track.link),
    col(Track.file_name),
)


@dataclass(frozen=True, slots=True)
class TrackName:
    """What a track is known by; ``duration_seconds`` is 0 where it is not known."""

    id: UUID
    title: str
    artist: str | None
    duration_seconds: float
    spotify_id: str | None
    isrc: str | None
    link: str | None
    file_name: str


def find_by_content(session: Session, content_hash: str, *, owner_id: UUID) -> Track | None:
    """Return the owner's track made of exactly these bytes, even one that was thrown away."""
    query = select(Track).where(Track.content_hash == content_hash, Track.owner_id == owner_id)
    return session.exec(query).first()


def find_wanted(
    session: Session, *, spotify_id: str | None, link: str | None, owner_id: UUID
) -> Track | None:
    """Return the owner's track of that id at Spotify, or from that link, even one thrown away."""
    for column, value in ((Track.spotify_id, spotify_id), (Track.link, link)):
        if value:
            query = select(Track).where(Track.owner_id == owner_id, col(column) == value)
            found = session.exec(query.order_by(col(Track.created_at)).limit(1)).first()
            if found is not None:
                return found
    return None


def get_track(session: Session, track_id: UUID, *, owner_id: UUID) -> Track:
    """Return the owner's track.

    Raises:
        NotFound: if there is none, it was thrown away, or it is somebody else's.
    """
    track = get_any_track(session, track_id, owner_id=owner_id)
    if track.deleted_at is not None:
        raise NotFound(_MISSING)
    return track


def find_track(session: Session, track_id: UUID, *, owner_id: UUID) -> Track | None:
    """Return the owner's track, or None if there is none or it was thrown away."""
    query = select(Track).where(Track.id == track_id, Track.owner_id == owner_id, IS_KEPT)
    return session.exec(query).first()


def get_any_track(session: Session, track_id: UUID, *, owner_id: UUID) -> Track:
    """Return the owner's track, even if it was thrown away.

    Raises:
        NotFound: if there is none, or it is somebody else's.
    """
    query = select(Track).where(Track.id == track_id, Track.owner_id == owner_id)
    track = session.exec(query).first()
    if track is None:
        raise NotFound(_MISSING)
    return track


def lock_track(session: Session, track_id: UUID, *, owner_id: UUID) -> Track:
    """Return the owner's track, and keep others from locking or changing it meanwhile.

    Rows that point at it can be added all the same.

    Raises:
        NotFound: if there is none, it was thrown away, or it is somebody else's.
    """
    query = (
        select(Track)
        .where(Track.id == track_id, Track.owner_id == owner_id, IS_KEPT)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    track = session.exec(query).first()
    if track is None:
        raise NotFound(_MISSING)
    return track


def list_tracks(session: Session, *, owner_id: UUID) -> list[Track]:
    """Return the owner's tracks, newest first."""
    mine = select(Track).where(Track.owner_id == owner_id, IS_KEPT)
    return list(session.exec(mine.order_by(col(Track.created_at).desc())))


def list_moments(
    session: Session, track_ids: Collection[UUID], *, owner_id: UUID
) -> dict[UUID, datetime]:
    """Return when each of the owner's tracks came."""
    found: dict[UUID, datetime] = {}
    asked = list(track_ids)
    for start in range(0, len(asked), ASKED_AT_ONCE):
        query = select(Track.id, Track.created_at).where(
            col(Track.id).in_(asked[start : start + ASKED_AT_ONCE]), Track.owner_id == owner_id
        )
        found.update(dict(session.exec(query).all()))
    return found


def list_track_names(session: Session, *, owner_id: UUID) -> list[TrackName]:
    """Return what each of the owner's tracks is known by, the oldest first."""
    mine = select_columns(*_NAMES).where(col(Track.owner_id) == owner_id, IS_KEPT)
    query = mine.order_by(col(Track.created_at), col(Track.id))
    return [TrackName(*row) for row in session.connection().execute(query)]


def count_tracks(session: Session, *, owner_id: UUID) -> int:
    """Return how many tracks the owner has."""
    query = select(func.count()).select_from(Track).where(Track.owner_id == owner_id, IS_KEPT)
    return session.exec(query).one()


def insert_unless_known(session: Session, track: Track) -> Track:
    """Add the track, or return the owner's one that is made of the same bytes."""
    try:
        with session.begin_nested():
            session.add(track)
            session.flush()
    except IntegrityError:
        known = find_by_content(session, track.content_hash or "", owner_id=track.owner_id)
        if known is None:
            raise
        return known
    return track


def list_media_keys(session: Session, *, gone_before: datetime | None = None) -> set[str]:
    """Return the addresses of everybody's tracks, without those thrown away before a moment.

    What lies elsewhere has one too: what players need is kept beside it.
    """
    here = select(Track.id).where(HAS_AUDIO, is_kept_since(gone_before))
    return {f"tracks/{track_id}.audio" for track_id in session.exec(here)}


def is_kept_since(gone_before: datetime | None) -> ColumnElement[bool]:
    """Return the condition that a track was not thrown away before a moment."""
    if gone_before is None:
        return true()
    return or_(IS_KEPT, col(Track.deleted_at) >= gone_before)


def purge(session: Session, *, before: datetime, count: int) -> int:
    """Delete the rows of some tracks thrown away before a moment, and all that hangs on them.

    Playlists that were deleted before it go with them.
    """
    gone = (col(Playlist.place) < 0, col(Playlist.changed_at) < before)
    session.exec(delete(Playlist).where(*gone))
    is_old = col(Track.deleted_at) < before
    some = select(Track.id).where(is_old).order_by(col(Track.deleted_at)).limit(count)
    purged = session.exec(
        delete(Track)
        .where(is_old, col(Track.id).in_(some))  # said twice: one of them may come back meanwhile
        .execution_options(synchronize_session=False)
    )
    return int(getattr(purged, "rowcount", 0))


def mark_deleted(
    session: Session, track_ids: Sequence[UUID], *, owner_id: UUID, at: datetime
) -> list[UUID]:
    """Mark the owner's tracks as thrown away; return those that were not."""
    mine = (col(Track.id).in_(track_ids), col(Track.owner_id) == owner_id, IS_KEPT)
    gone = list(session.exec(select(Track.id).where(*mine)))
    session.exec(update(Track).where(col(Track.id).in_(gone)).values(deleted_at=at))
    return gone
