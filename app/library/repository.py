"""Questions about tracks."""

from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from app.core.errors import NotFound
from app.library.models import Track


def find_by_content(session: Session, content_hash: str, *, owner_id: UUID) -> Track | None:
    """Return the owner's track made of exactly these bytes."""
    query = select(Track).where(Track.content_hash == content_hash, Track.owner_id == owner_id)
    return session.exec(query).first()


def get_track(session: Session, track_id: UUID, *, owner_id: UUID) -> Track:
    """Return the owner's track.

    Raises:
        NotFound: if there is none, or it is somebody else's.
    """
    query = select(Track).where(Track.id == track_id, Track.owner_id == owner_id)
    track = session.exec(query).first()
    if track is None:
        raise NotFound("There is no such track.")
    return track


def list_tracks(session: Session, *, owner_id: UUID) -> list[Track]:
    """Return the owner's tracks, newest first."""
    query = select(Track).where(Track.owner_id == owner_id).order_by(col(Track.created_at).desc())
    return list(session.exec(query))


def count_tracks(session: Session, *, owner_id: UUID) -> int:
    """Return how many tracks the owner has."""
    query = select(func.count()).select_from(Track).where(Track.owner_id == owner_id)
    return session.exec(query).one()


def insert_unless_known(session: Session, track: Track) -> Track:
    """Add the track, or return the owner's one that is made of the same bytes."""
    try:
        with session.begin_nested():
            session.add(track)
            session.flush()
    except IntegrityError:
        known = find_by_content(session, track.content_hash, owner_id=track.owner_id)
        if known is None:
            raise
        return known
    return track


def list_media_keys(session: Session) -> set[str]:
    """Return the addresses of everybody's tracks."""
    return set(session.exec(select(Track.media_key)))
