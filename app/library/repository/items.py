"""Questions about the places of a playlist.

Places are whole numbers that go upwards and may leave gaps; a track that was thrown away keeps its
place unseen.  Whoever changes them holds the playlist's lock.  What a person took out of a list
that may come again from elsewhere stays at a place below zero, so that it is not brought back.
"""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import bindparam, case, delete, insert, update
from sqlmodel import Session, col, func, select

from app.core import clock
from app.library.models import Playlist, PlaylistItem, Track
from app.library.ports import RemovedItem
from app.library.repository.tracks import IS_KEPT

CHUNK = 500

PLACE = col(PlaylistItem.place)
IN_ORDER = (PLACE, col(PlaylistItem.id))

IS_THERE = PLACE >= 0

TAKEN_OUT = -1

_DELETE = delete(PlaylistItem)

Named = TypeVar("Named")


def list_items(
    session: Session, playlist_id: UUID, *, start: int, count: int
) -> list[PlaylistItem]:
    """Return a page of a playlist in its order, without tracks that were thrown away."""
    query = (
        select(PlaylistItem)
        .join(Track, col(Track.id) == PlaylistItem.track_id)
        .where(PlaylistItem.playlist_id == playlist_id, IS_THERE, IS_KEPT)
        .order_by(*IN_ORDER)
        .offset(start)
        .limit(count)
    )
    return list(session.exec(query))


def list_item_tracks(session: Session, playlist_id: UUID) -> list[UUID]:
    """Return the tracks of a playlist in its order; one may be there more than once."""
    query = (
        select(PlaylistItem.track_id)
        .join(Track, col(Track.id) == PlaylistItem.track_id)
        .where(PlaylistItem.playlist_id == playlist_id, IS_THERE, IS_KEPT)
        .order_by(*IN_ORDER)
    )
    return list(session.exec(query))


def read_item_tracks(session: Session, playlist_id: UUID) -> list[Track]:
    """Return the tracks of a playlist in its order, with all that is written about them."""
    query = (
        select(Track)
        .join(PlaylistItem, col(Track.id) == PlaylistItem.track_id)
        .where(PlaylistItem.playlist_id == playlist_id, IS_THERE, IS_KEPT)
        .order_by(*IN_ORDER)
    )
    return list(session.exec(query))


