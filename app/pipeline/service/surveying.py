"""How batches stand: counts, progress, what is worked on, and how long they still take."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

import app.pipeline.repository as repository
from app import stems
from app.core import clock
from app.core.catalog import Catalog
from app.core.settings import Settings
from app.library import Track
from app.pipeline.models import Batch, BatchItem, Job
from app.pipeline.rules import ItemState, remaining_seconds
from app.pipeline.stages.separate import Separate, SeparateArguments

SEPARATE = Separate.name

LISTED = 50
"""So many batches are shown; the oldest that are over are the first to go."""

TELLING = 20
"""So many of the newest separations tell how fast the machine is while several run at a time."""


@dataclass(frozen=True)
class RunningItem:
    """A track of a batch that is worked on now; ``progress`` is 0..1."""

    track_id: UUID
    job_id: UUID
    progress: float
    duration_seconds: float


@dataclass(frozen=True)
class BatchView:
    """A batch as people follow it.

    ``engine`` and ``model`` are those of separations.

    ``counts`` has every state. ``progress`` is 0..1 of the music in it. ``expected_seconds`` is how
    long what is left takes, None if that cannot be told or nothing is left.
    """

    id: UUID
    title: str
    stage: str
    engine: str
    model: str | None
    created_at: datetime
    paused_at: datetime | None
    ended_at: datetime | None
    counts: Mapping[ItemState, int]
    progress: float
    duration_seconds: float
    expected_seconds: float | None
    running: tuple[RunningItem, ...]

    @property
    def total(self) -> int:
        """Return how many tracks are in it."""
        return sum(self.counts.values())

    @property
    def ended(self) -> int:
        """Return how many of them nothing is left to do with."""
        return self.total - self.counts[ItemState.WAITING] - self.counts[ItemState.RUNNING]


@dataclass(frozen=True)
class BatchItemView:
    """A track of a batch as people follow it; ``error`` is known as long as its job is."""

    track_id: UUID
    job_id: UUID | None
    title: str
    artist: str | None
    duration_seconds: float
    state: ItemState
    progress: float
    remaining_seconds: float | None
    error: str | None


@dataclass(frozen=True)
class MissingView:
    """The tracks of a user that have no stems, and how long it would take to make them."""

    count: int
    duration_seconds: float
    expected_seconds: float | None


def list_batches(session: Session, settings: Settings, *, owner_id: UUID) -> list[BatchView]:
    """Return the owner's batches: those that go on first, then the newest, at most fifty."""
    forecast = Forecast(session, settings)
    batches = repository.list_batches(session, owner_id=owner_id, count=LISTED)
    return [_view(session, batch, forecast) for batch in batches]


def view_batch(
    session: Session, settings: Settings, batch_id: UUID, *, owner_id: UUID
) -> BatchView:
    """Return one of the owner's batches.

    Raises:
        NotFound: if there is none, or it is somebody else's.
    """
    batch = repository.get_batch(session, batch_id, owner_id=owner_id)
    return _view(session, batch, Forecast(session, settings))


def list_batch_items(
    session: Session, batch_id: UUID, *, owner_id: UUID, start: int = 0, count: int = 100
) -> list[BatchItemView]:
    """Return a page of a batch: what is worked on, what waits in order, what failed, the rest.

    Raises:
        NotFound: if the owner has no such batch.
    """
    repository.get_batch(session, batch_id, owner_id=owner_id)
    page = repository.list_items(session, batch_id, start=start, count=count)
    return [_item_view(*row) for row in page]


def foresee_missing(
    session: Session, settings: Settings, *, owner_id: UUID, separation: SeparateArguments
) -> MissingView:
    """Return what it would mean to separate everything of the owner that has no stems."""
    count, seconds = repository.count_without_stems(session, owner_id=owner_id)
    expected = Forecast(session, settings).expect(separation, seconds, count=count)
    return MissingView(count=count, duration_seconds=seconds, expected_seconds=expected)


