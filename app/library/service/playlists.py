"""Playlists: tracks in an order that a person gives them."""

from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from sqlmodel import Session

import app.library.repository as repository
from app.core import clock
from app.core.database import announce
from app.core.errors import InvalidInput, NotFound
from app.core.names import clean_text
from app.library.models import Playlist, PlaylistItem, Track
from app.library.ports import PlaylistChanged, PlaylistDeleted, RemovedItem

MOST_PLAYLISTS: Final = 1000
"""A user has no more of them, so that the list of lists stays one quick query."""

MOST_ITEMS: Final = 20_000
"""A playlist holds no more, so that all of it can be separated at a time."""

MOST_MOVED: Final = 1000
"""So many things can be moved together."""

TITLE_LENGTH: Final = 200


def create_playlist(
    session: Session, title: str, *, owner_id: UUID, track_ids: Sequence[UUID] = ()
) -> Playlist:
    """Make a playlist of the owner's tracks, in their order; tracks that are gone are left out.

    Raises:
        InvalidInput: if the title cannot be seen or is too long, or there is too much of anything.
        NotFound: if tracks are named and the owner has none of them.
    """
    if repository.count_playlists(session, owner_id=owner_id) >= MOST_PLAYLISTS:
        raise InvalidInput(f"You have {MOST_PLAYLISTS} playlists. Delete one first.")
    playlist = Playlist(owner_id=owner_id, title=_checked(title))
    session.add(playlist)
    session.flush()
    if track_ids:
        _add(session, playlist, track_ids, find_place=lambda: 0)
    announce(session, PlaylistChanged(playlist.id, owner_id))
    return playlist


def rename_playlist(session: Session, playlist_id: UUID, title: str, *, owner_id: UUID) -> Playlist:
    """Give a playlist another title.

    Raises:
        NotFound: if the owner has no such playlist.
        InvalidInput: if the title cannot be seen or is too long.
    """
    playlist = repository.lock_playlist(session, playlist_id, owner_id=owner_id)
    playlist.title = _checked(title)
    return _changed(session, playlist)


def delete_playlist(session: Session, playlist_id: UUID, *, owner_id: UUID) -> None:
    """Delete a playlist for good; its tracks stay in the library.

    Raises:
        NotFound: if the owner has no such playlist.
    """
    repository.lock_playlist(session, playlist_id, owner_id=owner_id)
    repository.delete_playlist(session, playlist_id)
    announce(session, PlaylistDeleted(playlist_id, owner_id))


def copy_playlist(session: Session, playlist_id: UUID, title: str, *, owner_id: UUID) -> Playlist:
    """Make a playlist of the same tracks in the same order.

    Raises:
        NotFound: if the owner has no such playlist.
        InvalidInput: if the title cannot be seen or is too long, or there are too many playlists.
    """
    repository.lock_playlist(session, playlist_id, owner_id=owner_id)
    track_ids = repository.list_item_tracks(session, playlist_id)
    return create_playlist(session, title, owner_id=owner_id, track_ids=track_ids)


def list_playlist_items(
    session: Session, playlist_id: UUID, *, owner_id: UUID, start: int = 0, count: int = 100
) -> list[PlaylistItem]:
    """Return a page of a playlist in its order, without tracks that were thrown away.

    Raises:
        NotFound: if the owner has no such playlist.
    """
    repository.get_playlist(session, playlist_id, owner_id=owner_id)
    return repository.list_items(session, playlist_id, start=start, count=count)


def list_playlist_tracks(session: Session, playlist_id: UUID, *, owner_id: UUID) -> list[UUID]:
    """Return the tracks of a playlist in its order; one may be there more than once.

    Raises:
        NotFound: if the owner has no such playlist.
    """
    repository.get_playlist(session, playlist_id, owner_id=owner_id)
    return repository.list_item_tracks(session, playlist_id)


def read_playlist_tracks(session: Session, playlist_id: UUID, *, owner_id: UUID) -> list[Track]:
    """Return what is written about the tracks of a playlist, in its order.

    Raises:
        NotFound: if the owner has no such playlist.
    """
    repository.get_playlist(session, playlist_id, owner_id=owner_id)
    return repository.read_item_tracks(session, playlist_id)


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
        InvalidInput: if the playlist would hold too many.
    """
    playlist = repository.lock_playlist(session, playlist_id, owner_id=owner_id)

    def find_place() -> int:
        return _place_of(session, playlist_id, before)

    added = _add(session, playlist, track_ids, find_place=find_place)
    _changed(session, playlist)
    return added


def remove_from_playlist(
    session: Session, playlist_id: UUID, item_ids: Sequence[UUID], *, owner_id: UUID
) -> list[RemovedItem]:
    """Take things out of a playlist; :func:`restore_to_playlist` puts back what is returned.

    Raises:
        NotFound: if the owner has no such playlist, or none of them is in it.
    """
    playlist = repository.lock_playlist(session, playlist_id, owner_id=owner_id)
    removed = repository.delete_items(session, playlist_id, item_ids)
    if not removed:
        raise NotFound("This is not in the playlist any more.")
    _changed(session, playlist)
    return removed


def restore_to_playlist(
    session: Session, playlist_id: UUID, removed: Sequence[RemovedItem], *, owner_id: UUID
) -> None:
    """Put things back where they stood in a playlist.

    Raises:
        NotFound: if the owner has no such playlist, or none of the tracks is left.
        InvalidInput: if the playlist would hold too many.
    """
    playlist = repository.lock_playlist(session, playlist_id, owner_id=owner_id)
    known = set(_known(session, playlist, [item.track_id for item in removed]))
    repository.put_back(session, playlist, [item for item in removed if item.track_id in known])
    repository.close_up(session, playlist_id)
    _changed(session, playlist)


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
        InvalidInput: if they are too many.
    """
    if len(item_ids) > MOST_MOVED:
        raise InvalidInput(f"Move at most {MOST_MOVED} tracks at a time.")
    playlist = repository.lock_playlist(session, playlist_id, owner_id=owner_id)
    place = _place_of(session, playlist_id, before)
    if not repository.move_items(session, playlist_id, item_ids, place=place):
        raise NotFound("This is not in the playlist any more.")
    _changed(session, playlist)


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
    """
    playlist = repository.lock_playlist(session, playlist_id, owner_id=owner_id)
    repository.number_items(session, playlist_id, in_order())
    _changed(session, playlist)


def _add(
    session: Session,
    playlist: Playlist,
    track_ids: Sequence[UUID],
    *,
    find_place: Callable[[], int],
) -> int:
    known = _known(session, playlist, track_ids)
    place = find_place()
    repository.make_room(session, playlist.id, place=place, count=len(known))
    repository.insert_items(session, playlist, known, place=place)
    return len(known)


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


def _checked(title: str) -> str:
    cleaned = clean_text(title)
    if not cleaned:
        raise InvalidInput("A playlist needs a name with at least one character to be seen.")
    if len(cleaned) > TITLE_LENGTH:
        raise InvalidInput(f"The name of a playlist has at most {TITLE_LENGTH} characters.")
    return cleaned


def _changed(session: Session, playlist: Playlist) -> Playlist:
    playlist.changed_at = clock.now()
    session.add(playlist)
    announce(session, PlaylistChanged(playlist.id, playlist.owner_id))
    return playlist
