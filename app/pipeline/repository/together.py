"""Questions about the work on many tracks at once; whoever asks names a few hundred of them."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.pipeline.models import BatchItem, Job
from app.pipeline.rules import LIVE


def list_live_on(session: Session, track_ids: Collection[UUID], *, owner_id: UUID) -> list[UUID]:
    """Return the jobs that still work on tracks of the owner."""
    query = select(Job.id).where(
        col(Job.track_id).in_(track_ids), Job.owner_id == owner_id, col(Job.state).in_(LIVE)
    )
    return list(session.exec(query.order_by(col(Job.id))))


def remove_tracks(session: Session, track_ids: Collection[UUID]) -> list[UUID]:
    """Take tracks out of all batches; return these."""
    here = col(BatchItem.track_id).in_(track_ids)
    batch_ids = list(session.exec(select(BatchItem.batch_id).where(here).distinct()))
    if batch_ids:
        session.exec(delete(BatchItem).where(here).execution_options(synchronize_session=False))
    return batch_ids
