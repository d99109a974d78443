"""Questions about the due moments of recurring work."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.pipeline.models import CronSlot


def is_slot_free(session: Session, name: str, *, due_at: datetime) -> bool:
    """Say whether nobody has taken this moment of a recurring task."""
    return session.get(CronSlot, (name, due_at)) is None


def take_slot(session: Session, name: str, *, due_at: datetime) -> bool:
    """Say whether the caller is the first to take this moment of a recurring task."""
    try:
        with session.begin_nested():
            session.add(CronSlot(name=name, due_at=due_at))
            session.flush()
    except IntegrityError:
        return False
    return True
