"""Questions about how tracks sound, each a row of numbers."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.analysis.models import Timbre, TrackFrames
from app.analysis.rules.timbre.vector import SIZE, TIMBRE_VERSION, Matrix, Vector

_IS_OF_TODAY = col(Timbre.version) == TIMBRE_VERSION


@dataclass(frozen=True)
class Sounds:
    """How the tracks of a library sound: ``rows`` has the shape ``(tracks, 37)``."""

    ids: tuple[UUID, ...]
    rows: Matrix


def keep_timbre(session: Session, vector: Vector, *, owner_id: UUID, track_id: UUID) -> None:
    """Write down how a track sounds, in place of what was known before."""
    session.merge(
        Timbre(
            track_id=track_id,
            owner_id=owner_id,
            version=TIMBRE_VERSION,
            vector=vector.astype("<f4").tobytes(),
        )
    )


def count_timbres(session: Session, *, owner_id: UUID) -> int:
    """Return of how many of the owner's tracks it is known how they sound, by any version."""
    query = select(func.count()).where(col(Timbre.owner_id) == owner_id)
    return int(session.connection().execute(query).scalar_one())


def list_timbres(
    session: Session, *, owner_id: UUID, track_ids: Collection[UUID] | None = None
) -> Sounds:
    """Return how the owner's tracks sound, all of them or some."""
    query = select(col(Timbre.track_id), col(Timbre.vector)).where(
        col(Timbre.owner_id) == owner_id, _IS_OF_TODAY
    )
    if track_ids is not None:
        query = query.where(col(Timbre.track_id).in_(track_ids))
    found = session.connection().execute(query).all()
    rows = np.frombuffer(b"".join(row.vector for row in found), dtype="<f4")
    return Sounds(tuple(row.track_id for row in found), rows.reshape(-1, SIZE))


def list_without_timbre(
    session: Session, *, after: UUID | None, count: int
) -> list[tuple[UUID, UUID]]:
    """Return tracks, each with its owner, that were heard and have no such row of today's."""
    is_known = select(col(Timbre.track_id)).where(_IS_OF_TODAY)
    query = (
        select(col(TrackFrames.track_id), col(TrackFrames.owner_id))
        .where(col(TrackFrames.name) == "mfcc", col(TrackFrames.track_id).not_in(is_known))
        .order_by(col(TrackFrames.track_id))
        .limit(count)
    )
    if after is not None:
        query = query.where(col(TrackFrames.track_id) > after)
    return [(row.track_id, row.owner_id) for row in session.connection().execute(query)]
