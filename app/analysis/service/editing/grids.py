"""The grid of a track, changed by hand."""

from uuid import UUID

from sqlmodel import Session

import app.analysis.repository as repository
from app.analysis.models import Grid, Origin
from app.analysis.ports import GridEdit, TrackHeardChanged
from app.analysis.rules.editing.beat_line import BeatLine, Series, Span, read_line
from app.analysis.service.editing.history import check_unlocked, editing, lock_track
from app.analysis.service.editing.snapshots import put_grid
from app.core.database import announce
from app.core.errors import NotFound

_MICROSECONDS = 6


def edit_grid(session: Session, track_id: UUID, edit: GridEdit, *, owner_id: UUID) -> Grid:
    """Change the beats of a track; a tempo that is set or tapped also makes the first ones.

    Raises:
        NotFound: if the owner has no such track.
        Conflict: if the grid is locked.
        InvalidInput: if nothing sensible would come of it.
    """
    with editing(session, track_id, "grid", edit.label, owner_id=owner_id) as track:
        grid = repository.find_grid(session, owner_id=owner_id, track_id=track_id)
        check_unlocked(grid)
        duration_seconds = track.duration_seconds
        line = (
            edit.begin(duration_seconds)
            if grid is None or not grid.beats_seconds
            else edit.apply(line_of(grid, duration_seconds))
        )
        put_grid(session, _write(line), owner_id=owner_id, track_id=track_id)
    return get_grid(session, track_id, owner_id=owner_id)


def lock_grid(session: Session, track_id: UUID, *, is_locked: bool, owner_id: UUID) -> Grid:
    """Guard a grid against edits and analyses, or let them change it again.

    Raises:
        NotFound: if the owner has no such track, or it has no grid.
    """
    lock_track(session, track_id, owner_id=owner_id)
    grid = get_grid(session, track_id, owner_id=owner_id)
    if grid.locked != is_locked:
        grid.locked = is_locked
        session.add(grid)
        announce(session, TrackHeardChanged(track_id, owner_id, "grid"))
    return grid


def get_grid(session: Session, track_id: UUID, *, owner_id: UUID) -> Grid:
    """Return the grid of the owner's track.

    Raises:
        NotFound: if it has none.
    """
    grid = repository.find_grid(session, owner_id=owner_id, track_id=track_id)
    if grid is None:
        raise NotFound("This track has no beats yet. Tap them, or type a tempo in first.")
    return grid


def line_of(grid: Grid, duration_seconds: float) -> BeatLine:
    """Return the beats of a grid, to be changed."""
    spans = grid.tempo_spans or [[0.0, grid.tempo_bpm]]
    return read_line(
        grid.beats_seconds,
        grid.downbeats_seconds,
        beats_per_bar=grid.beats_per_bar,
        spans=[Span(start, tempo) for start, tempo in spans],
        duration_seconds=max(duration_seconds, *grid.beats_seconds),
    )


def _write(line: BeatLine) -> dict[str, object]:
    return {
        "origin": Origin.HAND,
        "tempo_bpm": line.tempo_bpm,
        "beats_per_bar": line.beats_per_bar,
        "confidence": 1.0,
        "beats_seconds": _round(line.seconds),
        "downbeats_seconds": _round(line.downbeats_seconds),
        "tempo_spans": [[span.start_seconds, span.tempo_bpm] for span in line.spans],
    }


def _round(seconds: Series) -> list[float]:
    return seconds.round(_MICROSECONDS).tolist()
