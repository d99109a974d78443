"""Keep what an analysis heard, and never overwrite what a hand made."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlmodel import Session

import app.analysis.repository as repository
from app import library
from app.analysis.models import (
    Analysis,
    Cue,
    CueType,
    Grid,
    Origin,
    TrackFrames,
    TrackLoop,
    TrackSection,
)
from app.analysis.ports import (
    FOUND_BY,
    SCHEMA_VERSION,
    CuePoint,
    Edited,
    TrackAnalysis,
)
from app.analysis.rules.features import FEATURES, STEMS_TELL, find_features
from app.analysis.service.editing import list_moved_cues
from app.analysis.service.sounding import keep_timbre

_SAME_SECONDS = 0.05
"""Cues of two analyses that are nearer to each other than this are the same."""


def add_analysis(
    session: Session,
    heard: TrackAnalysis,
    *,
    analysis_id: UUID,
    owner_id: UUID,
    track_id: UUID,
    overwrite: Collection[Edited] = (),
) -> Analysis:
    """Add an analysis to what was heard before, and renew what no hand has edited.

    Of a feature that was not asked for now, the former result stays; what a hand has edited is
    renewed only where ``overwrite`` names it and it was heard now.  No hand changes the track
    meanwhile.

    Raises:
        NotFound: if the owner has no such track any more.
    """
    library.lock_track(session, track_id, owner_id=owner_id)
    renewed: set[Edited] = {one for one in overwrite if FOUND_BY[one] in heard.versions}
    _let_go(session, renewed, owner_id=owner_id, track_id=track_id)
    before = repository.find_analysis(session, owner_id=owner_id, track_id=track_id)
    whole = merge(_read(before), heard)
    row = Analysis(
        id=analysis_id,
        owner_id=owner_id,
        track_id=track_id,
        schema_version=whole.schema_version,
        tempo_bpm=whole.tempo_bpm,
        key=whole.key,
        camelot=whole.camelot,
        key_confidence=whole.key_confidence,
        loudness_lufs=whole.loudness_lufs,
        energy=whole.energy,
        document=whole.model_dump(mode="json", exclude={"frames"}),
    )
    if before is not None and before.key_origin is Origin.HAND:
        row.key, row.camelot, row.key_origin = before.key, before.camelot, Origin.HAND
    grid = repository.find_grid(session, owner_id=owner_id, track_id=track_id)
    if grid is not None and (grid.locked or grid.origin is Origin.HAND):
        row.tempo_bpm = grid.tempo_bpm
    session.add(row)
    _keep_frames(session, heard, owner_id=owner_id, track_id=track_id)
    keep_timbre(session, heard, owner_id=owner_id, track_id=track_id)
    for feature, renew in _RENEWALS:
        if feature in heard.versions:
            renew(session, heard, owner_id=owner_id, track_id=track_id)
    session.flush()
    return row


def merge(before: TrackAnalysis | None, newer: TrackAnalysis) -> TrackAnalysis:
    """Return what was heard now, with the features that only the former analysis has."""
    if before is None:
        return newer
    kept = [one for one in FEATURES if one.name in before.versions.keys() - newer.versions.keys()]
    whole = newer.model_copy(update={"versions": {**before.versions, **newer.versions}})
    for feature in kept:
        for name in feature.fields:
            setattr(whole, name, getattr(before, name))
    if any(feature.hears_stems for feature in kept):
        _join_stems(whole, before, newer)
    return whole


def _join_stems(whole: TrackAnalysis, before: TrackAnalysis, newer: TrackAnalysis) -> None:
    """Say whose stems were listened to where what they tell is the former analysis', or partly."""
    is_partly = any(name in newer.versions for name in STEMS_TELL)
    whole.stems = sorted({*before.stems, *newer.stems}) if is_partly else before.stems
    if not is_partly or before.separation_id == newer.separation_id:
        whole.separation_id = before.separation_id
    else:
        whole.separation_id = None


def find_current(
    session: Session, *, owner_id: UUID, track_id: UUID, features: Sequence[str] = ()
) -> Analysis | None:
    """Return the newest analysis of the owner's track if it has these features by today's methods.

    Without names, all features are meant.
    """
    newest = repository.find_analysis(session, owner_id=owner_id, track_id=track_id)
    return None if newest is None or _is_stale(newest, features) else newest


