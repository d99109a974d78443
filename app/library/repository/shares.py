"""Questions about links to tracks and playlists."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, not_, or_
from sqlmodel import Session, col, select

from app.core.errors import NotFound
from app.library.models import ShareLink, Track
from app.library.repository.tracks import IS_KEPT


def find_share(session: Session, token_hash: str, *, at: datetime) -> ShareLink | None:
    """Return the link with this hash if it works at a moment."""
    query = select(ShareLink).where(ShareLink.token_hash == token_hash, _works(at))
    return session.exec(query).first()


def get_share(session: Session, share_id: UUID, *, owner_id: UUID) -> ShareLink:
    """Return the owner's link.

    Raises:
        NotFound: if there is none, or it is somebody else's.
    """
    query = select(ShareLink).where(ShareLink.id == share_id, ShareLink.owner_id == owner_id)
    link = session.exec(query).first()
    if link is None:
        raise NotFound("There is no such link. Reload the page to see which there are.")
    return link


def list_shares(session: Session, *, owner_id: UUID, at: datetime) -> list[ShareLink]:
    """Return the owner's links that work at a moment, the newest first."""
    query = select(ShareLink).where(ShareLink.owner_id == owner_id, _works(at))
    return list(session.exec(query.order_by(col(ShareLink.created_at).desc())))


def delete_ended(session: Session, *, owner_id: UUID, at: datetime) -> None:
    """Delete the owner's links that do not work any more."""
    session.exec(delete(ShareLink).where(col(ShareLink.owner_id) == owner_id, not_(_works(at))))


def read_tracks(
    session: Session, track_ids: Sequence[UUID], *, owner_id: UUID
) -> dict[UUID, Track]:
    """Return those of the tracks that the owner has."""
    query = select(Track).where(col(Track.id).in_(track_ids), Track.owner_id == owner_id, IS_KEPT)
    return {track.id: track for track in session.exec(query)}


def _works(at: datetime) -> Any:  # noqa: ANN401  — a condition
    ends = col(ShareLink.expires_at)
    return col(ShareLink.revoked_at).is_(None) & or_(ends.is_(None), ends > at)