class Forecast:
    """Says how long work will take on this machine; it looks at the past once, when asked."""

    def __init__(self, session: Session, settings: Settings) -> None:
        self._session = session
        self._settings = settings
        self._models: Catalog[stems.StemModel] | None = None
        self._paces: list[stems.Pace] = []

    def expect(
        self, separation: SeparateArguments, duration_seconds: float, *, count: int
    ) -> float | None:
        """Return the time that so much music of ``count`` tracks takes, None if nobody can tell."""
        if self._models is None:
            known = stems.list_all_models(self._settings.models_folder)
            self._models = Catalog("stem model", known)
            self._paces = stems.list_paces(self._session, self._models)
        model = separation.model
        if not count or model is None or model not in self._models:
            return None
        alike = [
            one for one in self._paces if (one.engine, one.model) == (separation.engine, model)
        ]
        cost = stems.cost_of(
            networks=stems.count_networks(self._models.get(model)),
            overlap=separation.overlap,
            shifts=separation.shifts,
        )
        alone = stems.expect_seconds(
            alike[:TELLING] or self._paces,
            engine=separation.engine,
            model=model,
            cost=cost,
            duration_seconds=duration_seconds,
        )
        at_a_time = min(self._settings.processing_concurrency, count)
        return None if alone is None else alone / at_a_time


def _view(session: Session, batch: Batch, forecast: Forecast) -> BatchView:
    counts = dict.fromkeys(ItemState, 0)
    total_seconds, open_seconds = 0.0, 0.0
    for share in repository.share_out(session, batch.id):
        counts[ItemState(share.state) if share.state else ItemState.WAITING] += share.count
        total_seconds += share.duration_seconds
        open_seconds += 0.0 if share.state else share.duration_seconds
    running = tuple(_running(session, batch))
    counts[ItemState.RUNNING] = len(running)
    counts[ItemState.WAITING] -= len(running)
    open_seconds -= sum(one.progress * one.duration_seconds for one in running)
    separation = (
        SeparateArguments.model_validate(batch.arguments) if batch.stage == SEPARATE else None
    )
    return BatchView(
        id=batch.id,
        title=batch.title,
        stage=batch.stage,
        engine=separation.engine if separation else "",
        model=separation.model if separation else None,
        created_at=batch.created_at,
        paused_at=batch.paused_at,
        ended_at=batch.ended_at,
        counts=counts,
        progress=_progress(counts, open_seconds, total_seconds),
        duration_seconds=total_seconds,
        expected_seconds=forecast.expect(
            separation,
            open_seconds,
            count=counts[ItemState.WAITING] + counts[ItemState.RUNNING],
        )
        if separation
        else None,
        running=running,
    )


def _progress(counts: Mapping[ItemState, int], open_seconds: float, total_seconds: float) -> float:
    """Return how much of the music is done, or of the tracks while their lengths are unknown."""
    if total_seconds:
        return 1.0 - open_seconds / total_seconds
    open_count = counts[ItemState.WAITING] + counts[ItemState.RUNNING]
    return 1.0 - open_count / max(sum(counts.values()), 1)


def _running(session: Session, batch: Batch) -> list[RunningItem]:
    if batch.ended_at is not None:
        return []
    return [
        RunningItem(item.track_id, job.id, job.progress, item.duration_seconds)
        for item, job in repository.list_running(session, batch.id)
    ]


def _item_view(item: BatchItem, track: Track, job: Job | None) -> BatchItemView:
    is_running = item.state is None and job is not None and job.worker is not None
    state = ItemState.RUNNING if is_running else ItemState(item.state or ItemState.WAITING)
    return BatchItemView(
        track_id=item.track_id,
        job_id=item.job_id,
        title=track.title,
        artist=track.artist,
        duration_seconds=item.duration_seconds,
        state=state,
        progress=job.progress if is_running and job else 0.0,
        remaining_seconds=remaining_seconds(job, clock.now()) if is_running and job else None,
        error=job.error if job and state is ItemState.FAILED else None,
    )