def _is_stale(heard: Analysis, features: Sequence[str]) -> bool:
    """Say whether an analysis lacks one of these features, or has it by methods of yesterday."""
    versions: dict[str, int] = heard.document.get("versions", {})
    return heard.schema_version != SCHEMA_VERSION or any(
        versions.get(feature.name) != feature.version for feature in find_features(features)
    )


def replace_automatic_cues(
    session: Session, cues: Sequence[CuePoint], *, owner_id: UUID, track_id: UUID
) -> list[Cue]:
    """Set the cues an analysis proposes in place of the ones it proposed before.

    Those that a hand has moved or deleted do not come back where they were.
    """
    moved = list_moved_cues(session, owner_id=owner_id, track_id=track_id)
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
        if not any(abs(cue.position_seconds - place) < _SAME_SECONDS for place in moved)
    ]
    session.add_all(rows)
    session.flush()
    return rows


def _let_go(
    session: Session, edited: Collection[Edited], *, owner_id: UUID, track_id: UUID
) -> None:
    """Treat what a hand has made as if an analysis had, so that it is renewed.

    A locked grid stays what it is.
    """
    mine = {"owner_id": owner_id, "track_id": track_id}
    rows: list[Grid | TrackSection] = []
    if "grid" in edited:
        grid = repository.find_grid(session, **mine)
        rows += [grid] if grid is not None and not grid.locked else []
    if "sections" in edited:
        rows += repository.list_sections(session, **mine)
    for row in rows:
        row.origin = Origin.ANALYSIS
        session.add(row)
    newest = repository.find_analysis(session, **mine)
    if "key" in edited and newest is not None:
        newest.key_origin = Origin.ANALYSIS
        session.add(newest)
    session.flush()


def _read(row: Analysis | None) -> TrackAnalysis | None:
    """Return what an analysis says, nothing if it is written in a schema of yesterday."""
    if row is None or row.schema_version != SCHEMA_VERSION:
        return None
    return TrackAnalysis.model_validate(row.document)


def _keep_frames(session: Session, heard: TrackAnalysis, *, owner_id: UUID, track_id: UUID) -> None:
    for feature in FEATURES:
        for name in feature.frames if feature.name in heard.versions else ():
            repository.delete_frames(session, owner_id=owner_id, track_id=track_id, name=name)
            if name in heard.frames:
                rows = heard.frames[name]
                session.add(
                    TrackFrames(
                        track_id=track_id,
                        name=name,
                        owner_id=owner_id,
                        version=feature.version,
                        step_seconds=rows.step_seconds,
                        names=rows.names,
                        low=rows.low,
                        high=rows.high,
                        data=rows.data,
                    )
                )


def _renew_grid(session: Session, heard: TrackAnalysis, *, owner_id: UUID, track_id: UUID) -> None:
    grid = repository.find_grid(session, owner_id=owner_id, track_id=track_id)
    if grid is not None and (grid.locked or grid.origin is Origin.HAND):
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
            tempo_spans=[[span.start_seconds, span.tempo_bpm] for span in heard.tempo_spans],
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


def _renew_loops(session: Session, heard: TrackAnalysis, *, owner_id: UUID, track_id: UUID) -> None:
    repository.delete_automatic_loops(session, owner_id=owner_id, track_id=track_id)
    session.add_all(
        TrackLoop(
            owner_id=owner_id,
            track_id=track_id,
            label=loop.label,
            start_seconds=loop.start_seconds,
            end_seconds=loop.end_seconds,
            bars=loop.bars,
            score=loop.score,
            explanation=loop.explanation[:200],
        )
        for loop in heard.loops
    )


def _renew_cues(session: Session, heard: TrackAnalysis, *, owner_id: UUID, track_id: UUID) -> None:
    replace_automatic_cues(session, heard.cues, owner_id=owner_id, track_id=track_id)


_RENEWALS = (
    ("tempo", _renew_grid),
    ("structure", _renew_sections),
    ("cues", _renew_cues),
    ("loops", _renew_loops),
)
"""Which rows follow from which feature."""
