"""Questions about analyses, grids, sections and cues."""

from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.analysis.models import Analysis, Cue, Grid, Origin, TrackSection


def find_analysis(session: Session, *, owner_id: UUID, track_id: UUID) -> Analysis | None:
    """Return the newest analysis of the owner's track."""
    query = (
        select(Analysis)
        .where(Analysis.owner_id == owner_id, Analysis.track_id == track_id)
        .order_by(col(Analysis.created_at).desc())
    )
    return session.exec(query).first()


def find_grid(session: Session, *, owner_id: UUID, track_id: UUID) -> Grid | None:
    """Return the grid of the owner's track."""
    query = select(Grid).where(Grid.owner_id == owner_id, Grid.track_id == track_id)
    return session.exec(query).first()


def list_sections(session: Session, *, owner_id: UUID, track_id: UUID) -> list[TrackSection]:
    """Return the form of the owner's track, in time."""
    query = (
        select(TrackSection)
        .where(TrackSection.owner_id == owner_id, TrackSection.track_id == track_id)
        .order_by(col(TrackSection.start_seconds))
    )
    return list(session.exec(query))


def list_cues(session: Session, *, owner_id: UUID, track_id: UUID) -> list[Cue]:
    """Return the cues of the owner's track, in time."""
    query = (
        select(Cue)
        .where(Cue.owner_id == owner_id, Cue.track_id == track_id)
        .order_by(col(Cue.position_seconds))
    )
    return list(session.exec(query))


def delete_automatic_cues(session: Session, *, owner_id: UUID, track_id: UUID) -> None:
    """Delete the cues that no hand has set."""
    session.exec(
        delete(Cue).where(
            col(Cue.owner_id) == owner_id,
            col(Cue.track_id) == track_id,
            col(Cue.origin) == Origin.ANALYSIS,
        )
    )


def delete_sections(session: Session, *, owner_id: UUID, track_id: UUID) -> None:
    """Delete the form of a track."""
    session.exec(
        delete(TrackSection).where(
            col(TrackSection.owner_id) == owner_id, col(TrackSection.track_id) == track_id
        )
    )
