"""Tracks go into playlists, stand in an order that a person gives them, and come out again."""

from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from sqlmodel import Session

import app.library.repository as repository
from app.core import clock
from app.core.database import announce
from app.core.errors import Conflict, InvalidInput, NotFound
from app.library.models import Playlist
from app.library.ports import PlaylistChanged, RemovedItem
from app.library.service.contents import MOST_ITEMS

MOST_MOVED: Final = 1000
"""So many things can be moved together."""


def add_to_playlist(
    session: Session,
    playlist_id: UUID,
    track_ids: Sequence[UUID],
    *,
    owner_id: UUID,
    before: UUID | None = None,
) -> int:
    """Put tracks into a playlist, before something in it or at its end; return how many.

    Tracks that are gone are left out.

    Raises:
        NotFound: if the owner has no such playlist or none of the tracks, or ``before`` is not in
            the playlist.
        Conflict: if a query fills it.
        InvalidInput: if the playlist would hold too many.
    """
    playlist = _lock(session, playlist_id, owner_id=owner_id)

    def find_place() -> int:
        return _place_of(session, playlist_id, before)

    added = put_in(session, playlist, track_ids, find_place=find_place)
    mark_changed(session, playlist)
    return added


def remove_from_playlist(
    session: Session, playlist_id: UUID, item_ids: Sequence[UUID], *, owner_id: UUID
) -> list[RemovedItem]:
    """Take things out of a playlist; :func:`restore_to_playlist` puts back what is returned.

    A list that may come again from elsewhere remembers them, and they do not come back with it.

    Raises:
        NotFound: if the owner has no such playlist, or none of them is in it.
        Conflict: if a query fills it.
    """
    playlist = _lock(session, playlist_id, owner_id=owner_id)
    removed = repository.delete_items(
        session, playlist_id, item_ids, is_remembered=playlist.link is not None
    )
    if not removed:
        raise NotFound("This is not in the playlist any more.")
    mark_changed(session, playlist)
    return removed


def restore_to_playlist(
    session: Session, playlist_id: UUID, removed: Sequence[RemovedItem], *, owner_id: UUID
) -> None:
    """Put things back where they stood in a playlist.

    Raises:
        NotFound: if the owner has no such playlist, or none of the tracks is left.
        Conflict: if a query fills it.
        InvalidInput: if the playlist would hold too many.
    """
    playlist = _lock(session, playlist_id, owner_id=owner_id)
    known = set(_known(session, playlist, [item.track_id for item in removed]))
    repository.forget_taken_out(session, playlist_id, list(known))
    repository.put_back(session, playlist, [item for item in removed if item.track_id in known])
    repository.close_up(session, playlist_id)
    mark_changed(session, playlist)


def move_in_playlist(
    session: Session,
    playlist_id: UUID,
    item_ids: Sequence[UUID],
    *,
    owner_id: UUID,
    before: UUID | None,
) -> None:
    """Let things stand together before something else in a playlist, or at its end.

    They keep the order they have among themselves.

    Raises:
        NotFound: if the owner has no such playlist, or they or ``before`` are not in it.
        Conflict: if a query fills it.
        InvalidInput: if they are too many.
    """
    if len(item_ids) > MOST_MOVED:
        raise InvalidInput(f"Move at most {MOST_MOVED} tracks at a time.")
    playlist = _lock(session, playlist_id, owner_id=owner_id)
    place = _place_of(session, playlist_id, before)
    if not repository.move_items(session, playlist_id, item_ids, place=place):
        raise NotFound("This is not in the playlist any more.")
    mark_changed(session, playlist)


def arrange_playlist(
    session: Session,
    playlist_id: UUID,
    in_order: Callable[[], Sequence[UUID]],
    *,
    owner_id: UUID,
) -> None:
    """Give a playlist the order of the ids that ``in_order`` returns; nobody else orders meanwhile.

    Raises:
        NotFound: if the owner has no such playlist.
        Conflict: if a query fills it.
    """
    playlist = _lock(session, playlist_id, owner_id=owner_id)
    repository.number_items(session, playlist_id, in_order())
    mark_changed(session, playlist)


def put_in(
    session: Session,
    playlist: Playlist,
    track_ids: Sequence[UUID],
    *,
    find_place: Callable[[], int],
) -> int:
    """Put tracks into a playlist that is locked; return how many."""
    known = _known(session, playlist, track_ids)
    place = find_place()
    repository.forget_taken_out(session, playlist.id, known)
    repository.make_room(session, playlist.id, place=place, count=len(known))
    repository.insert_items(session, playlist, known, place=place)
    return len(known)


def mark_changed(session: Session, playlist: Playlist) -> Playlist:
    """Tell that a playlist is different now."""
    playlist.changed_at = clock.now()
    session.add(playlist)
    announce(session, PlaylistChanged(playlist.id, playlist.owner_id))
    return playlist


def _lock(session: Session, playlist_id: UUID, *, owner_id: UUID) -> Playlist:
    """Lock a playlist whose tracks a person chooses."""
    playlist = repository.lock_playlist(session, playlist_id, owner_id=owner_id)
    if playlist.query is not None:
        raise Conflict(
            f"'{playlist.title}' is a smart crate: its query fills it. Change the query, "
            "or duplicate it as a playlist."
        )
    return playlist


def _known(session: Session, playlist: Playlist, track_ids: Sequence[UUID]) -> list[UUID]:
    """Return the tracks that the owner has, if there are some and the playlist has room."""
    known = repository.keep_known(session, track_ids, owner_id=playlist.owner_id)
    if not known:
        raise NotFound("There is no such track.")
    if repository.count_items(session, playlist.id) + len(known) > MOST_ITEMS:
        raise InvalidInput(f"A playlist holds {MOST_ITEMS} tracks. Make another one for the rest.")
    return known


def _place_of(session: Session, playlist_id: UUID, before: UUID | None) -> int:
    if before is None:
        return repository.find_end(session, playlist_id)
    place = repository.find_place(session, playlist_id, before)
    if place is None:
        raise NotFound("What it should stand before is not in the playlist any more.")
    return place
