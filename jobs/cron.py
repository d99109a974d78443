"""Work that recurs; any number of processes may tick, one of them starts it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel
from sqlmodel import Session

from app import accounts
from app.core import clock
from app.pipeline import (
    CleanArguments,
    CoversArguments,
    PruneArguments,
    RecogniseArguments,
    TimbreArguments,
    Tools,
    enqueue,
    is_slot_free,
    take_slot,
)

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)

CATCH_UP = timedelta(minutes=10)
"""A moment that was missed while nothing ran is made up for within this time."""


@dataclass(frozen=True)
class Recurring:
    """A stage that is due ``every`` so often, ``past`` the full hour or day of UTC."""

    stage: str
    every: timedelta
    past: timedelta
    arguments: BaseModel

    def last_due(self, moment: datetime) -> datetime:
        """Return the newest due time that is not after ``moment``."""
        start = EPOCH + self.past
        return start + (moment - start) // self.every * self.every


SCHEDULE = (
    Recurring("prune", timedelta(hours=1), timedelta(minutes=15), PruneArguments()),
    Recurring("clean", timedelta(days=1), timedelta(hours=3), CleanArguments()),
    Recurring("covers", timedelta(minutes=30), timedelta(minutes=20), CoversArguments()),
    Recurring("recognise", timedelta(minutes=15), timedelta(minutes=5), RecogniseArguments()),
    Recurring("timbre", timedelta(hours=1), timedelta(minutes=35), TimbreArguments()),
)


def tick(tools: Tools, moment: datetime | None = None) -> int:
    """Enqueue what has become due and nobody else has taken; return how many that were."""
    return sum(_start_if_due(tools, recurring, moment or clock.now()) for recurring in SCHEDULE)


def _start_if_due(tools: Tools, recurring: Recurring, moment: datetime) -> bool:
    due_at = recurring.last_due(moment)
    if moment - due_at > CATCH_UP:
        return False
    with tools.database.reading() as session:  # most ticks write nothing
        if not is_slot_free(session, recurring.stage, due_at=due_at):
            return False
    with tools.database.transaction() as session:
        first = take_slot(session, recurring.stage, due_at=due_at)
        if first:
            _enqueue(session, recurring)
    return first


def _enqueue(session: Session, recurring: Recurring) -> None:
    enqueue(
        session,
        recurring.stage,
        owner_id=accounts.ensure_system(session).id,
        title=recurring.stage,
        arguments=recurring.arguments,
    )
