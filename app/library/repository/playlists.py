"""Questions about playlists as wholes."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core.errors import NotFound
from app.library.models import Playlist, PlaylistItem, Track
from app.library.ports import PlaylistView
from app.library.repository.tracks import IS_KEPT

MISSING = "There is no such playlist."


def get_playlist(session: Session, playlist_id: UUID, *, owner_id: UUID) -> Playlist:
    """Return the owner's playlist.

    Raises:
        NotFound: if there is none, or it is somebody else's.
    """
    return _found(session.exec(_one(playlist_id, owner_id)).first())


def lock_playlist(session: Session, playlist_id: UUID, *, owner_id: UUID) -> Playlist:
    """Return the owner's playlist, and keep others from ordering it meanwhile.

    Raises:
        NotFound: if there is none, or it is somebody else's.
    """
    query = (
        _one(playlist_id, owner_id)
        .with_for_update(key_share=True)  # rows that point at it do not have to wait
        .execution_options(populate_existing=True)
    )
    return _found(session.exec(query).first())


def view_playlist(session: Session, playlist_id: UUID, *, owner_id: UUID) -> PlaylistView:
    """Return the owner's playlist, with how many tracks it has and how long they are.

    Raises:
        NotFound: if there is none, or it is somebody else's.
    """
    views = _view(session, Playlist.id == playlist_id, Playlist.owner_id == owner_id)
    if not views:
        raise NotFound(MISSING)
    return views[0]


def find_playlist_by_link(session: Session, link: str, *, owner_id: UUID) -> Playlist | None:
    """Return the owner's playlist that was taken over from there."""
    query = select(Playlist).where(Playlist.link == link, Playlist.owner_id == owner_id)
    return session.exec(query).first()


def list_playlists(session: Session, *, owner_id: UUID) -> list[PlaylistView]:
    """Return the owner's playlists in one query, the last changed first."""
    return _view(session, Playlist.owner_id == owner_id)


def count_playlists(session: Session, *, owner_id: UUID) -> int:
    """Return how many playlists the owner has."""
    query = select(func.count()).select_from(Playlist).where(Playlist.owner_id == owner_id)
    return session.exec(query).one()


def delete_playlist(session: Session, playlist_id: UUID) -> None:
    """Delete a playlist and its places; the tracks stay."""
    session.exec(delete(Playlist).where(col(Playlist.id) == playlist_id))


def _one(playlist_id: UUID, owner_id: UUID) -> SelectOfScalar[Playlist]:
    return select(Playlist).where(Playlist.id == playlist_id, Playlist.owner_id == owner_id)


def _found(playlist: Playlist | None) -> Playlist:
    if playlist is None:
        raise NotFound(MISSING)
    return playlist


def _view(session: Session, *which: Any) -> list[PlaylistView]:
    is_shown = (col(Track.id) == PlaylistItem.track_id) & IS_KEPT
    query = (
        select(
            Playlist,
            func.count(col(Track.id)),
            func.coalesce(func.sum(Track.duration_seconds), 0.0),
        )
        .outerjoin(PlaylistItem, col(PlaylistItem.playlist_id) == Playlist.id)
        .outerjoin(Track, is_shown)
        .where(*which)
        .group_by(col(Playlist.id))
        .order_by(col(Playlist.changed_at).desc(), col(Playlist.id))
    )
    return list(_views(session.exec(query)))


def _views(rows: Iterable[tuple[Playlist, int, float]]) -> Iterable[PlaylistView]:
    for playlist, count, seconds in rows:
        yield PlaylistView(
            id=playlist.id,
            title=playlist.title,
            created_at=playlist.created_at,
            changed_at=playlist.changed_at,
            count=count,
            duration_seconds=float(seconds),
        )
