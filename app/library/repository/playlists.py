"""Questions about playlists as wholes."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from app.core import clock
from app.core.errors import NotFound
from app.library.models import Playlist, PlaylistItem, Track
from app.library.ports import PlaylistView
from app.library.repository.searching.finding import measure_found
from app.library.repository.tracks import IS_KEPT
from app.library.rules.shelving import STEP, Shelf, group_of, lowest_of, put_on_shelf

MISSING = "There is no such playlist."

IS_SHOWN = col(Playlist.place) >= 0
"""A playlist that was deleted and can still be taken back has a place below zero."""


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
    views = view_playlists(session, [playlist_id], owner_id=owner_id)
    if not views:
        raise NotFound(MISSING)
    return views[0]


def view_playlists(
    session: Session, playlist_ids: Sequence[UUID], *, owner_id: UUID
) -> list[PlaylistView]:
    """Return those of the playlists that the owner has, each with how much is in it."""
    views = _view(session, col(Playlist.id).in_(playlist_ids), Playlist.owner_id == owner_id)
    return [_measured(session, view, owner_id=owner_id) for view in views]


def find_playlist_by_link(session: Session, link: str, *, owner_id: UUID) -> Playlist | None:
    """Return the owner's playlist that was taken over from there; a deleted one lets go of it."""
    mine = (col(Playlist.link) == link, col(Playlist.owner_id) == owner_id)
    deleted = update(Playlist).where(*mine, col(Playlist.place) < 0)
    session.exec(deleted.values(link=None))
    return session.exec(select(Playlist).where(*mine)).first()


def list_playlists(session: Session, *, owner_id: UUID) -> list[PlaylistView]:
    """Return the owner's playlists in one query, in their order, each before what lies in it.

    How much a smart one has, it would take a query each to say, so that is None here.
    """
    return list(put_on_shelf(_view(session, Playlist.owner_id == owner_id)).in_order())


def read_shelf(session: Session, *, owner_id: UUID) -> Shelf[Playlist]:
    """Return all playlists of the owner as they lie in each other."""
    return put_on_shelf(session.exec(_mine(owner_id)))


def lock_shelf(session: Session, *, owner_id: UUID) -> Shelf[Playlist]:
    """Return all playlists of the owner, and keep others from moving them meanwhile."""
    query = (
        _mine(owner_id)
        .order_by(col(Playlist.id))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return put_on_shelf(session.exec(query))


def get_hidden(session: Session, playlist_id: UUID, *, owner_id: UUID) -> Playlist:
    """Return the owner's playlist, even if it was deleted.

    Raises:
        NotFound: if there is none, it is gone for good, or it is somebody else's.
    """
    query = select(Playlist).where(Playlist.id == playlist_id, Playlist.owner_id == owner_id)
    return _found(session.exec(query).first())


def list_group(session: Session, place: int, *, owner_id: UUID) -> list[Playlist]:
    """Return what was deleted together with what has this place."""
    lowest = lowest_of(group_of(place))
    query = select(Playlist).where(
        Playlist.owner_id == owner_id, col(Playlist.place).between(lowest, lowest + STEP - 1)
    )
    return list(session.exec(query))


def hide_playlists(session: Session, playlists: Iterable[Playlist], *, owner_id: UUID) -> None:
    """Delete playlists together, so that they can be taken back."""
    lowest = select(func.coalesce(func.min(Playlist.place), 0)).where(Playlist.owner_id == owner_id)
    group, now = group_of(session.exec(lowest).one()) + 1, clock.now()
    for playlist in playlists:
        playlist.place += lowest_of(group)
        playlist.changed_at = now
        session.add(playlist)
    session.flush()


def _mine(owner_id: UUID) -> SelectOfScalar[Playlist]:
    return select(Playlist).where(Playlist.owner_id == owner_id, IS_SHOWN)


def _one(playlist_id: UUID, owner_id: UUID) -> SelectOfScalar[Playlist]:
    return _mine(owner_id).where(Playlist.id == playlist_id)


def _found(playlist: Playlist | None) -> Playlist:
    if playlist is None:
        raise NotFound(MISSING)
    return playlist


def _measured(session: Session, view: PlaylistView, *, owner_id: UUID) -> PlaylistView:
    """Return a smart playlist with how much its query finds."""
    if view.query is None:
        return view
    count, seconds = measure_found(session, view.query, owner_id=owner_id)
    return replace(view, count=count, duration_seconds=seconds)


def _view(session: Session, *which: Any) -> list[PlaylistView]:
    is_there = (col(PlaylistItem.playlist_id) == Playlist.id) & (col(PlaylistItem.place) >= 0)
    query = (
        select(
            Playlist,
            func.count(col(Track.id)),
            func.coalesce(func.sum(Track.duration_seconds), 0.0),
        )
        .outerjoin(PlaylistItem, is_there)
        .outerjoin(Track, (col(Track.id) == PlaylistItem.track_id) & IS_KEPT)
        .where(*which, IS_SHOWN)
        .group_by(col(Playlist.id))
        .order_by(col(Playlist.changed_at).desc(), col(Playlist.id))
    )
    return list(_views(session.exec(query)))


def _views(rows: Iterable[tuple[Playlist, int, float]]) -> Iterable[PlaylistView]:
    for playlist, count, seconds in rows:
        is_smart = playlist.query is not None
        yield PlaylistView(
            id=playlist.id,
            title=playlist.title,
            created_at=playlist.created_at,
            changed_at=playlist.changed_at,
            count=None if is_smart else count,
            duration_seconds=None if is_smart else float(seconds),
            query=playlist.query,
            parent_id=playlist.parent_id,
            place=playlist.place,
            artwork_hash=playlist.artwork_hash,
        )
