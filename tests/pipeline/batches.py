"""What tests of batches do with them."""

from collections.abc import Callable
from uuid import UUID

from app import accounts, pipeline
from app.core.work import Report
from app.pipeline import BatchItemView, BatchView, Halt, ItemState, JobState
from app.stems import SeparationReport, SeparationRequest
from tests.houses import DRAFT, House, wait_until
from tests.twins import separate

TITLES = [f"Song {number:02}" for number in range(1, 21)]


class Recorder:
    """A behaviour that writes down in which order tracks are separated."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __call__(self, request: SeparationRequest, report: Report, halt: Halt) -> SeparationReport:
        """Take twice the track's length, as it says."""
        self.names.append(request.name.removesuffix(".wav"))
        made = separate(request, report, halt)
        return made.model_copy(update={"elapsed_seconds": {"total": 20.0, "load": 0.0}})


def start(house: House, track_ids: list[UUID] | None, **said: str) -> UUID:
    """Start a batch of the owner's tracks with the draft engine."""
    with house.database.transaction() as session:
        return pipeline.start_batch(
            session, owner_id=house.owner_id, separation=DRAFT, track_ids=track_ids, **said
        ).id


def act(house: House, does: Callable[..., object], batch_id: UUID, *more: object) -> None:
    """Do something with a batch, as its owner."""
    with house.database.transaction() as session:
        does(session, batch_id, *more, owner_id=house.owner_id)


def view(house: House, batch_id: UUID) -> BatchView:
    """Return a batch as its owner sees it."""
    with house.database.reading() as session:
        return pipeline.view_batch(session, house.settings, batch_id, owner_id=house.owner_id)


def items(house: House, batch_id: UUID, **page: int) -> list[BatchItemView]:
    """Return a page of a batch."""
    with house.database.reading() as session:
        return pipeline.list_batch_items(session, batch_id, owner_id=house.owner_id, **page)


def states(house: House, batch_id: UUID) -> dict[str, ItemState]:
    """Return where each track of a batch stands, by title."""
    return {item.title: item.state for item in items(house, batch_id)}


def finish(house: House, batch_id: UUID) -> BatchView:
    """Wait until a batch is over and return it."""
    wait_until(lambda: view(house, batch_id).ended_at is not None, "the batch was not over")
    return view(house, batch_id)


def queued_titles(house: House) -> list[str]:
    """Return what waits in the queue, in the order in which it would be taken."""
    waiting = [job for job in house.jobs() if job.state is JobState.QUEUED]
    waiting.sort(key=lambda job: (job.priority, job.due_at, job.id))
    return [job.title for job in waiting]


def stranger_of(house: House) -> UUID:
    """Return somebody else."""
    with house.database.transaction() as session:
        return accounts.ensure_owner(session, "stranger@example.org").id


def missing(house: House) -> pipeline.MissingView:
    """Return what has no stems."""
    with house.database.reading() as session:
        return pipeline.foresee_missing(
            session, house.settings, owner_id=house.owner_id, separation=DRAFT
        )
