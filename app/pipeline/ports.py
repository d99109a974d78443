"""What stages are, what they get, and what the job engine's doors implement."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Session

from app.core.database import Database
from app.core.events import Event
from app.core.settings import Settings
from app.core.storage import MediaStore
from app.core.work import Report, Task
from app.pipeline.errors import Halted
from app.pipeline.models import Job
from app.pipeline.rules import JobState, Queue

Request = TypeVar("Request", bound=BaseModel)
Response = TypeVar("Response", bound=BaseModel)


class HaltReason(StrEnum):
    """Why running work has to stop."""

    CANCELLED = "cancelled"
    STOPPING = "stopping"
    LOST = "lost"


class Halt:
    """A flag that tells the supervisor of a job to stop it, and why; the first reason counts."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self.reason: HaltReason | None = None

    def set(self, reason: HaltReason) -> None:
        """Ask for the work to stop."""
        if not self._event.is_set():
            self.reason = reason
            self._event.set()

    def is_set(self) -> bool:
        """Say whether the work has to stop."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Let time pass, or less if the work has to stop; say whether it has."""
        return self._event.wait(seconds)

    def check(self) -> None:
        """Go on.

        Raises:
            Halted: if the work has to stop.
        """
        if self._event.is_set():
            raise Halted(f"The work was stopped ({self.reason}).")


class Workshop(Protocol):
    """Where heavy work is done: in a child process that can be killed."""

    @property
    def pids(self) -> Mapping[str, Sequence[int]]:
        """Return the process ids of the living children, by pool."""
        ...

    def perform(
        self,
        task: Task[Request, Response],
        request: Request,
        *,
        pool: str,
        report: Report,
        halt: Halt,
        limit_seconds: float,
    ) -> Response:
        """Run the task in a warm child of ``pool`` and wait for its response.

        Raises:
            Halted: if ``halt`` was set; the child is dead then.
            TimeLimitExceeded: if it took longer than ``limit_seconds``; the child is dead then.
            EngineCrashed: if the child died.
            SoundForgeError: whatever the task itself raised.
        """
        ...


@dataclass(frozen=True)
class Tools:
    """What running jobs work with."""

    settings: Settings
    database: Database
    media: MediaStore
    workshop: Workshop


@dataclass(frozen=True)
class Work:
    """One claimed job, as its stage sees it; ``say`` writes a short sentence into its log."""

    job: Job
    tools: Tools
    report: Report
    say: Callable[[str], None]
    halt: Halt

    @property
    def track_id(self) -> UUID:
        """Return the track the job is about; only stages that have one may ask."""
        if self.job.track_id is None:
            message = f"The stage '{self.job.stage}' was enqueued without a track."
            raise ValueError(message)
        return self.job.track_id

    def scratch(self) -> Path:
        """Return an empty folder that is gone after the job."""
        return self.tools.media.scratch(self.job.id, attempt=self.job.attempt)

    def perform(
        self,
        task: Task[Request, Response],
        request: Request,
        *,
        pool: str,
        limit_seconds: float,
    ) -> Response:
        """Run a task in a child process, with this job's progress and this job's halt."""
        return self.tools.workshop.perform(
            task,
            request,
            pool=pool,
            report=self.report,
            halt=self.halt,
            limit_seconds=limit_seconds,
        )


class Stage(Protocol):
    """One kind of job. It may run twice: its results must replace, not add.

    ``after`` names the stages of a pipeline that have to complete before it.
    """

    @property
    def name(self) -> str:
        """Return the name in rows and plans."""
        ...

    @property
    def label(self) -> str:
        """Return what people read, such as "Separate stems"."""
        ...

    @property
    def queue(self) -> Queue:
        """Return the line it waits in."""
        ...

    @property
    def after(self) -> frozenset[str]:
        """Return the names of the stages it needs."""
        ...

    def compute(self, work: Work) -> Any:  # noqa: ANN401  — each stage's own outcome
        """Do the work, with no transaction open; the outcome goes to :meth:`save`."""
        ...

    def save(self, session: Session, job: Job, outcome: Any, tools: Tools) -> dict[str, Any]:  # noqa: ANN401  — as above
        """Store the outcome in the transaction that completes the job; return a JSON summary.

        If it has a ``summary``, such as "5 stems with draft", the job's log ends with that.
        """
        ...


@dataclass(frozen=True)
class JobQueued(Event):
    """A job may be claimed; the process that committed it wakes a worker."""

    reach: ClassVar[str] = "process"

    job_id: UUID
    queue: Queue


@dataclass(frozen=True)
class JobChanged(Event):
    """A job went to another state."""

    job_id: UUID
    owner_id: UUID
    track_id: UUID | None
    stage: str
    state: JobState
    progress: float
    error: str | None


@dataclass(frozen=True)
class JobProgressed(Event):
    """A running job got further; ``progress`` is 0..1 of this stage.

    ``remaining_seconds`` is None while nobody can tell how long it still takes.
    """

    job_id: UUID
    owner_id: UUID
    track_id: UUID | None
    stage: str
    progress: float
    phase: str
    remaining_seconds: float | None = None


@dataclass(frozen=True)
class PipelineCompleted(Event):
    """Every stage of a pipeline that was triggered is completed."""

    pipeline_id: UUID
    owner_id: UUID
    track_id: UUID | None


@dataclass(frozen=True)
class BatchChanged(Event):
    """A batch has begun, got on, or is ordered, paused or filled otherwise than before."""

    batch_id: UUID
    owner_id: UUID


EVENTS: tuple[type[Event], ...] = (JobChanged, JobProgressed, PipelineCompleted, BatchChanged)
"""What the bus has to carry between processes."""
