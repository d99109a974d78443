"""The artists and the albums of a library: groups of its cards, read along their index."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from app.library.models import Artwork, Track
from app.library.repository.searching.cards import TrackCard
from app.library.repository.searching.conditions import cards_of, conditions_of
from app.library.rules.query import read_query


class GroupKind(StrEnum):
    """What tracks are grouped by."""

    ARTIST = "artist"
    ALBUM = "album"


class GroupSort(StrEnum):
    """What groups are ordered by: their names upwards, or the largest first."""

    NAME = "name"
    COUNT = "count"


@dataclass(frozen=True)
class TrackGroup:
    """Tracks of one artist or one album, as far as a query finds them.

    ``artist`` is that of an album if all of it is by one; ``pictured_id`` is a track of the group
    that has a picture, and ``picture_hash`` that picture.
    """

    name: str
    count: int
    duration_seconds: float
    artist: str | None
    first_year: int | None
    last_year: int | None
    pictured_id: UUID | None
    picture_hash: str | None


_KEYS: Final[dict[GroupKind, Any]] = {
    GroupKind.ARTIST: col(TrackCard.artist_key),
    GroupKind.ALBUM: col(TrackCard.album_key),
}
_NUMBER: Final[Any] = col(TrackCard.number)


def list_groups(
    session: Session,
    kind: GroupKind,
    *,
    owner_id: UUID,
    search: str = "",
    sort: GroupSort = GroupSort.NAME,
    start: int = 0,
    count: int = 100,
) -> tuple[list[TrackGroup], int]:
    """Return a page of the groups of the tracks that a query finds, and how many groups there are.

    Tracks that name no artist, or no album, are in no group.
    """
    key = _KEYS[kind]
    mine = [
        cards_of(owner_id),
        key.is_not(None),
        *conditions_of(session, read_query(search), owner_id=owner_id),
    ]
    size = func.count().label("size")
    groups = select(key.label("key"), size).where(*mine).group_by(key)
    order = [size.desc(), key] if sort is GroupSort.COUNT else [key]
    connection = session.connection()
    page = connection.execute(groups.order_by(*order).offset(start).limit(count)).all()
    every = select(key).where(*mine).group_by(key).subquery()
    total = connection.execute(select(func.count()).select_from(every)).scalar_one()
    keys = [row.key for row in page]
    facts = _facts(session, key, [*mine, key.in_(keys)])
    names = _names(session, kind, [row.first for row in facts.values()])
    pictures = _pictures(session, key, [*mine, key.in_(keys)])
    return [
        _describe(kind, row.size, facts[row.key], names, pictures.get(row.key))
        for row in page
        if row.key in facts
    ], total


def _facts(session: Session, key: Any, mine: Sequence[ColumnElement[bool]]) -> dict[str, Any]:  # noqa: ANN401  — a column of text
    query = (
        select(
            key.label("key"),
            func.min(_NUMBER).label("first"),
            func.sum(col(TrackCard.duration_seconds)).label("seconds"),
            func.min(col(TrackCard.year)).label("first_year"),
            func.max(col(TrackCard.year)).label("last_year"),
            func.min(col(TrackCard.artist_key)).label("one_artist"),
            func.max(col(TrackCard.artist_key)).label("other_artist"),
        )
        .where(*mine)
        .group_by(key)
    )
    return {row.key: row for row in session.connection().execute(query)}


def _names(session: Session, kind: GroupKind, numbers: Sequence[int]) -> dict[int, Any]:
    """Return how the groups are written, by the number of the oldest card of each."""
    artist: Any = col(Track.artist)
    name: Any = artist if kind is GroupKind.ARTIST else col(Track.album)
    query = (
        select(_NUMBER.label("number"), name.label("name"), artist.label("artist"))
        .join(Track, col(Track.id) == TrackCard.track_id)
        .where(_NUMBER.in_(numbers))
    )
    return {row.number: row for row in session.connection().execute(query)}


def _pictures(session: Session, key: Any, mine: Sequence[ColumnElement[bool]]) -> dict[str, Any]:  # noqa: ANN401  — a column of text
    pictured = (
        select(key.label("key"), func.min(_NUMBER).label("number"))
        .join(Artwork, col(Artwork.track_id) == TrackCard.track_id)
        .where(*mine)
        .group_by(key)
        .subquery()
    )
    query = (
        select(pictured.c.key, col(Artwork.track_id), col(Artwork.content_hash))
        .join(TrackCard, pictured.c.number == _NUMBER)
        .join(Artwork, col(Artwork.track_id) == TrackCard.track_id)
    )
    return {row.key: row for row in session.connection().execute(query)}


def _describe(
    kind: GroupKind,
    size: int,
    facts: Any,  # noqa: ANN401  — a row
    names: dict[int, Any],
    picture: Any,  # noqa: ANN401  — a row, or None
) -> TrackGroup:
    named = names[facts.first]
    is_by_one = kind is GroupKind.ALBUM and facts.one_artist == facts.other_artist
    return TrackGroup(
        name=named.name,
        count=size,
        duration_seconds=facts.seconds or 0.0,
        artist=named.artist if is_by_one else None,
        first_year=facts.first_year,
        last_year=facts.last_year,
        pictured_id=picture.track_id if picture else None,
        picture_hash=picture.content_hash if picture else None,
    )
