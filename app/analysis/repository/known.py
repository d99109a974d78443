"""Questions about what is known of a track: analyses, grids, sections, cues and the rest."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import and_, delete, or_
from sqlalchemy.orm import QueryableAttribute, aliased, defer
from sqlalchemy.sql.base import ExecutableOption
from sqlmodel import Session, col, select

from app.analysis.models import (
    Analysis,
    Cue,
    Grid,
    Origin,
    TrackEdit,
    TrackFrames,
    TrackLoop,
    TrackSection,
    Transcription,
)
from app.analysis.ports import Frames


def find_analysis(session: Session, *, owner_id: UUID, track_id: UUID) -> Analysis | None:
    """Return the newest analysis of the owner's track."""
    query = (
        select(Analysis)
        .where(Analysis.owner_id == owner_id, Analysis.track_id == track_id)
        .order_by(col(Analysis.created_at).desc(), col(Analysis.id))
        .limit(1)
    )
    return session.exec(query).first()


def list_replaced(session: Session, *, before: datetime, count: int) -> list[UUID]:
    """Return some of everybody's old analyses that a newer one of the same track has replaced.

    One with a key that a hand has set stays until a newer one has such a key as well.
    """
    newer = aliased(Analysis)
    has_newer = select(newer.id).where(
        newer.track_id == Analysis.track_id,
        or_(
            col(newer.created_at) > Analysis.created_at,
            and_(col(newer.created_at) == Analysis.created_at, col(newer.id) < Analysis.id),
        ),
        or_(col(Analysis.key_origin) != Origin.HAND, col(newer.key_origin) == Origin.HAND),
    )
    query = select(Analysis.id).where(col(Analysis.created_at) < before, has_newer.exists())
    return list(session.exec(query.limit(count)))


def delete_analyses(session: Session, analysis_ids: Sequence[UUID]) -> int:
    """Delete a few hundred analyses; return how many there were."""
    gone = delete(Analysis).where(col(Analysis.id).in_(analysis_ids))
    found = session.exec(gone.execution_options(synchronize_session=False))
    return int(getattr(found, "rowcount", 0))


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


def find_frames(session: Session, *, owner_id: UUID, track_id: UUID, name: str) -> Frames | None:
    """Return rows over the time of the owner's track."""
    query = select(TrackFrames).where(
        TrackFrames.owner_id == owner_id, TrackFrames.track_id == track_id, TrackFrames.name == name
    )
    row = session.exec(query).first()
    return None if row is None else _frames_of(row)


def list_frames(session: Session, *, owner_id: UUID, track_id: UUID) -> dict[str, Frames]:
    """Return all rows over the time of the owner's track, by name."""
    query = (
        select(TrackFrames)
        .where(TrackFrames.owner_id == owner_id, TrackFrames.track_id == track_id)
        .order_by(col(TrackFrames.name))
    )
    return {row.name: _frames_of(row) for row in session.exec(query)}


def _frames_of(row: TrackFrames) -> Frames:
    return Frames.model_construct(
        step_seconds=row.step_seconds, names=row.names, low=row.low, high=row.high, data=row.data
    )


def delete_frames(session: Session, *, owner_id: UUID, track_id: UUID, name: str) -> None:
    """Delete rows over the time of a track."""
    session.exec(
        delete(TrackFrames).where(
            col(TrackFrames.owner_id) == owner_id,
            col(TrackFrames.track_id) == track_id,
            col(TrackFrames.name) == name,
        )
    )


def list_loops(session: Session, *, owner_id: UUID, track_id: UUID) -> list[TrackLoop]:
    """Return the loops of the owner's track, in time."""
    query = (
        select(TrackLoop)
        .where(TrackLoop.owner_id == owner_id, TrackLoop.track_id == track_id)
        .order_by(col(TrackLoop.start_seconds), col(TrackLoop.bars))
    )
    return list(session.exec(query))


def list_transcriptions(session: Session, *, owner_id: UUID, track_id: UUID) -> list[Transcription]:
    """Return what stems of the owner's track were written down, the newest first.

    The notes of each are read when they are asked for.
    """
    query = (
        select(Transcription)
        .where(Transcription.owner_id == owner_id, Transcription.track_id == track_id)
        .order_by(col(Transcription.created_at).desc(), col(Transcription.id))
        .options(_without(Transcription.notes))
    )
    return list(session.exec(query))


def delete_transcriptions(session: Session, *, owner_id: UUID, stem_id: UUID) -> None:
    """Delete the notes that were heard in one of the owner's stems."""
    session.exec(
        delete(Transcription).where(
            col(Transcription.owner_id) == owner_id, col(Transcription.stem_id) == stem_id
        )
    )


def find_transcription(
    session: Session, transcription_id: UUID, *, owner_id: UUID
) -> Transcription | None:
    """Return the notes of one of the owner's stems."""
    query = select(Transcription).where(
        Transcription.id == transcription_id, Transcription.owner_id == owner_id
    )
    return session.exec(query).first()


def list_edits(session: Session, *, owner_id: UUID, track_id: UUID) -> list[TrackEdit]:
    """Return the edits of the owner's track in order; what they hold is read when it is used."""
    query = (
        select(TrackEdit)
        .where(TrackEdit.owner_id == owner_id, TrackEdit.track_id == track_id)
        .order_by(col(TrackEdit.number))
        .options(_without(TrackEdit.before), _without(TrackEdit.after))
    )
    return list(session.exec(query))


def list_cue_edits(session: Session, *, owner_id: UUID, track_id: UUID) -> list[TrackEdit]:
    """Return the edits of a track's cues that hold, in order and with what they changed."""
    query = (
        select(TrackEdit)
        .where(
            TrackEdit.owner_id == owner_id,
            TrackEdit.track_id == track_id,
            TrackEdit.what == "cues",
            col(TrackEdit.undone_at).is_(None),
        )
        .order_by(col(TrackEdit.number))
    )
    return list(session.exec(query))


def delete_automatic_loops(session: Session, *, owner_id: UUID, track_id: UUID) -> None:
    """Delete the loops that no hand has set."""
    session.exec(
        delete(TrackLoop).where(
            col(TrackLoop.owner_id) == owner_id,
            col(TrackLoop.track_id) == track_id,
            col(TrackLoop.origin) == Origin.ANALYSIS,
        )
    )


def _without(column: object) -> ExecutableOption:
    """Leave a column out of a query; it is read when somebody looks at it."""
    return defer(cast(QueryableAttribute[Any], column))
