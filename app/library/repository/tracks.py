"""Questions about tracks."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, true
from sqlalchemy import select as select_columns
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from app.core.errors import NotFound
from app.library.models import Track

IS_KEPT = col(Track.deleted_at).is_(None)

HAS_AUDIO = col(Track.content_hash).is_not(None)

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
    """Return the addresses of everybody's tracks, without those thrown away before a moment."""
    here = select(Track.media_key).where(HAS_AUDIO, is_kept_since(gone_before))
    return set(session.exec(here))


def is_kept_since(gone_before: datetime | None) -> ColumnElement[bool]:
    """Return the condition that a track was not thrown away before a moment."""
    if gone_before is None:
        return true()
    return or_(IS_KEPT, col(Track.deleted_at) >= gone_before)


def purge(session: Session, *, before: datetime) -> int:
    """Delete the rows of tracks thrown away before a moment, and all that hangs on them."""
    purged = session.exec(delete(Track).where(col(Track.deleted_at) < before))
    return int(getattr(purged, "rowcount", 0))
