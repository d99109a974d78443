"""Questions about tracks by what was heard in them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, or_
from sqlalchemy.orm import QueryableAttribute, aliased, defer
from sqlmodel import Session, col, func, select

from app import library
from app.analysis.models import (
    Analysis,
)
from app.library import PlaylistItem, Track


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


ORDERS: dict[TrackSort, tuple[Any, ...]] = {
    TrackSort.ADDED: (col(Track.created_at),),
    TrackSort.TITLE: (func.lower(Track.title),),
    TrackSort.ARTIST: (func.lower(Track.artist), func.lower(Track.title)),
    TrackSort.ALBUM: (func.lower(Track.album), func.lower(Track.title)),
    TrackSort.GENRE: (func.lower(Track.genre), func.lower(Track.title)),
    TrackSort.YEAR: (col(Track.year),),
    TrackSort.DURATION: (col(Track.duration_seconds),),
    TrackSort.SIZE: (col(Track.size_bytes),),
    TrackSort.TEMPO: (col(Analysis.tempo_bpm),),
    TrackSort.KEY: (func.length(Analysis.camelot), col(Analysis.camelot)),  # 9A before 10A
    TrackSort.LOUDNESS: (col(Analysis.loudness_lufs),),
    TrackSort.ENERGY: (col(Analysis.energy),),
}

HEARD = {TrackSort.TEMPO, TrackSort.KEY, TrackSort.LOUDNESS, TrackSort.ENERGY}

MAX_SEARCH_WORDS = 12


@dataclass(frozen=True)
class TrackQuestion:
    """Which of an owner's tracks are asked for; every word of ``search`` has to be found."""

    search: str = ""
    sort: TrackSort = TrackSort.ADDED
    descending: bool = False
    start: int = 0
    count: int = 100


def browse_tracks(
    session: Session, asked: TrackQuestion, *, owner_id: UUID
) -> tuple[list[tuple[Track, Analysis | None]], int]:
    """Return a page of the owner's tracks with the newest analysis of each, and how many match.

    Three queries whatever the page holds: the ids are ordered alone, so that sorting carries no
    rows; the document of an analysis is not read.
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
        .join(Track, col(Track.id) == PlaylistItem.track_id)
        .where(PlaylistItem.playlist_id == playlist_id)
    )
    if by in HEARD:
        query = query.outerjoin(Analysis, col(Analysis.id) == _newest_of_track())
    here = (col(PlaylistItem.place), col(PlaylistItem.id))
    return list(session.exec(query.order_by(*_order(by, descending=descending), *here)))


def list_track_ids(
    session: Session, asked: TrackQuestion, *, owner_id: UUID
) -> tuple[list[UUID], int]:
    """Return a page of the owner's tracks by their ids, and how many match."""
    mine = (Track.owner_id == owner_id, library.IS_KEPT, *_finds(asked.search))
    total = session.exec(select(func.count()).select_from(Track).where(*mine)).one()
    ids = select(Track.id).where(*mine)
    if asked.sort in HEARD:
        ids = ids.outerjoin(Analysis, col(Analysis.id) == _newest_of_track())
    order = _order(asked.sort, descending=asked.descending)
    page = session.exec(
        ids.order_by(*order, col(Track.id)).offset(asked.start).limit(asked.count)
    ).all()
    return list(page), total


def _order(sort: TrackSort, *, descending: bool) -> list[Any]:
    return [(column.desc() if descending else column.asc()).nulls_last() for column in ORDERS[sort]]


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


def _finds(search: str) -> Iterator[ColumnElement[bool]]:
    """Yield the condition of each word: it is in the title, the artist or the album.

    SQLite knows the case of ASCII only, so a word with other letters is looked for as it may be
    written.
    """
    columns = (col(Track.title), col(Track.artist), col(Track.album))
    for word in re.sub("\x00", " ", search).split()[:MAX_SEARCH_WORDS]:
        written = {word} if word.isascii() else {word, word.lower(), word.upper(), word.title()}
        yield or_(
            *(
                column.icontains(way, autoescape=True)
                for column in columns
                for way in sorted(written)
            )
        )
