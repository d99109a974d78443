"""Questions about analyses, grids, sections and cues, and about tracks by what was heard."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, delete, or_
from sqlalchemy.orm import QueryableAttribute, aliased, defer
from sqlmodel import Session, col, func, select

from app import library
from app.analysis.models import Analysis, Cue, Grid, Origin, TrackSection
from app.library import Track


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
    rows = session.exec(
        select(Track, Analysis)
        .outerjoin(Analysis, col(Analysis.id) == _newest_of_track())
        .where(col(Track.id).in_(page))
        .options(defer(cast(QueryableAttribute[Any], Analysis.document)))
    ).all()
    by_id: dict[UUID, tuple[Track, Analysis | None]] = {
        track.id: (track, heard) for track, heard in rows
    }
    return [by_id[track_id] for track_id in page if track_id in by_id], total


def list_track_ids(
    session: Session, asked: TrackQuestion, *, owner_id: UUID
) -> tuple[list[UUID], int]:
    """Return a page of the owner's tracks by their ids, and how many match."""
    mine = (Track.owner_id == owner_id, library.IS_KEPT, *_finds(asked.search))
    total = session.exec(select(func.count()).select_from(Track).where(*mine)).one()
    ids = select(Track.id).where(*mine)
    if asked.sort in HEARD:
        ids = ids.outerjoin(Analysis, col(Analysis.id) == _newest_of_track())
    order = [
        (column.desc() if asked.descending else column.asc()).nulls_last()
        for column in ORDERS[asked.sort]
    ]
    page = session.exec(
        ids.order_by(*order, col(Track.id)).offset(asked.start).limit(asked.count)
    ).all()
    return list(page), total


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


def find_analysis(session: Session, *, owner_id: UUID, track_id: UUID) -> Analysis | None:
    """Return the newest analysis of the owner's track."""
    query = (
        select(Analysis)
        .where(Analysis.owner_id == owner_id, Analysis.track_id == track_id)
        .order_by(col(Analysis.created_at).desc())
    )
    return session.exec(query).first()


def find_grid(session: Session, *, owner_id: UUID, track_id: UUID) -> Grid | None:
    """Return the grid of the owner's track."""
    query = select(Grid).where(Grid.owner_id == owner_id, Grid.track_id == track_id)
    return session.exec(query).first()


def list_sections(session: Session, *, owner_id: UUID, track_id: UUID) -> list[TrackSection]:
    """Return the form of the owner's track, in time."""
    query = (
        select(TrackSection)
        .where(TrackSection.owner_id == owner_id, TrackSection.track_id == track_id)
        .order_by(col(TrackSection.start_seconds))
    )
    return list(session.exec(query))


def list_cues(session: Session, *, owner_id: UUID, track_id: UUID) -> list[Cue]:
    """Return the cues of the owner's track, in time."""
    query = (
        select(Cue)
        .where(Cue.owner_id == owner_id, Cue.track_id == track_id)
        .order_by(col(Cue.position_seconds))
    )
    return list(session.exec(query))


def delete_automatic_cues(session: Session, *, owner_id: UUID, track_id: UUID) -> None:
    """Delete the cues that no hand has set."""
    session.exec(
        delete(Cue).where(
            col(Cue.owner_id) == owner_id,
            col(Cue.track_id) == track_id,
            col(Cue.origin) == Origin.ANALYSIS,
        )
    )


def delete_sections(session: Session, *, owner_id: UUID, track_id: UUID) -> None:
    """Delete the form of a track."""
    session.exec(
        delete(TrackSection).where(
            col(TrackSection.owner_id) == owner_id, col(TrackSection.track_id) == track_id
        )
    )
