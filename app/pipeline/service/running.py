"""Do the work: claim a job, let its stage compute, settle it, and move its pipeline on."""

import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import UUID

import structlog
from sqlmodel import Session

import app.pipeline.repository as repository
import app.pipeline.service.arranging as arranging
import app.pipeline.service.asking as asking
import app.pipeline.service.bringing as bringing
import app.pipeline.service.hearing as hearing
import app.pipeline.service.scanning as scanning
from app.core import clock
from app.core.database import announce
from app.core.errors import Cancelled, SoundForgeError
from app.pipeline.errors import Halted, Snooze
from app.pipeline.models import Job, Pipeline
from app.pipeline.ports import Halt, HaltReason, PipelineCompleted, Tools, Work
from app.pipeline.rules import (
    JobState,
    Queue,
    backoff_seconds,
    duration_to_words,
    is_pipeline_complete,
)
from app.pipeline.service.reporting import Reporter
from app.pipeline.service.settling import cancel, complete, fail, let_go, retry_later, step
from app.pipeline.stages import STAGES

log = structlog.get_logger()


@dataclass(frozen=True)
class Held:
    """A job that runs here."""

    queue: Queue
    halt: Halt


@dataclass
class Crew:
    """The workers of this process: who they are, what they hold, and whether they go home.

    ``trouble`` is the last error that could not even be written to the job it belongs to.
    """

    worker: str
    running: dict[UUID, Held] = field(default_factory=dict[UUID, Held])
    going_home: threading.Event = field(default_factory=threading.Event)
    trouble: SoundForgeError | None = None

    @contextmanager
    def holding(self, job: Job) -> Generator[Halt, None, None]:
        """Keep a job's halt where the keeper finds it."""
        halt = Halt()
        self.running[job.id] = Held(job.queue, halt)
        if self.going_home.is_set():
            halt.set(HaltReason.STOPPING)
        try:
            yield halt
        finally:
            del self.running[job.id]

    def count_held(self, queue: Queue) -> int:
        """Return how many jobs of ``queue`` run here."""
        return sum(held.queue is queue for held in list(self.running.values()))

    def stop_all(self, reason: HaltReason) -> None:
        """Halt whatever runs, and claim nothing more."""
        self.going_home.set()
        for held in list(self.running.values()):
            held.halt.set(reason)


def work_off(tools: Tools, crew: Crew, queue: Queue) -> int:
    """Run the due jobs of ``queue`` one after the other until there is none; return how many.

    Never raises: what cannot be settled now stays with its lease and is rescued later.
    """
    done = 0
    try:
        while not crew.going_home.is_set() and (job := claim(tools, crew, queue)):
            run(tools, crew, job)
            done += 1
            arranging.follow(tools, job.track_id)
    except SoundForgeError as error:
        crew.trouble = error
        log.exception("jobs.not_settled", queue=queue)
    except Exception:
        log.exception("jobs.broken", queue=queue)
    return done


def claim(tools: Tools, crew: Crew, queue: Queue) -> Job | None:
    """Take the best due job of ``queue``, or return None."""
    moment = clock.now()
    lease = moment + timedelta(seconds=tools.settings.job_lease_seconds)
    with tools.database.transaction() as session:
        job_id = repository.claim(session, queue, worker=crew.worker, now=moment, lease=lease)
        job = repository.lock_running(session, job_id, worker=crew.worker) if job_id else None
        if job is None:
            return None
        job.started_at = job.started_at or moment
        if job.state is JobState.QUEUED:
            step(session, job, JobState.PROCESSING)
        attempt = f"attempt {job.attempt} of {tools.settings.job_attempts}"
        repository.add_entry(session, job.id, f"Started by {crew.worker} ({attempt})")
        return job


