"""Questions about tracks by what was heard in them.

Lists are found, ordered and counted on the cards that the database keeps of the tracks, and only
the page that is shown is read.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect
from sqlalchemy.orm import QueryableAttribute, aliased, defer
from sqlmodel import Session, col, func, select

from app import library
from app.analysis.models import (
    Analysis,
)
from app.library import PlaylistItem, Track, TrackCard


class TrackSort(StrEnum):
    """What a list of tracks can be ordered by."""

    ADDED = "added"
    TITLE = "title"
    ARTIST = "artist"
    ALBUM = "album"
    GENRE = "genre"
    YEAR = "year"
    DURATION = "duration"
    SIZE = "size"
    TEMPO = "tempo"
    KEY = "key"
    LOUDNESS = "loudness"
    ENERGY = "energy"
    RATING = "rating"
    SOURCE = "source"


MAY_BE_UNKNOWN = set(TrackSort) - {
    TrackSort.ADDED,
    TrackSort.TITLE,
    TrackSort.DURATION,
    TrackSort.SIZE,
    TrackSort.SOURCE,
}


@dataclass(frozen=True)
class TrackQuestion:
    """Which of an owner's tracks are asked for; ``search`` is a query, see ``read_query``.

    What of it is not understood asks for nothing.
    """

    search: str = ""
    sort: TrackSort = TrackSort.ADDED
    descending: bool = False
    start: int = 0
    count: int = 100


def browse_tracks(
    session: Session, asked: TrackQuestion, *, owner_id: UUID
) -> tuple[list[tuple[Track, Analysis | None]], int]:
    """Return a page of the owner's tracks with the newest analysis of each, and how many match.

    At most four queries whatever the page holds; the document of an analysis is not read.
    """
    page, total = list_track_ids(session, asked, owner_id=owner_id)
    found = find_tracks(session, page, owner_id=owner_id)
    return [found[track_id] for track_id in page if track_id in found], total


def find_tracks(
    session: Session, track_ids: Sequence[UUID], *, owner_id: UUID
) -> dict[UUID, tuple[Track, Analysis | None]]:
    """Return those of the tracks that the owner has, each with its newest analysis.

    The document of an analysis is not read.
    """
    if not track_ids:
        return {}
    query = (
        select(Track, Analysis)
        .outerjoin(Analysis, col(Analysis.id) == _newest_of_track())
        .where(col(Track.id).in_(track_ids), Track.owner_id == owner_id, library.IS_KEPT)
        .options(defer(cast(QueryableAttribute[Any], Analysis.document)))
    )
    return {track.id: (track, heard) for track, heard in session.exec(query)}


def list_items_sorted(
    session: Session, playlist_id: UUID, *, by: TrackSort, descending: bool
) -> list[UUID]:
    """Return all that stands in a playlist, by what is known of the tracks, then as it stands."""
    query = (
        select(PlaylistItem.id)
        .join(TrackCard, col(TrackCard.track_id) == PlaylistItem.track_id)
        .where(PlaylistItem.playlist_id == playlist_id, col(PlaylistItem.place) >= 0)
    )
    here = (col(PlaylistItem.place), col(PlaylistItem.id))
    known = [column.nulls_last() for column in _order(by, descending=descending)]
    return list(session.exec(query.order_by(*known, *here)))


def list_track_ids(
    session: Session, asked: TrackQuestion, *, owner_id: UUID
) -> tuple[list[UUID], int]:
    """Return a page of the owner's tracks by their ids, and how many match.

    Those that lack what the list is sorted by come last. They are asked for by themselves, so that
    either part follows an index to the page, however deep it lies.
    """
    query = library.read_query(asked.search)
    mine = [
        library.cards_of(owner_id),
        *library.conditions_of(session, query, owner_id=owner_id),
    ]
    main = _columns(asked.sort)[0]
    count = select(func.count(), func.count(main)).select_from(TrackCard).where(*mine)
    total, known = session.exec(count).one()
    page: list[UUID] = []
    if asked.start < known:
        lot = [*mine, main.is_not(None)] if asked.sort in MAY_BE_UNKNOWN else mine
        page += _read_page(session, asked, lot, start=asked.start, count=asked.count)
    rest = asked.count - len(page)
    if rest and total > known and asked.start + asked.count > known:
        start = max(0, asked.start - known)
        page += _read_page(session, asked, [*mine, main.is_(None)], start=start, count=rest)
    return page, total


def _read_page(
    session: Session,
    asked: TrackQuestion,
    lot: Iterable[ColumnElement[bool]],
    *,
    start: int,
    count: int,
) -> list[UUID]:
    order = _order(asked.sort, descending=asked.descending)
    number = col(TrackCard.number)
    order.append(number.desc() if asked.descending else number.asc())
    # Numbers alone can be read off an index; the ids are looked up for those of the page.
    page = select(number).where(*lot).order_by(*order).offset(start).limit(count).subquery()
    ids = select(TrackCard.track_id).join(page, number == page.c.number).order_by(*order)
    return list(session.exec(ids))


def _columns(sort: TrackSort) -> list[Any]:
    return [col(getattr(TrackCard, name)) for name in library.SORTED[sort]]


def _order(sort: TrackSort, *, descending: bool) -> list[Any]:
    return [column.desc() if descending else column.asc() for column in _columns(sort)]


def _newest_of_track() -> ScalarSelect[UUID]:
    other = aliased(Analysis)
    return (
        select(other.id)
        .where(other.track_id == Track.id)
        .order_by(col(other.created_at).desc(), col(other.id))
        .limit(1)
        .correlate(Track)
        .scalar_subquery()
    )
