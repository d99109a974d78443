"""Questions about tracks that were thrown away and can still be taken back."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from app.library.models import Track
from app.library.repository.tracks import HAS_AUDIO, IS_KEPT

OURS = "tracks/"
"""A file of that room is our own; what lies in a folder of somebody else's stays there."""

_NEWEST_FIRST = (col(Track.deleted_at).desc(), col(Track.title), col(Track.id))


def list_thrown(session: Session, *, owner_id: UUID, start: int, count: int) -> list[Track]:
    """Return a page of what the owner has thrown away, the last first."""
    query = select(Track).where(Track.owner_id == owner_id, ~IS_KEPT)
    return list(session.exec(query.order_by(*_NEWEST_FIRST).offset(start).limit(count)))


def count_thrown(session: Session, *, owner_id: UUID) -> int:
    """Return how many tracks the owner has thrown away."""
    query = select(func.count()).select_from(Track)
    return session.exec(query.where(Track.owner_id == owner_id, ~IS_KEPT)).one()


def list_thrown_ids(
    session: Session,
    *,
    count: int,
    owner_id: UUID,
    at: datetime | None = None,
) -> list[UUID]:
    """Return some tracks that the owner has thrown away, in a moment if one is named."""
    query = select(Track.id).where(Track.owner_id == owner_id, ~IS_KEPT)
    if at is not None:
        query = query.where(Track.deleted_at == at)
    return list(session.exec(query.order_by(col(Track.deleted_at), col(Track.id)).limit(count)))


def lock_thrown(session: Session, track_ids: Collection[UUID], *, owner_id: UUID) -> list[UUID]:
    """Return which of a few hundred tracks the owner has thrown away; nobody takes them back now.

    In a session that only reads, nobody has to wait.
    """
    query = select(Track.id).where(
        col(Track.id).in_(track_ids), Track.owner_id == owner_id, ~IS_KEPT
    )
    return list(session.exec(query.order_by(col(Track.id)).with_for_update()))


def list_thrown_keys(session: Session, track_ids: Collection[UUID]) -> list[str]:
    """Return where the audio of a few hundred tracks lies, unless that is no place of ours."""
    query = select(Track.media_key).where(
        col(Track.id).in_(track_ids), HAS_AUDIO, col(Track.media_key).startswith(OURS)
    )
    return list(session.exec(query))


def stored_bytes(track: Track) -> int:
    """Return what the audio of a track takes of our space."""
    return track.size_bytes if track.media_key.startswith(OURS) else 0
