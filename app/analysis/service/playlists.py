"""Playlists in an order that follows from what was heard."""

from uuid import UUID

from sqlmodel import Session

import app.analysis.repository as repository
from app import library
from app.analysis.repository import TrackSort


def sort_playlist(
    session: Session, playlist_id: UUID, *, by: TrackSort, descending: bool, owner_id: UUID
) -> None:
    """Order a playlist once; what is equal, and what lacks the value, stays as it stood.

    Raises:
        NotFound: if the owner has no such playlist.
    """

    def in_order() -> list[UUID]:
        return repository.list_items_sorted(session, playlist_id, by=by, descending=descending)

    library.arrange_playlist(session, playlist_id, in_order, owner_id=owner_id)
