"""Playlists and crates as wholes: made, named, asked anew, duplicated, moved, deleted, restored."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlmodel import Session

import app.library.repository as repository
from app.core.database import announce
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.names import clean_text
from app.library.models import Playlist
from app.library.ports import PlaylistChanged, PlaylistDeleted
from app.library.rules.query import read_query
from app.library.rules.shelving import MOST_DEEP, Shelf, group_of, lowest_of
from app.library.service.contents import tracks_of
from app.library.service.filling import mark_changed, put_in

MOST_PLAYLISTS: Final = 1000
"""A user has no more of them, so that the list of lists stays one quick query."""

TITLE_LENGTH: Final = 200
QUERY_LENGTH: Final = 500


def create_playlist(
    session: Session,
    title: str,
    *,
    owner_id: UUID,
    track_ids: Sequence[UUID] = (),
    query: str | None = None,
    parent_id: UUID | None = None,
) -> Playlist:
    """Make a playlist of the owner's tracks, in their order; tracks that are gone are left out.

    With a ``query`` it is a smart crate, which holds what that finds; with a ``parent_id`` it lies
    in another crate. It stands before the others there.

    Raises:
        InvalidInput: if the title cannot be seen or is too long, the query is not understood, or
            there is too much of anything.
        NotFound: if tracks are named and the owner has none of them, or there is no such crate.
        Conflict: if the crate that it should lie in is a smart one.
    """
    if query is not None and track_ids:
        raise InvalidInput("The query fills a smart crate. Leave the tracks out, or the query.")
    shelf = repository.lock_shelf(session, owner_id=owner_id)
    check_room(shelf, more=1)
    check_parent(shelf, parent_id, height=1)
    asked = None if query is None else _checked_query(query)
    playlist = Playlist(owner_id=owner_id, title=_checked(title), query=asked, parent_id=parent_id)
    session.add(playlist)
    stand(session, [playlist, *shelf.inside.get(parent_id, [])])
    session.flush()
    if track_ids:
        put_in(session, playlist, track_ids, find_place=lambda: 0)
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
    return mark_changed(session, playlist)


def ask_anew(session: Session, playlist_id: UUID, query: str, *, owner_id: UUID) -> Playlist:
    """Give a smart crate another query.

    Raises:
        NotFound: if the owner has no such playlist.
        Conflict: if it is no smart crate.
        InvalidInput: if the query is not understood.
    """
    playlist = repository.lock_playlist(session, playlist_id, owner_id=owner_id)
    if playlist.query is None:
        raise Conflict(
            f"'{playlist.title}' holds what you put into it. Make a smart crate for a query."
        )
    playlist.query = _checked_query(query)
    return mark_changed(session, playlist)


def show_playlist_as(
    session: Session, playlist_id: UUID, picture: str | None, *, owner_id: UUID
) -> None:
    """Give a playlist a picture of its own, by its hash, or take it off.

    Raises:
        NotFound: if the owner has no such playlist.
    """
    playlist = repository.lock_playlist(session, playlist_id, owner_id=owner_id)
    playlist.artwork_hash = picture
    mark_changed(session, playlist)


def delete_playlist(session: Session, playlist_id: UUID, *, owner_id: UUID) -> Playlist:
    """Delete a playlist with all that lies in it; the tracks stay in the library.

    Until it is purged, :func:`restore_playlist` brings it back as it was.

    Raises:
        NotFound: if the owner has no such playlist.
    """
    shelf = repository.lock_shelf(session, owner_id=owner_id)
    playlist = get_crate(shelf, playlist_id)
    gone = list(shelf.within(playlist))
    repository.hide_playlists(session, gone, owner_id=owner_id)
    for one in gone:
        announce(session, PlaylistDeleted(one.id, owner_id))
    return playlist


def restore_playlist(session: Session, playlist_id: UUID, *, owner_id: UUID) -> Playlist:
    """Bring a playlist back that was deleted, with all that was deleted with it, to where it stood.

    Where the crate that it lay in is gone, or lies too deep by now, it comes to the top.

    Raises:
        NotFound: if the owner has no such playlist, or it is purged.
        InvalidInput: if there are too many playlists by now.
    """
    shelf = repository.lock_shelf(session, owner_id=owner_id)
    playlist = repository.get_hidden(session, playlist_id, owner_id=owner_id)
    if playlist.place >= 0:
        return playlist
    group = repository.list_group(session, playlist.place, owner_id=owner_id)
    check_room(shelf, more=len(group))
    lowest = lowest_of(group_of(playlist.place))
    back = {one.id for one in group}
    for one in group:
        one.place -= lowest
        session.add(one)
        announce(session, PlaylistChanged(one.id, owner_id))
    session.flush()
    whole = repository.read_shelf(session, owner_id=owner_id)
    for one in group:
        if one.parent_id is not None and one.parent_id not in back and not _fits(whole, one):
            one.parent_id = None
    session.flush()
    return playlist


def copy_playlist(
    session: Session, playlist_id: UUID, title: str, *, owner_id: UUID, as_list: bool = False
) -> Playlist:
    """Make a playlist of the same tracks in the same order, and of the crates in it the same.

    Of a smart crate comes another smart one; ``as_list`` makes an ordinary playlist of the tracks
    that are in it now.

    Raises:
        NotFound: if the owner has no such playlist.
        InvalidInput: if the title cannot be seen or is too long, or there are too many playlists.
    """
    shelf = repository.lock_shelf(session, owner_id=owner_id)
    playlist = get_crate(shelf, playlist_id)
    copied = [playlist] if as_list else list(shelf.within(playlist))
    check_room(shelf, more=len(copied))
    made = {one.id: _copy(session, one, as_list=as_list) for one in copied}
    for one in copied[1:]:
        assert one.parent_id is not None  # noqa: S101  — it lies in the first, or further in
        made[one.id].parent_id, made[one.id].place = made[one.parent_id].id, one.place
    copy = made[playlist.id]
    copy.title = _checked(title)
    stand(session, [copy, *shelf.inside[playlist.parent_id]])
    session.flush()
    return copy


def move_playlist(
    session: Session,
    playlist_id: UUID,
    *,
    owner_id: UUID,
    parent_id: UUID | None,
    before: UUID | None = None,
) -> Playlist:
    """Let a playlist lie in a crate, or in none, before another one there or behind all.

    Raises:
        NotFound: if the owner has no such playlist or crate, or ``before`` does not lie there.
        Conflict: if it would lie in itself, or in a smart crate.
        InvalidInput: if it would lie too deep.
    """
    shelf = repository.lock_shelf(session, owner_id=owner_id)
    playlist = get_crate(shelf, playlist_id)
    if any(one.id == parent_id for one in shelf.within(playlist)):
        raise Conflict("A crate cannot lie in itself. Choose another place for it.")
    check_parent(shelf, parent_id, height=shelf.height(playlist))
    row = [one for one in shelf.inside.get(parent_id, []) if one.id != playlist_id]
    place = len(row)
    if before is not None and before != playlist_id:
        place = next((n for n, one in enumerate(row) if one.id == before), -1)
        if place < 0:
            raise NotFound("What it should stand before is not there any more. Choose again.")
    playlist.parent_id = parent_id
    stand(session, [*row[:place], playlist, *row[place:]])
    announce(session, PlaylistChanged(playlist.id, owner_id))
    return playlist


def get_crate(shelf: Shelf[Playlist], playlist_id: UUID) -> Playlist:
    """Return a playlist of a shelf.

    Raises:
        NotFound: if there is none.
    """
    if playlist_id not in shelf.crates:
        raise NotFound("There is no such playlist.")
    return shelf.crates[playlist_id]


def check_room(shelf: Shelf[Playlist], *, more: int) -> None:
    """Accept so many more playlists.

    Raises:
        InvalidInput: if they would be too many.
    """
    if len(shelf.crates) + more > MOST_PLAYLISTS:
        raise InvalidInput(
            f"You have {len(shelf.crates)} of {MOST_PLAYLISTS} playlists. Delete one first."
        )


def check_parent(shelf: Shelf[Playlist], parent_id: UUID | None, *, height: int) -> None:
    """Accept a crate for what is so many crates high, or none.

    Raises:
        NotFound: if there is no such crate.
        Conflict: if it is a smart one.
        InvalidInput: if it would lie too deep there.
    """
    if parent_id is None:
        return
    parent = get_crate(shelf, parent_id)
    if parent.query is not None:
        raise Conflict(
            f"'{parent.title}' is a smart crate: its query fills it. Choose another crate."
        )
    if len(shelf.above(parent_id)) + height > MOST_DEEP:
        raise InvalidInput(f"Crates lie at most {MOST_DEEP} deep. Choose a place further up.")


def stand(session: Session, row: Sequence[Playlist]) -> None:
    """Let playlists that lie in one crate stand in this order."""
    for place, playlist in enumerate(row):
        if playlist.place != place:
            playlist.place = place
            session.add(playlist)


def _fits(shelf: Shelf[Playlist], playlist: Playlist) -> bool:
    """Say whether a playlist can lie where it says."""
    above = playlist.parent_id
    return above in shelf.crates and (len(shelf.above(above)) + shelf.height(playlist) <= MOST_DEEP)


def _copy(session: Session, playlist: Playlist, *, as_list: bool) -> Playlist:
    copy = Playlist(
        owner_id=playlist.owner_id,
        title=playlist.title,
        query=None if as_list else playlist.query,
        parent_id=playlist.parent_id,
        artwork_hash=playlist.artwork_hash,
    )
    session.add(copy)
    session.flush()
    if copy.query is None and (track_ids := tracks_of(session, playlist)):
        put_in(session, copy, track_ids, find_place=lambda: 0)
    announce(session, PlaylistChanged(copy.id, copy.owner_id))
    return copy


def _checked(title: str) -> str:
    cleaned = clean_text(title)
    if not cleaned:
        raise InvalidInput("A playlist needs a name with at least one character to be seen.")
    if len(cleaned) > TITLE_LENGTH:
        raise InvalidInput(f"The name of a playlist has at most {TITLE_LENGTH} characters.")
    return cleaned


def _checked_query(said: str) -> str:
    query = read_query(said)
    if query.mistakes:
        raise InvalidInput(query.mistakes[0].sentence)
    if not query.terms:
        raise InvalidInput("A smart crate needs a query. Write one, such as bpm:120..128.")
    if len(query.text) > QUERY_LENGTH:
        raise InvalidInput(f"A query has at most {QUERY_LENGTH} characters. Leave some out.")
    return query.text
