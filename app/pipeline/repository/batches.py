"""Questions about batches, and about tracks that could be put into one."""

import typing
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Uuid, cast, delete, insert, update
from sqlalchemy.orm import QueryableAttribute, load_only
from sqlmodel import Session, col, func, literal, select

from app import accounts, library
from app.core.errors import NotFound
from app.library import Track
from app.pipeline.models import Batch, BatchItem, Job
from app.pipeline.rules import LIVE, ItemState
from app.stems import Recipe, Separation, recipe_of

CHUNK = 500
"""So many ids go into one question."""

IS_OPEN = col(BatchItem.state).is_(None)
_TELLING = tuple(
    typing.cast("QueryableAttribute[Any]", column)
    for column in (Separation.track_id, Separation.engine, Separation.model, Separation.recipe)
)
IS_QUEUED = col(Job.worker).is_(None) & col(Job.state).in_(LIVE)


@dataclass(frozen=True)
class Share:
    """Tracks of a batch that share a state, None while they are open, and how long they are."""

    state: str | None
    count: int
    duration_seconds: float


def get_batch(session: Session, batch_id: UUID, *, owner_id: UUID) -> Batch:
    """Return the owner's batch.

    Raises:
        NotFound: if there is none, or it is somebody else's.
    """
    query = select(Batch).where(Batch.id == batch_id, Batch.owner_id == owner_id)
    return _found(session.exec(query).first())


def lock_batch(session: Session, batch_id: UUID, *, owner_id: UUID) -> Batch:
    """Return the owner's batch, and keep others from arranging any of their batches meanwhile.

    Batches of a user share jobs, each in an order of its own: two that were arranged at a time
    would wait for each other.  Whoever locks a user, a batch and jobs locks them in this order.

    Raises:
        NotFound: if there is none, or it is somebody else's.
    """
    accounts.lock_user(session, owner_id)
    query = (
        select(Batch)
        .where(Batch.id == batch_id, Batch.owner_id == owner_id)
        .with_for_update(key_share=True)  # rows that point at it do not have to wait
        .execution_options(populate_existing=True)
    )
    return _found(session.exec(query).first())


def list_batches(session: Session, *, owner_id: UUID, count: int) -> list[Batch]:
    """Return the owner's batches: those that go on first, then the newest."""
    query = (
        select(Batch)
        .where(Batch.owner_id == owner_id)
        .order_by(col(Batch.ended_at).is_not(None), col(Batch.created_at).desc(), col(Batch.id))
        .limit(count)
    )
    return list(session.exec(query))


def list_open_batches(session: Session, *, track_id: UUID | None = None) -> list[Batch]:
    """Return everybody's batches that have something left to do, those with a track if named."""
    query = select(Batch).where(col(Batch.ended_at).is_(None))
    if track_id is not None:
        with_it = select(BatchItem.batch_id).where(BatchItem.track_id == track_id)
        query = query.where(col(Batch.id).in_(with_it))
    return list(session.exec(query))


def share_out(session: Session, batch_id: UUID) -> list[Share]:
    """Return how the tracks of a batch stand, in as many rows as there are states."""
    query = (
        select(BatchItem.state, func.count(), func.sum(BatchItem.duration_seconds))
        .where(BatchItem.batch_id == batch_id)
        .group_by(col(BatchItem.state))
    )
    return [Share(state, count, seconds) for state, count, seconds in session.exec(query)]


def add_tracks(
    session: Session, batch: Batch, track_ids: Sequence[UUID], *, with_audio: bool
) -> int:
    """Put those of the owner's tracks into a batch that have audio, or none, in their order.

    Return how many that are.
    """
    place = 0
    wanted = list(dict.fromkeys(track_ids))
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        query = select(Track.id, Track.duration_seconds).where(
            col(Track.id).in_(chunk),
            Track.owner_id == batch.owner_id,
            library.IS_KEPT,
            library.HAS_AUDIO if with_audio else ~library.HAS_AUDIO,
        )
        durations = dict(session.exec(query).all())
        there = [track_id for track_id in chunk if track_id in durations]
        items = [
            {
                "batch_id": batch.id,
                "track_id": track_id,
                "place": place + number,
                "duration_seconds": durations[track_id],
            }
            for number, track_id in enumerate(there)
        ]
        if items:
            session.exec(insert(BatchItem), params=items)
        place += len(there)
    return place


def add_tracks_without_stems(session: Session, batch: Batch) -> int:
    """Put all of the owner's tracks without stems into a batch, newest first; return how many."""
    place = func.row_number().over(order_by=(col(Track.created_at).desc(), col(Track.id)))
    found = select(
        literal(batch.id, type_=Uuid()),
        col(Track.id),
        cast(place, Integer),
        col(Track.duration_seconds),
    ).where(*_lacks_stems(batch.owner_id))
    columns = ["batch_id", "track_id", "place", "duration_seconds"]
    session.exec(insert(BatchItem).from_select(columns, found))
    return sum(share.count for share in share_out(session, batch.id))


def count_without_stems(session: Session, *, owner_id: UUID) -> tuple[int, float]:
    """Return how many of the owner's tracks have no stems, and how long they are in all."""
    query = select(func.count(), func.sum(Track.duration_seconds)).select_from(Track)
    count, seconds = session.exec(query.where(*_lacks_stems(owner_id))).one()
    return count, float(seconds or 0.0)


def settle_what_is_there(session: Session, batch: Batch, recipe: Recipe) -> int:
    """Settle the tracks of a batch that were separated just so before; return how many."""
    query = (
        select(Separation)
        .join(BatchItem, col(BatchItem.track_id) == Separation.track_id)
        .where(
            BatchItem.batch_id == batch.id,
            Separation.owner_id == batch.owner_id,
            Separation.engine == recipe.engine,
            Separation.model == recipe.model,
        )
        .options(load_only(*_TELLING, raiseload=True))
        .execution_options(yield_per=CHUNK)
    )
    there = sorted({one.track_id for one in session.exec(query) if recipe_of(one) == recipe})
    for start in range(0, len(there), CHUNK):
        found = col(BatchItem.track_id).in_(there[start : start + CHUNK])
        session.exec(
            update(BatchItem)
            .where(col(BatchItem.batch_id) == batch.id, found)
            .values(state=ItemState.THERE.value)
        )
    return len(there)


def delete_batch(session: Session, batch_id: UUID) -> None:
    """Forget a batch; what was made for it stays."""
    session.exec(delete(Batch).where(col(Batch.id) == batch_id))


def _lacks_stems(owner_id: UUID) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a track has no stems and that nobody is about to make them."""
    made = select(Separation.id).where(Separation.track_id == Track.id)
    coming = select(Job.id).where(
        Job.track_id == Track.id, Job.stage == "separate", col(Job.state).in_(LIVE)
    )
    planned = select(BatchItem.track_id).where(BatchItem.track_id == Track.id, IS_OPEN)
    without = tuple(~query.correlate(Track).exists() for query in (made, coming, planned))
    return (col(Track.owner_id) == owner_id, library.IS_KEPT, library.HAS_AUDIO, *without)


def _found(batch: Batch | None) -> Batch:
    if batch is None:
        raise NotFound("There is no such batch.")
    return batch
