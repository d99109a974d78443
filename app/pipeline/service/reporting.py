"""What a running job tells: how far it is, how long it still takes, and lines for its log."""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

import structlog
from sqlmodel import Session

import app.pipeline.repository as repository
from app.core import clock
from app.core.database import Database, announce
from app.core.errors import SoundForgeError
from app.pipeline.models import Job
from app.pipeline.ports import JobProgressed
from app.pipeline.rules import Pace, kind_of_phase, measure_pace

log = structlog.get_logger()

PROGRESS_SECONDS = 0.2
"""Progress is stored and announced at most this often per job; a new phase always is."""


class Reporter:
    """Stores and announces what one attempt at a job reports, but not too often."""

    def __init__(self, database: Database, job: Job, *, worker: str) -> None:
        self._database = database
        self._job = job
        self._worker = worker
        self._phase = ""
        self._known_phases: set[str] = set()
        self._fraction = 0.0
        self._pace: Pace | None = None
        self._told_at = 0.0

    def report(self, fraction: float, phase: str) -> None:
        """Say how far the work is, 0..1, and what happens now; a new phase is a line of the log."""
        moment = monotonic()
        if phase == self._phase and moment - self._told_at < PROGRESS_SECONDS:
            return
        is_new_phase = kind_of_phase(phase) != kind_of_phase(self._phase)
        self._phase, self._told_at = phase, moment
        self._fraction = max(self._fraction, min(fraction, 1.0))  # a bar never runs backwards
        self._pace = measure_pace(
            self._pace, self._fraction, moment=moment, is_new_phase=is_new_phase
        )
        self._write(self._store_progress)

    def say(self, text: str) -> None:
        """Write a line into the job's log."""

        def store(session: Session) -> None:
            if repository.is_held(session, self._job.id, worker=self._worker):
                repository.add_entry(session, self._job.id, text)

        self._write(store)

    def _write(self, store: Callable[[Session], None]) -> None:
        """Store something in a transaction of its own; the work goes on if that fails."""
        try:
            with self._database.transaction() as session:
                store(session)
        except SoundForgeError:
            log.warning("jobs.progress_lost", job_id=str(self._job.id))

    def _store_progress(self, session: Session) -> None:
        left = self._remaining_seconds()
        is_held = repository.write_progress(
            session,
            self._job.id,
            worker=self._worker,
            progress=self._fraction,
            phase=self._phase,
            expected_at=_after(left),
        )
        if not is_held:
            return
        kind = kind_of_phase(self._phase)
        if kind and kind not in self._known_phases:
            self._known_phases.add(kind)
            repository.add_entry(session, self._job.id, self._phase)
        announce(session, self._event(left))

    def _remaining_seconds(self) -> float | None:
        if self._pace is None or self._pace.end is None:
            return None
        return self._pace.end - self._pace.seen

    def _event(self, left: float | None) -> JobProgressed:
        job = self._job
        return JobProgressed(
            job_id=job.id,
            owner_id=job.owner_id,
            track_id=job.track_id,
            stage=job.stage,
            progress=self._fraction,
            phase=self._phase,
            remaining_seconds=left,
        )


def _after(seconds: float | None) -> datetime | None:
    return None if seconds is None else clock.now() + timedelta(seconds=seconds)