def count_shown_items(session: Session, playlist_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return how many places each of the playlists shows."""
    query = (
        select(PlaylistItem.playlist_id, func.count())
        .join(Track, col(Track.id) == PlaylistItem.track_id)
        .where(col(PlaylistItem.playlist_id).in_(playlist_ids), IS_THERE, IS_KEPT)
        .group_by(col(PlaylistItem.playlist_id))
    )
    return dict(session.exec(query).all())


def has_track(session: Session, playlist_ids: Sequence[UUID], track_id: UUID) -> bool:
    """Say whether one of the playlists shows a track."""
    query = (
        select(PlaylistItem.id)
        .join(Track, col(Track.id) == PlaylistItem.track_id)
        .where(col(PlaylistItem.playlist_id).in_(playlist_ids), IS_THERE, IS_KEPT)
        .where(PlaylistItem.track_id == track_id)
    )
    return session.exec(query.limit(1)).first() is not None


def count_items(session: Session, playlist_id: UUID) -> int:
    """Return how many places a playlist has, with those that are not seen."""
    query = select(func.count()).select_from(PlaylistItem)
    return session.exec(query.where(PlaylistItem.playlist_id == playlist_id, IS_THERE)).one()


def keep_known(session: Session, track_ids: Sequence[UUID], *, owner_id: UUID) -> list[UUID]:
    """Return those of the tracks that the owner has, in their order and as often as named."""
    known: set[UUID] = set()
    for chunk in _chunks(list(dict.fromkeys(track_ids))):
        query = select(Track.id).where(
            col(Track.id).in_(chunk), Track.owner_id == owner_id, IS_KEPT
        )
        known.update(session.exec(query))
    return [track_id for track_id in track_ids if track_id in known]


def find_place(session: Session, playlist_id: UUID, item_id: UUID) -> int | None:
    """Return where in a playlist something stands."""
    query = select(PlaylistItem.place).where(
        PlaylistItem.playlist_id == playlist_id, PlaylistItem.id == item_id, IS_THERE
    )
    return session.exec(query).first()


def find_end(session: Session, playlist_id: UUID) -> int:
    """Return the place after the last."""
    query = select(func.coalesce(func.max(PLACE) + 1, 0))
    return session.exec(query.where(PlaylistItem.playlist_id == playlist_id)).one()


def make_room(session: Session, playlist_id: UUID, *, place: int, count: int) -> None:
    """Let everything from a place on stand so many places further back."""
    behind = (col(PlaylistItem.playlist_id) == playlist_id, place <= PLACE)
    session.exec(update(PlaylistItem).where(*behind).values(place=PLACE + count))


def insert_items(
    session: Session, playlist: Playlist, track_ids: Sequence[UUID], *, place: int
) -> None:
    """Put tracks into a playlist, the first at ``place`` and each of the rest after the last."""
    now = clock.now()
    removed = [RemovedItem(track_id, place + n, now) for n, track_id in enumerate(track_ids)]
    put_back(session, playlist, removed)


def put_back(session: Session, playlist: Playlist, removed: Sequence[RemovedItem]) -> None:
    """Put tracks where they stood, or are to stand."""
    for chunk in _chunks(removed):
        rows = [
            {
                "id": uuid4(),
                "owner_id": playlist.owner_id,
                "playlist_id": playlist.id,
                "track_id": item.track_id,
                "place": item.place,
                "added_at": item.added_at,
            }
            for item in chunk
        ]
        session.exec(insert(PlaylistItem), params=rows)


def delete_items(
    session: Session, playlist_id: UUID, item_ids: Sequence[UUID], *, is_remembered: bool
) -> list[RemovedItem]:
    """Take things out of a playlist and return what they were; the places of the rest stay."""
    removed: list[RemovedItem] = []
    here = (col(PlaylistItem.playlist_id) == playlist_id, IS_THERE)
    for chunk in _chunks(list(dict.fromkeys(item_ids))):
        named = (*here, col(PlaylistItem.id).in_(chunk))
        found = select(PlaylistItem.track_id, PlaylistItem.place, PlaylistItem.added_at)
        removed += [RemovedItem(*row) for row in session.exec(found.where(*named))]
        take = update(PlaylistItem).values(place=TAKEN_OUT) if is_remembered else _DELETE
        session.exec(take.where(*named).execution_options(synchronize_session=False))
    return sorted(removed, key=lambda item: item.place)


def forget_taken_out(session: Session, playlist_id: UUID, track_ids: Sequence[UUID]) -> None:
    """Forget that tracks were taken out of a playlist: they are put into it again."""
    out = (col(PlaylistItem.playlist_id) == playlist_id, PLACE == TAKEN_OUT)
    for chunk in _chunks(list(dict.fromkeys(track_ids))):
        named = _DELETE.where(*out, col(PlaylistItem.track_id).in_(chunk))
        session.exec(named.execution_options(synchronize_session=False))


def list_seen_tracks(session: Session, playlist_id: UUID) -> set[UUID]:
    """Return the tracks that are in a playlist, or were until they or their place were deleted."""
    query = select(PlaylistItem.track_id).where(PlaylistItem.playlist_id == playlist_id)
    return set(session.exec(query))


def move_items(session: Session, playlist_id: UUID, item_ids: Sequence[UUID], *, place: int) -> int:
    """Let things stand together before a place, in the order they have; return how many they are.

    One statement gives new numbers to what lies between where they were and where they go.
    """
    is_named = col(PlaylistItem.id).in_(item_ids)
    found = select(func.count(), func.min(PLACE), func.max(PLACE))
    here = (PlaylistItem.playlist_id == playlist_id, is_named, IS_THERE)
    count, first, last = session.exec(found.where(*here)).one()
    if count == 1:
        _move_one(session, playlist_id, item_ids, old=first, place=place)
    elif count:
        group = case((is_named, 1), (place > PLACE, 0), else_=2)
        _number(
            session,
            playlist_id,
            (group, *IN_ORDER),
            first=min(first, place),
            last=max(last, place - 1),
        )
    return count


def close_up(session: Session, playlist_id: UUID) -> None:
    """Number all places anew, so that each is taken once."""
    _number(session, playlist_id, IN_ORDER, first=0, last=find_end(session, playlist_id))


def number_items(session: Session, playlist_id: UUID, item_ids: Sequence[UUID]) -> None:
    """Let everything in a playlist stand as the ids do; what they do not name comes after them."""
    make_room(session, playlist_id, place=0, count=len(item_ids))
    if item_ids:
        # Past the unit of work, which takes longer over ten thousand rows than the database does.
        places = [{"item_id": item_id, "now": place} for place, item_id in enumerate(item_ids)]
        is_it = col(PlaylistItem.id) == bindparam("item_id")
        numbered = update(PlaylistItem).where(is_it).values(place=bindparam("now"))
        session.connection().execute(numbered, places)


def _move_one(
    session: Session, playlist_id: UUID, item_ids: Sequence[UUID], *, old: int, place: int
) -> None:
    """Let the one of the ids that is there change places with what is between."""
    new = place if place <= old else place - 1
    between = (
        col(PlaylistItem.playlist_id) == playlist_id,
        PLACE.between(min(old, new), max(old, new)),
    )
    is_it = col(PlaylistItem.id).in_(item_ids)
    step = 1 if new < old else -1
    session.exec(
        update(PlaylistItem)
        .where(*between)
        .values(place=case((is_it, new), else_=PLACE + step))
        .execution_options(synchronize_session=False)
    )


def _number(
    session: Session, playlist_id: UUID, order: Sequence[Any], *, first: int, last: int
) -> None:
    here = (col(PlaylistItem.playlist_id) == playlist_id, PLACE.between(first, last))
    number = func.row_number().over(order_by=order)
    ranked = select(PlaylistItem.id, (number + first - 1).label("place")).where(*here).subquery()
    session.exec(
        update(PlaylistItem)
        .where(*here, col(PlaylistItem.id) == ranked.c.id, ranked.c.place != PLACE)
        .values(place=ranked.c.place)
        .execution_options(synchronize_session=False)
    )


def _chunks(named: Sequence[Named]) -> Iterator[Sequence[Named]]:
    for start in range(0, len(named), CHUNK):
        yield named[start : start + CHUNK]


def hand_over_places(session: Session, track_id: UUID, *, to: UUID) -> None:
    """Put another track wherever one stands in playlists."""
    here = update(PlaylistItem).where(col(PlaylistItem.track_id) == track_id)
    session.exec(here.values(track_id=to))


def take_over_places(
    session: Session, track_id: UUID, *, to: UUID
) -> tuple[list[UUID], list[UUID]]:
    """Put another track where one stands, but in playlists that have it; return what that was.

    First come the places, then the playlists.
    """
    there = select(PlaylistItem.playlist_id).where(PlaylistItem.track_id == to)
    query = select(PlaylistItem.id, PlaylistItem.playlist_id).where(
        PlaylistItem.track_id == track_id, col(PlaylistItem.playlist_id).not_in(there)
    )
    found = list(session.exec(query))
    for chunk in _chunks([item_id for item_id, _ in found]):
        here = update(PlaylistItem).where(col(PlaylistItem.id).in_(chunk))
        session.exec(here.values(track_id=to).execution_options(synchronize_session=False))
    return [item_id for item_id, _ in found], list(dict.fromkeys(one for _, one in found))


def give_back_places(
    session: Session, item_ids: Sequence[UUID], *, of: UUID, to: UUID, owner_id: UUID
) -> list[UUID]:
    """Put a track back where another took its places, and return the playlists of them."""
    playlists: dict[UUID, None] = {}
    for chunk in _chunks(item_ids):
        here = (
            col(PlaylistItem.id).in_(chunk),
            col(PlaylistItem.track_id) == of,
            col(PlaylistItem.owner_id) == owner_id,
        )
        playlists.update(dict.fromkeys(session.exec(select(PlaylistItem.playlist_id).where(*here))))
        back = update(PlaylistItem).where(*here).values(track_id=to)
        session.exec(back.execution_options(synchronize_session=False))
    return list(playlists)
