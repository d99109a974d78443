"""What is in a playlist: what a person put there, or what its query finds, and crates in it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlmodel import Session

import app.library.repository as repository
from app.library.models import Playlist, PlaylistItem, Track
from app.library.ports import PlaylistView
from app.library.repository import searching

MOST_ITEMS: Final = 20_000
"""A playlist holds no more, so that all of it can be separated at a time."""


def view_playlist(
    session: Session, playlist_id: UUID, *, owner_id: UUID, inside: bool = False
) -> PlaylistView:
    """Return a playlist with how much is in it; ``inside`` counts the crates in it too.

    Raises:
        NotFound: if the owner has no such playlist.
    """
    view = repository.view_playlist(session, playlist_id, owner_id=owner_id)
    if not inside:
        return view
    ids = [crate.id for crate in crates_of(session, playlist_id, owner_id=owner_id, inside=True)]
    views = repository.view_playlists(session, ids, owner_id=owner_id)
    return replace(
        view,
        count=sum(one.count or 0 for one in views),
        duration_seconds=sum(one.duration_seconds or 0.0 for one in views),
    )


def crates_of(
    session: Session, playlist_id: UUID, *, owner_id: UUID, inside: bool
) -> list[Playlist]:
    """Return a playlist, and all that lies in it if that is asked for, each before its insides.

    Raises:
        NotFound: if the owner has no such playlist.
    """
    playlist = repository.get_playlist(session, playlist_id, owner_id=owner_id)
    if not inside:
        return [playlist]
    return list(repository.read_shelf(session, owner_id=owner_id).within(playlist))


def list_playlist_items(
    session: Session,
    playlist_id: UUID,
    *,
    owner_id: UUID,
    start: int = 0,
    count: int = 100,
    inside: bool = False,
) -> list[PlaylistItem]:
    """Return a page of a playlist in its order, without tracks that were thrown away.

    With ``inside``, what is in the crates that lie in it follows. What a query finds has no items
    of its own: they carry the tracks' ids.

    Raises:
        NotFound: if the owner has no such playlist.
    """
    crates = crates_of(session, playlist_id, owner_id=owner_id, inside=inside)
    if len(crates) == 1:
        return _page_of(session, crates[0], start=start, count=count)
    sizes = _sizes_of(session, crates)
    found: list[PlaylistItem] = []
    for crate in crates:
        size = sizes[crate.id]
        if start < size and count > len(found):
            found += _page_of(session, crate, start=start, count=count - len(found))
        start = max(0, start - size)
    return found


def list_playlist_tracks(
    session: Session, playlist_id: UUID, *, owner_id: UUID, inside: bool = False
) -> list[UUID]:
    """Return the tracks of a playlist in its order; one may be there more than once.

    Raises:
        NotFound: if the owner has no such playlist.
    """
    crates = crates_of(session, playlist_id, owner_id=owner_id, inside=inside)
    found = [track_id for crate in crates for track_id in tracks_of(session, crate)]
    return found[:MOST_ITEMS]


def read_playlist_tracks(
    session: Session, playlist_id: UUID, *, owner_id: UUID, inside: bool = False
) -> list[Track]:
    """Return what is written about the tracks of a playlist, in its order.

    Raises:
        NotFound: if the owner has no such playlist.
    """
    crates = crates_of(session, playlist_id, owner_id=owner_id, inside=inside)
    return [track for crate in crates for track in _read_tracks(session, crate)][:MOST_ITEMS]


def tracks_of(session: Session, crate: Playlist) -> list[UUID]:
    """Return the tracks of one playlist, in its order."""
    if crate.query is None:
        return repository.list_item_tracks(session, crate.id)
    found = searching.list_found(
        session, crate.query, owner_id=crate.owner_id, start=0, count=MOST_ITEMS
    )
    return [track_id for track_id, _ in found]


def holds_track(session: Session, crates: Sequence[Playlist], track_id: UUID) -> bool:
    """Say whether a track can be seen in one of an owner's playlists."""
    plain = [crate.id for crate in crates if crate.query is None]
    return repository.has_track(session, plain, track_id) or any(
        searching.is_found(session, crate.query, track_id, owner_id=crate.owner_id)
        for crate in crates
        if crate.query is not None
    )


def _read_tracks(session: Session, crate: Playlist) -> list[Track]:
    if crate.query is None:
        return repository.read_item_tracks(session, crate.id)
    return searching.read_found(session, crate.query, owner_id=crate.owner_id, count=MOST_ITEMS)


def _page_of(session: Session, crate: Playlist, *, start: int, count: int) -> list[PlaylistItem]:
    if crate.query is None:
        return repository.list_items(session, crate.id, start=start, count=count)
    found = searching.list_found(
        session, crate.query, owner_id=crate.owner_id, start=start, count=count
    )
    return [
        PlaylistItem(
            id=track_id,
            owner_id=crate.owner_id,
            playlist_id=crate.id,
            track_id=track_id,
            place=start + place,
            added_at=added_at,
        )
        for place, (track_id, added_at) in enumerate(found)
    ]


def _sizes_of(session: Session, crates: Sequence[Playlist]) -> dict[UUID, int]:
    plain = [crate.id for crate in crates if crate.query is None]
    sizes = dict.fromkeys(plain, 0) | repository.count_shown_items(session, plain)
    for crate in crates:
        if crate.query is not None:
            sizes[crate.id], _ = searching.measure_found(
                session, crate.query, owner_id=crate.owner_id
            )
    return sizes
