"""What a query finds: how much, which tracks, and whether one is among them; the newest first."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, func, select

from app.library.models import Track
from app.library.repository.searching.cards import TrackCard
from app.library.repository.searching.conditions import cards_of, conditions_of
from app.library.rules.query import read_query

NEWEST_FIRST = (col(TrackCard.added_at).desc(), col(TrackCard.number).desc())


def measure_found(session: Session, said: str, *, owner_id: UUID) -> tuple[int, float]:
    """Return how many of the owner's tracks a query finds, and how long they are in all."""
    seconds = func.coalesce(func.sum(TrackCard.duration_seconds), 0.0)
    query = select(func.count(), seconds).select_from(TrackCard)
    count, length = session.exec(query.where(*_found(session, said, owner_id))).one()
    return count, float(length)


def list_found(
    session: Session, said: str, *, owner_id: UUID, start: int, count: int
) -> list[tuple[UUID, datetime]]:
    """Return a page of what a query finds: the tracks, and when they came."""
    query = (
        select(TrackCard.track_id, TrackCard.added_at)
        .where(*_found(session, said, owner_id))
        .order_by(*NEWEST_FIRST)
        .offset(start)
        .limit(count)
    )
    return list(session.exec(query))


def read_found(session: Session, said: str, *, owner_id: UUID, count: int) -> list[Track]:
    """Return the first tracks that a query finds, with all that is written about them."""
    query = (
        select(Track)
        .join(TrackCard, col(TrackCard.track_id) == Track.id)
        .where(*_found(session, said, owner_id))
        .order_by(*NEWEST_FIRST)
        .limit(count)
    )
    return list(session.exec(query))


def is_found(session: Session, said: str, track_id: UUID, *, owner_id: UUID) -> bool:
    """Say whether a query finds a track of the owner."""
    query = select(TrackCard.number).where(TrackCard.track_id == track_id)
    found = query.where(*_found(session, said, owner_id))
    return session.exec(found.limit(1)).first() is not None


def _found(session: Session, said: str, owner_id: UUID) -> list[Any]:
    asked = conditions_of(session, read_query(said), owner_id=owner_id)
    return [cards_of(owner_id), *asked]
