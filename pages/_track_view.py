"""What the page of a track shows, read in one go."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlmodel import Session

from app import analysis, library, pipeline, stems
from app.analysis import Analysis, Cue, TrackSection
from app.library import Track
from app.pipeline import Job
from app.stems import Separation, Stem


@dataclass(frozen=True)
class TrackView:
    """A track with everything that is known of it; newest separations and jobs first."""

    track: Track
    heard: Analysis | None
    sections: list[TrackSection]
    cues: list[Cue]
    separations: list[tuple[Separation, list[Stem]]]
    jobs: list[Job]


@dataclass(frozen=True)
class Choice:
    """A way to separate: an engine and one of its models, and what people call it."""

    engine: str
    model: str
    label: str


def read_track(session: Session, track_id: UUID, *, owner_id: UUID) -> TrackView:
    """Return the owner's track with all that belongs to it.

    Raises:
        NotFound: if the owner has no such track.
    """
    mine = {"owner_id": owner_id, "track_id": track_id}
    return TrackView(
        track=library.get_track(session, track_id, owner_id=owner_id),
        heard=analysis.find_analysis(session, **mine),
        sections=analysis.list_sections(session, **mine),
        cues=analysis.list_cues(session, **mine),
        separations=[
            (one, stems.list_stems(session, owner_id=owner_id, separation_id=one.id))
            for one in stems.list_separations(session, **mine)
        ],
        jobs=pipeline.list_recent_jobs(session, owner_id=owner_id, track_id=track_id),
    )


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
