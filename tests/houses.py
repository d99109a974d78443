"""A wired house for tests: the real database, bus, storage and workers around a twin workshop."""

import hashlib
import threading
from collections.abc import Callable
from time import monotonic
from types import TracebackType
from typing import Self
from uuid import UUID

from sqlmodel import Session

from app import accounts, pipeline
from app.boot import EVENTS
from app.core.database import Database
from app.core.events import Bus, Event, LocalBus
from app.core.redis_bus import RedisBus
from app.core.settings import Settings
from app.core.storage import DiskStore
from app.pipeline import Job, JobState, PipelineView, SeparateArguments, Tools, Workshop
from jobs.broker import Doorbell, make_broker
from jobs.workers import Workers
from tests.twins import ScriptedWorkshop

PATIENCE_SECONDS = 120.0
"""Long enough for a very busy machine; a test that waits this long fails."""

DRAFT = SeparateArguments(engine="draft", model="draft")


class House:
    """One process's worth of the studio; several may share settings, as processes do."""

    def __init__(self, settings: Settings, *, workshop: Workshop | None = None) -> None:
        self.settings = settings
        self.bus = _make_bus(settings)
        self.database = Database(settings.database_address, bus=self.bus)
        self.media = DiskStore(settings.data_folder)
        self.media.prepare()
        self.workshop = ScriptedWorkshop()
        self.tools = Tools(settings, self.database, self.media, workshop or self.workshop)
        self.events: list[Event] = []
        self.bus.subscribe(self.events.append)
        self.workers: Workers | None = None
        with self.database.transaction() as session:
            self.owner_id = accounts.ensure_owner(session, settings.owner_email).id

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self.bus.close()
        self.database.dispose()

    def start(self) -> Workers:
        """Let this house's workers work."""
        broker = make_broker(self.settings)
        self._hang_up = self.bus.subscribe(Doorbell(broker).hear)
        self.workers = Workers(self.tools, broker=broker, is_alone=self.settings.is_embedded)
        self.workers.start()
        return self.workers

    def stop(self) -> None:
        """Stop the workers, who give back what they hold."""
        if self.workers:
            self._hang_up()
            self.workers.stop()
            self.workers = None

    def submit(self, content: bytes = b"some music", *, file_name: str = "song.wav") -> UUID:
        """Start the main job on a file with this content; return the pipeline's id."""
        received = self.media.receive([content], name=file_name, limit_bytes=100_000_000)
        with self.database.transaction() as session:
            return pipeline.import_and_process(
                session,
                received,
                owner_id=self.owner_id,
                file_name=file_name,
                separation=DRAFT,
            ).id

    def view(self, pipeline_id: UUID) -> PipelineView:
        """Return a pipeline as people see it."""
        with self.database.reading() as session:
            return pipeline.view(session, pipeline_id, owner_id=self.owner_id)

    def finish(self, pipeline_id: UUID) -> PipelineView:
        """Wait until a pipeline is over and return it."""
        wait_until(
            lambda: self.view(pipeline_id).is_over, "the pipeline was not over", details=self._tell
        )
        return self.view(pipeline_id)

    def _tell(self) -> str:
        """Return where each job stands, for whoever has to find out why nothing happens."""
        return "; ".join(
            f"{job.stage} {job.state.value}, attempt {job.attempt}, by {job.worker}"
            f", due {job.due_at} {job.error or ''}"
            for job in self.jobs()
        )

    def bring(self) -> UUID:
        """Import a song, wait until its main job is over, and return the track's id."""
        if self.workers is None:
            self.start()
        track_id = self.finish(self.submit()).track_id
        assert track_id is not None
        return track_id

    def jobs(self) -> list[Job]:
        """Return all jobs of the owner, newest first."""
        with self.database.reading() as session:
            return pipeline.list_jobs(session, owner_id=self.owner_id)

    def job(self, stage: str) -> Job:
        """Return the newest job of a stage."""
        return next(job for job in self.jobs() if job.stage == stage)

    def wait_for_state(self, stage: str, state: JobState) -> Job:
        """Wait until the newest job of a stage is in a state and return it."""
        wait_until(
            lambda: any(job.stage == stage and job.state is state for job in self.jobs()),
            f"no '{stage}' job became {state}",
        )
        return next(job for job in self.jobs() if job.stage == stage and job.state is state)

    def hear(self, event: Event) -> None:
        """Wait until the last that was heard is this event: Redis takes its time."""
        wait_until(lambda: self.events[-1:] == [event], f"{event} was not heard")

    def ask(self, question: Callable[[Session], object]) -> object:
        """Ask the database something."""
        with self.database.reading() as session:
            return question(session)


def wait_until(
    condition: Callable[[], bool],
    complaint: str,
    *,
    seconds: float = PATIENCE_SECONDS,
    details: Callable[[], str] = str,
) -> None:
    """Look again and again until ``condition`` holds; fail with ``complaint`` if it never does.

    ``details`` is asked then for what the complaint alone does not tell.
    """
    deadline = monotonic() + seconds
    pause = threading.Event()
    while not condition():
        assert monotonic() < deadline, f"{complaint} {details()}"
        pause.wait(0.02)


def sha256_of(content: bytes) -> str:
    """Return the hash a file with this content is known by."""
    return hashlib.sha256(content).hexdigest()


def _make_bus(settings: Settings) -> Bus:
    if settings.redis_url is None:
        return LocalBus()
    return RedisBus(
        settings.redis_url.get_secret_value(), namespace=settings.redis_namespace, events=EVENTS
    )
