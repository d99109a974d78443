"""What the room shows, read in one go."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlmodel import Session

from app import analysis, library, pipeline, stems
from app.analysis import Analysis, Cue, TrackSection
from app.library import Track
from app.pipeline import Job, JobEntry
from app.stems import Separation, Stem


@dataclass(frozen=True)
class TrackView:
    """A track with everything that is known of it; newest separations first."""

    track: Track
    heard: Analysis | None
    sections: list[TrackSection]
    cues: list[Cue]
    separations: list[tuple[Separation, list[Stem]]]

    @property
    def version(self) -> datetime:
        """Return when somebody last wrote something about the track."""
        return self.track.changed_at or self.track.created_at


@dataclass(frozen=True)
class WorkView:
    """What is and was done to a track: live jobs first, then the newest, each with its log."""

    jobs: list[Job]
    logs: dict[UUID, list[JobEntry]]

    @property
    def retried(self) -> frozenset[UUID]:
        """Return the jobs that a newer one does again."""
        return frozenset(job.retry_of_id for job in self.jobs if job.retry_of_id is not None)


@dataclass(frozen=True)
class Choice:
    """A way to separate: an engine and one of its models, and what people call it."""

    engine: str
    model: str
    label: str


def read_track(session: Session, track_id: UUID, *, owner_id: UUID) -> tuple[TrackView, WorkView]:
    """Return the owner's track with all that belongs to it, and the work on it.

    Raises:
        NotFound: if the owner has no such track.
    """
    mine = {"owner_id": owner_id, "track_id": track_id}
    jobs = pipeline.list_recent_jobs(session, owner_id=owner_id, track_id=track_id)
    logs = pipeline.list_logs(session, [job.id for job in jobs], owner_id=owner_id)
    track = TrackView(
        track=library.get_track(session, track_id, owner_id=owner_id),
        heard=analysis.find_analysis(session, **mine),
        sections=analysis.list_sections(session, **mine),
        cues=analysis.list_cues(session, **mine),
        separations=[
            (one, stems.list_stems(session, owner_id=owner_id, separation_id=one.id))
            for one in stems.list_separations(session, **mine)
        ],
    )
    return track, WorkView(jobs, logs)


def read_log(session: Session, job_id: UUID, *, owner_id: UUID) -> list[JobEntry]:
    """Return what happened to one of the owner's jobs, oldest first."""
    return pipeline.list_logs(session, [job_id], owner_id=owner_id)[job_id]


def list_choices(models_folder: Path) -> list[Choice]:
    """Return every way to separate that this studio knows."""
    return [
        Choice(model.engine, model.name, label_of(model.engine, model.name))
        for model in stems.list_all_models(models_folder)
    ]


def label_of(engine: str, model: str) -> str:
    """Return what people call a way to separate; an engine may be gone that once made stems."""
    label = stems.ENGINES.get(engine).label if engine in stems.ENGINES else engine
    return label if model == engine else f"{label}: {model}"
