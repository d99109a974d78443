"""Many tracks at once: ``/batches``."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlmodel import Session

from app import analysis, pipeline
from app.analysis import TrackSort
from app.api.v1.answers import Answer
from app.api.v1.asking import Count, Start
from app.api.v1.caller import SignedIn, Working
from app.api.v1.features import AskedFeatures
from app.core.errors import InvalidInput
from app.pipeline import Batch, ItemState, Move, Tools, TrackChoice
from app.stems import Wish

router = APIRouter(prefix="/batches", tags=["batches"])

MOST_TRACKS = 20_000
"""So many tracks can be named at a time; a transaction has to stay short."""


class NewBatch(Wish):
    """What to do with which tracks: those named, in their order, or all that ``search`` finds.

    To be taken apart, they may also be all that have no stems. Tracks that have audio are not
    downloaded, and nothing else is done with those that have none.
    """

    stage: Literal["separate", "download", "analyse"] = "separate"
    title: str | None = Field(default=None, min_length=1, max_length=200)
    track_ids: list[UUID] | None = Field(default=None, min_length=1, max_length=MOST_TRACKS)
    search: str | None = Field(default=None, max_length=500)
    without: list[UUID] = Field(default_factory=list[UUID], max_length=MOST_TRACKS)
    sort: TrackSort = TrackSort.ADDED
    descending: bool = True
    missing: bool = Field(default=False, description="All tracks that have no stems.")
    again: bool = Field(default=False, description="Even if these stems are there already.")
    features: AskedFeatures | None = Field(
        default=None, description="What to find out; what the user prefers if missing."
    )

    def check(self) -> None:
        """Make sure that it is said which tracks, in one way.

        Raises:
            InvalidInput: if it is not.
        """
        ways = [self.track_ids is not None, self.search is not None, self.missing]
        if sum(ways) != 1:
            raise InvalidInput("Name the tracks in 'track_ids' or by 'search', or say 'missing'.")
        if self.missing and self.stage != "separate":
            raise InvalidInput("Only what lacks stems can be 'missing'. Name the tracks.")

    def tracks(self, session: Session, *, owner_id: UUID) -> list[UUID] | None:
        """Return which tracks are meant, None for all that have no stems.

        Those that are named and gone are left out later.
        """
        if self.search is None:
            return self.track_ids
        named = {"without", "sort", "descending", "search"}
        choice = TrackChoice.model_validate(self.model_dump(include=named))
        return pipeline.choose_tracks(session, choice, owner_id=owner_id)


class MovedItem(BaseModel):
    """A track of a batch, and where to in its order."""

    track_id: UUID
    to: Move


class RunningAnswer(Answer):
    """A track that is worked on now; ``progress`` is 0..1."""

    track_id: UUID
    job_id: UUID
    progress: float
    duration_seconds: float


class BatchAnswer(Answer):
    """How a batch stands; ``counts`` says how many of its tracks are in each state.

    ``progress`` is 0..1 of the music in it. ``expected_seconds`` is null if nobody can tell.
    """

    id: UUID
    title: str
    stage: str
    engine: str
    model: str | None
    created_at: datetime
    paused_at: datetime | None
    ended_at: datetime | None
    total: int
    ended: int
    counts: dict[ItemState, int]
    progress: float
    duration_seconds: float
    expected_seconds: float | None
    running: list[RunningAnswer]


class BatchItemAnswer(Answer):
    """How a track of a batch stands; ``job_id`` and ``error`` are known as long as its job is."""

    track_id: UUID
    job_id: UUID | None
    title: str
    artist: str | None
    duration_seconds: float
    state: ItemState
    progress: float
    remaining_seconds: float | None
    error: str | None


class BatchPageAnswer(BatchAnswer):
    """A batch, and a page of its tracks: worked on, waiting in order, failed, and the rest."""

    rows: list[BatchItemAnswer] = Field(default_factory=list[BatchItemAnswer])


class MissingAnswer(Answer):
    """The tracks without stems; ``expected_seconds`` is null if nobody can tell."""

    count: int
    duration_seconds: float
    expected_seconds: float | None


@router.post("", status_code=201)
def start_batch(wanted: NewBatch, user: SignedIn, tools: Working) -> BatchAnswer:
    """Take apart, download or analyse tracks one after the other.

    What is not said is done as the user prefers it.
    """
    wanted.check()
    with tools.database.transaction() as session:
        batch_id = _start(session, tools, wanted, owner_id=user.id).id
    return _read(tools, batch_id, owner_id=user.id)


@router.get("")
def list_batches(user: SignedIn, tools: Working) -> list[BatchAnswer]:
    """Return the batches that go on, then the newest, fifty at most."""
    with tools.database.reading() as session:
        views = pipeline.list_batches(session, tools.settings, owner_id=user.id)
    return [BatchAnswer.model_validate(view) for view in views]


@router.get("/missing")
def read_missing(user: SignedIn, tools: Working) -> MissingAnswer:
    """Return how many tracks have no stems, and how long it would take to make them."""
    with tools.database.reading() as session:
        found = pipeline.foresee_missing(
            session,
            tools.settings,
            owner_id=user.id,
            separation=pipeline.choose_for(session, tools.settings, owner_id=user.id),
        )
    return MissingAnswer.model_validate(found)


@router.get("/{batch_id}")
def read_batch(
    batch_id: UUID,
    user: SignedIn,
    tools: Working,
    *,
    start: Start = 0,
    count: Count = 100,
) -> BatchPageAnswer:
    """Return a batch and a page of its tracks."""
    with tools.database.reading() as session:
        view = pipeline.view_batch(session, tools.settings, batch_id, owner_id=user.id)
        rows = pipeline.list_batch_items(
            session, batch_id, owner_id=user.id, start=start, count=count
        )
    answer = BatchPageAnswer.model_validate(view)
    answer.rows = [BatchItemAnswer.model_validate(row) for row in rows]
    return answer


@router.post("/{batch_id}/pause")
def pause_batch(batch_id: UUID, user: SignedIn, tools: Working) -> BatchAnswer:
    """Begin nothing more of a batch; what is worked on is finished."""
    with tools.database.transaction() as session:
        pipeline.pause_batch(session, batch_id, owner_id=user.id)
    return _read(tools, batch_id, owner_id=user.id)


@router.post("/{batch_id}/resume")
def resume_batch(batch_id: UUID, user: SignedIn, tools: Working) -> BatchAnswer:
    """Go on with a batch."""
    with tools.database.transaction() as session:
        pipeline.resume_batch(session, batch_id, owner_id=user.id)
    return _read(tools, batch_id, owner_id=user.id)


@router.post("/{batch_id}/cancel")
def cancel_batch(batch_id: UUID, user: SignedIn, tools: Working) -> BatchAnswer:
    """Do nothing more of a batch, and stop what only it has going on."""
    with tools.database.transaction() as session:
        pipeline.cancel_batch(session, batch_id, owner_id=user.id)
    return _read(tools, batch_id, owner_id=user.id)


@router.post("/{batch_id}/retry")
def retry_batch(batch_id: UUID, user: SignedIn, tools: Working) -> BatchAnswer:
    """Let what failed in a batch have its turn again."""
    with tools.database.transaction() as session:
        pipeline.retry_batch(session, batch_id, owner_id=user.id)
    return _read(tools, batch_id, owner_id=user.id)


@router.put("/{batch_id}/order")
def order_batch(batch_id: UUID, moved: MovedItem, user: SignedIn, tools: Working) -> BatchAnswer:
    """Change when a track of a batch has its turn."""
    with tools.database.transaction() as session:
        pipeline.move_in_batch(session, batch_id, moved.track_id, moved.to, owner_id=user.id)
    return _read(tools, batch_id, owner_id=user.id)


@router.delete("/{batch_id}/tracks/{track_id}")
def remove_from_batch(
    batch_id: UUID, track_id: UUID, user: SignedIn, tools: Working
) -> BatchAnswer:
    """Take a track out of a batch, and stop what only the batch has going on with it."""
    with tools.database.transaction() as session:
        pipeline.remove_from_batch(session, batch_id, track_id, owner_id=user.id)
    return _read(tools, batch_id, owner_id=user.id)


@router.delete("/{batch_id}", status_code=204)
def clear_batch(batch_id: UUID, user: SignedIn, tools: Working) -> None:
    """Put a batch away that is over; the stems it made stay."""
    with tools.database.transaction() as session:
        pipeline.clear_batch(session, batch_id, owner_id=user.id)


def _read(tools: Tools, batch_id: UUID, *, owner_id: UUID) -> BatchAnswer:
    with tools.database.reading() as session:
        view = pipeline.view_batch(session, tools.settings, batch_id, owner_id=owner_id)
    return BatchAnswer.model_validate(view)


def _start(session: Session, tools: Tools, wanted: NewBatch, *, owner_id: UUID) -> Batch:
    track_ids = wanted.tracks(session, owner_id=owner_id)
    title = wanted.title
    if wanted.stage == "download":
        return pipeline.download_together(
            session, tools.settings, track_ids or [], owner_id=owner_id, title=title
        )
    if wanted.stage == "analyse":
        said = wanted.features
        wish = said.wish() if said else analysis.get_preferred(session, owner_id=owner_id)
        return pipeline.start_analyses(
            session, track_ids or [], owner_id=owner_id, wish=wish, title=title
        )
    wish = Wish.model_validate({name: getattr(wanted, name) for name in Wish.model_fields})
    separation = pipeline.choose_for(
        session, tools.settings, owner_id=owner_id, wish=wish, again=wanted.again
    )
    return pipeline.start_batch(
        session, owner_id=owner_id, separation=separation, track_ids=track_ids, title=title
    )
