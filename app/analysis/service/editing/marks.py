"""The cues and the loops of a track, set by hand."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

import numpy as np
from sqlmodel import Session

import app.analysis.repository as repository
from app.analysis.models import Cue, Grid, Origin, TrackLoop
from app.analysis.ports import CueChange, CueDraft, LoopChange, LoopDraft, Snap
from app.analysis.rules.editing.beat_line import check_inside, nearest
from app.analysis.rules.form.cues import COLOURS
from app.analysis.service.editing.history import editing
from app.core.errors import InvalidInput, NotFound
from app.library import Track

MOST_CUES = 64
MOST_LOOPS = 64
_SHORTEST_SECONDS = 0.01
_FIRST_COLOURS = tuple(COLOURS.values())

Mark = TypeVar("Mark", Cue, TrackLoop)


def add_cue(session: Session, track_id: UUID, draft: CueDraft, *, owner_id: UUID) -> Cue:
    """Set a cue.

    Raises:
        NotFound: if the owner has no such track.
        InvalidInput: if the place is outside the track, or it has too many cues.
    """
    mine: dict[str, Any] = {"owner_id": owner_id, "track_id": track_id}
    with editing(session, track_id, "cues", "Add a cue", owner_id=owner_id) as track:
        there = repository.list_cues(session, **mine)
        if len(there) >= MOST_CUES:
            raise InvalidInput(f"A track takes at most {MOST_CUES} cues. Delete one first.")
        cue = Cue(
            **mine,
            origin=Origin.HAND,
            type=draft.type,
            label=draft.label or f"Cue {len(there) + 1}",
            position_seconds=_place(session, track, draft.position_seconds, draft.snap),
            colour=draft.colour or _free_colour(there),
        )
        session.add(cue)
    return cue


def change_cue(
    session: Session, track_id: UUID, cue_id: UUID, change: CueChange, *, owner_id: UUID
) -> Cue:
    """Change the fields of a cue that are given; it is the hand's from then on.

    Raises:
        NotFound: if the owner has no such track, or it has no such cue.
        InvalidInput: if the place is outside the track.
    """
    given = change.model_dump(exclude_unset=True, exclude={"snap"})
    label = "Move a cue" if "position_seconds" in given else "Change a cue"
    with editing(session, track_id, "cues", label, owner_id=owner_id) as track:
        cue = _get(_cues(session, track), cue_id, "cue")
        if "position_seconds" in given:
            given["position_seconds"] = _place(session, track, change.position_seconds, change.snap)
        _assign(session, cue, given)
    return cue


def delete_cue(session: Session, track_id: UUID, cue_id: UUID, *, owner_id: UUID) -> None:
    """Remove a cue.

    Raises:
        NotFound: if the owner has no such track, or it has no such cue.
    """
    with editing(session, track_id, "cues", "Delete a cue", owner_id=owner_id) as track:
        session.delete(_get(_cues(session, track), cue_id, "cue"))


def add_loop(session: Session, track_id: UUID, draft: LoopDraft, *, owner_id: UUID) -> TrackLoop:
    """Keep a stretch of a track as a loop.

    Raises:
        NotFound: if the owner has no such track.
        InvalidInput: if it is outside the track, has no length, or there are too many loops.
    """
    mine: dict[str, Any] = {"owner_id": owner_id, "track_id": track_id}
    with editing(session, track_id, "loops", "Add a loop", owner_id=owner_id) as track:
        there = repository.list_loops(session, **mine)
        if len(there) >= MOST_LOOPS:
            raise InvalidInput(f"A track takes at most {MOST_LOOPS} loops. Delete one first.")
        loop = TrackLoop(
            **mine,
            origin=Origin.HAND,
            label=draft.label or f"Loop {len(there) + 1}",
            start_seconds=_place(session, track, draft.start_seconds, draft.snap),
            end_seconds=_place(session, track, draft.end_seconds, draft.snap),
            bars=0,
        )
        _measure(session, loop)
        session.add(loop)
    return loop


def change_loop(
    session: Session, track_id: UUID, loop_id: UUID, change: LoopChange, *, owner_id: UUID
) -> TrackLoop:
    """Change the fields of a loop that are given; it is the hand's from then on.

    Raises:
        NotFound: if the owner has no such track, or it has no such loop.
        InvalidInput: if it would be outside the track or have no length.
    """
    given = change.model_dump(exclude_unset=True, exclude={"snap"})
    label = "Change a loop" if given.keys() <= {"label"} else "Move a loop"
    with editing(session, track_id, "loops", label, owner_id=owner_id) as track:
        loop = _get(_loops(session, track), loop_id, "loop")
        for name in given.keys() & {"start_seconds", "end_seconds"}:
            given[name] = _place(session, track, given[name], change.snap)
        _assign(session, loop, given)
        _measure(session, loop)
    return loop


def delete_loop(session: Session, track_id: UUID, loop_id: UUID, *, owner_id: UUID) -> None:
    """Remove a loop.

    Raises:
        NotFound: if the owner has no such track, or it has no such loop.
    """
    with editing(session, track_id, "loops", "Delete a loop", owner_id=owner_id) as track:
        session.delete(_get(_loops(session, track), loop_id, "loop"))


def _cues(session: Session, track: Track) -> list[Cue]:
    return repository.list_cues(session, owner_id=track.owner_id, track_id=track.id)


def _loops(session: Session, track: Track) -> list[TrackLoop]:
    return repository.list_loops(session, owner_id=track.owner_id, track_id=track.id)


def _get(marks: Sequence[Mark], mark_id: UUID, kind: str) -> Mark:
    found = [mark for mark in marks if mark.id == mark_id]
    if not found:
        raise NotFound(f"This {kind} is gone. Look at the track again.")
    return found[0]


def _assign(session: Session, mark: Cue | TrackLoop, values: dict[str, object]) -> None:
    """Give a mark other values; with any that differs, it is the hand's."""
    for name, value in values.items():
        if getattr(mark, name) != value:
            setattr(mark, name, value)
            mark.origin = Origin.HAND
            mark.explanation = ""
    session.add(mark)


def _place(session: Session, track: Track, seconds: float, snap: Snap) -> float:
    """Return a place in a track, on the grid where that is wished and there is one."""
    check_inside(seconds, track.duration_seconds)
    grid = repository.find_grid(session, owner_id=track.owner_id, track_id=track.id)
    if snap == "none" or grid is None:
        return seconds
    lines = grid.beats_seconds if snap == "beat" else grid.downbeats_seconds
    return lines[nearest(np.array(lines), seconds)] if lines else seconds


def _measure(session: Session, loop: TrackLoop) -> None:
    """Write down how many bars a loop takes, none where there is no grid.

    Raises:
        InvalidInput: if it has no length.
    """
    if loop.end_seconds - loop.start_seconds < _SHORTEST_SECONDS:
        raise InvalidInput("A loop ends after it begins. Move its end.")
    grid = repository.find_grid(session, owner_id=loop.owner_id, track_id=loop.track_id)
    loop.bars = 0 if grid is None else round(_bars(grid, loop.end_seconds - loop.start_seconds))


def _bars(grid: Grid, seconds: float) -> float:
    return seconds * grid.tempo_bpm / 60.0 / grid.beats_per_bar


def _free_colour(cues: Sequence[Cue]) -> str:
    """Return the colour that is used least."""
    used = [cue.colour.upper() for cue in cues]
    return min(_FIRST_COLOURS, key=lambda one: used.count(one.upper()))
