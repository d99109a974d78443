"""Keep what an analysis heard, and never overwrite what a hand made."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session

import app.analysis.repository as repository
from app.analysis.engines import ENGINES
from app.analysis.models import Analysis, Cue, CueType, Grid, Origin, TrackSection
from app.analysis.ports import SCHEMA_VERSION, CuePoint, TrackAnalysis


def add_analysis(
    session: Session,
    heard: TrackAnalysis,
    *,
    analysis_id: UUID,
    owner_id: UUID,
    track_id: UUID,
) -> Analysis:
    """Add an analysis, and renew the grid and the form unless a hand has edited them."""
    row = Analysis(
        id=analysis_id,
        owner_id=owner_id,
        track_id=track_id,
        schema_version=heard.schema_version,
        tempo_bpm=heard.tempo_bpm,
        key=heard.key,
        camelot=heard.camelot,
        key_confidence=heard.key_confidence,
        loudness_lufs=heard.loudness_lufs,
        energy=heard.energy,
        document=heard.model_dump(mode="json"),
    )
    session.add(row)
    _renew_grid(session, heard, owner_id=owner_id, track_id=track_id)
    _renew_sections(session, heard, owner_id=owner_id, track_id=track_id)
    session.flush()
    return row


def find_current(session: Session, *, owner_id: UUID, track_id: UUID) -> Analysis | None:
    """Return the newest analysis of the owner's track if today's methods made it."""
    newest = repository.find_analysis(session, owner_id=owner_id, track_id=track_id)
    if newest is None or newest.schema_version != SCHEMA_VERSION:
        return None
    made_by = tuple(newest.document.get(name) for name in ("engine", "engine_version"))
    return newest if any((one.name, one.version) == made_by for one in ENGINES) else None


def replace_automatic_cues(
    session: Session, cues: Sequence[CuePoint], *, owner_id: UUID, track_id: UUID
) -> list[Cue]:
    """Set the cues an analysis proposes in place of the ones it proposed before."""
    repository.delete_automatic_cues(session, owner_id=owner_id, track_id=track_id)
    rows = [
        Cue(
            owner_id=owner_id,
            track_id=track_id,
            type=CueType(cue.type),
            label=cue.label,
            position_seconds=cue.position_seconds,
            colour=cue.colour,
            explanation=cue.explanation[:200],
            confidence=cue.confidence,
        )
        for cue in cues
    ]
    session.add_all(rows)
    session.flush()
    return rows


def _renew_grid(session: Session, heard: TrackAnalysis, *, owner_id: UUID, track_id: UUID) -> None:
    grid = repository.find_grid(session, owner_id=owner_id, track_id=track_id)
    if grid is not None and grid.origin is Origin.HAND:
        return
    if grid is not None:
        session.delete(grid)
        session.flush()
    if heard.tempo_bpm is None:
        return
    session.add(
        Grid(
            owner_id=owner_id,
            track_id=track_id,
            tempo_bpm=heard.tempo_bpm,
            beats_per_bar=heard.beats_per_bar,
            confidence=heard.grid_confidence,
            beats_seconds=heard.beats_seconds,
            downbeats_seconds=heard.downbeats_seconds,
        )
    )


def _renew_sections(
    session: Session, heard: TrackAnalysis, *, owner_id: UUID, track_id: UUID
) -> None:
    there = repository.list_sections(session, owner_id=owner_id, track_id=track_id)
    if any(section.origin is Origin.HAND for section in there):
        return
    repository.delete_sections(session, owner_id=owner_id, track_id=track_id)
    session.add_all(
        TrackSection(
            owner_id=owner_id,
            track_id=track_id,
            label=section.label,
            start_seconds=section.start_seconds,
            end_seconds=section.end_seconds,
            energy=section.energy,
        )
        for section in heard.sections
    )