def run(tools: Tools, crew: Crew, job: Job) -> None:
    """Do one claimed job and settle it, whatever happens."""
    told = log.bind(job_id=str(job.id), stage=job.stage, attempt=job.attempt)
    began_seconds = monotonic()
    with crew.holding(job) as halt:
        try:
            outcome = _compute(tools, crew, job, halt)
            _complete(tools, crew, job, outcome, began_seconds=began_seconds)
            _tidy(tools, job)
            told.info("jobs.completed")
        except (Halted, Cancelled) as stopped:
            _tidy(tools, job)
            _stopped(tools, crew, job, halt)
            told.info("jobs.stopped", why=str(halt.reason or stopped))
        except Snooze as snooze:
            _tidy(tools, job)
            _snoozed(tools, crew, job, snooze)
        except SoundForgeError as error:
            _tidy(tools, job)
            told.warning("jobs.failed", reason=str(error))
            _failed(tools, crew, job, error)
        except Exception as error:  # noqa: BLE001  — the boundary: a bug ends its job, no more
            _tidy(tools, job)
            told.exception("jobs.failed_unexpectedly")
            reason = f"Something went wrong inside ({type(error).__name__}). See the log."
            _failed(tools, crew, job, SoundForgeError(reason))


def _tidy(tools: Tools, job: Job) -> None:
    """Remove what an attempt left, before anybody may begin the next one.

    On a full disk that makes the room which the failure is written in.
    """
    tools.media.drop_scratch(job.id, attempt=job.attempt)


def _lock(session: Session, crew: Crew, job: Job) -> Job | None:
    return repository.lock_running(session, job.id, worker=crew.worker, attempt=job.attempt)


def _compute(tools: Tools, crew: Crew, job: Job, halt: Halt) -> Any:  # noqa: ANN401  — the stage's own
    halt.check()
    reporter = Reporter(tools.database, job, worker=crew.worker)
    outcome = STAGES.get(job.stage).compute(
        Work(job=job, tools=tools, report=reporter.report, say=reporter.say, halt=halt)
    )
    halt.check()
    return outcome


def _complete(
    tools: Tools,
    crew: Crew,
    job: Job,
    outcome: Any,  # noqa: ANN401  — as above
    *,
    began_seconds: float,
) -> None:
    with tools.database.transaction() as session:
        bringing.lock_what_follows(session, job)
        held = _lock(session, crew, job)
        if held is None:
            raise Halted("Another worker has taken this job over.")
        if held.cancel_requested:
            raise Cancelled("The job was cancelled.")
        held.result = STAGES.get(held.stage).save(session, held, outcome, tools)
        held.progress = 1.0
        complete(session, held, took_seconds=monotonic() - began_seconds)
        pipelines = repository.lock_pipelines(session, held.id)
        for pipeline in pipelines:
            _advance(session, pipeline, held)
        hearing.hear_stems(session, held, pipelines)
        bringing.fetch_gathered(session, held)
        bringing.fetch_pictures(session, held)


def _advance(session: Session, pipeline: Pipeline, job: Job) -> None:
    if job.track_id is not None:  # a track is new, or has given way to one with the same audio
        pipeline.track_id = job.track_id
    if asking.advance(session, pipeline):
        return
    states = [one.state for one in repository.newest_jobs(session, pipeline.id).values()]
    if is_pipeline_complete(states):
        announce(session, PipelineCompleted(pipeline.id, pipeline.owner_id, pipeline.track_id))


def _stopped(tools: Tools, crew: Crew, job: Job, halt: Halt) -> None:
    """Cancel what was cancelled, give back what a stop interrupted, leave what others took."""
    with tools.database.transaction() as session:
        held = _lock(session, crew, job)
        if held is None:
            return
        if halt.reason is HaltReason.STOPPING and not held.cancel_requested:
            why = "Given back because the studio stops; it goes on after the next start"
            let_go(session, held, why=why, counts=False)
        else:
            cancel(session, held)


def _snoozed(tools: Tools, crew: Crew, job: Job, snooze: Snooze) -> None:
    with tools.database.transaction() as session:
        held = _lock(session, crew, job)
        if held is not None:
            held.phase = snooze.phase
            why = f"Waits {duration_to_words(snooze.seconds)}: {snooze.phase}"
            let_go(session, held, why=why, delay_seconds=snooze.seconds, counts=False)


def _failed(tools: Tools, crew: Crew, job: Job, error: SoundForgeError) -> None:
    with tools.database.transaction() as session:
        held = _lock(session, crew, job)
        if held is None:
            return
        if held.cancel_requested:
            cancel(session, held)
            return
        fail(session, held, error)
        scanning.note_fault(session, held)
        number, most = held.retry + 1, tools.settings.job_attempts - 1
        if error.retryable and number <= most:
            wait = backoff_seconds(number, first_seconds=tools.settings.job_backoff_seconds)
            retry_later(session, held, most=most, delay_seconds=wait)
