"""The edits of a track in their order, and the way back and forth through them."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from sqlmodel import Session

import app.analysis.repository as repository
from app import library
from app.analysis.models import Grid, TrackEdit
from app.analysis.ports import TrackHeardChanged, What
from app.analysis.service.editing.snapshots import put_snapshot, take_snapshot
from app.core import clock
from app.core.database import announce
from app.core.errors import Conflict
from app.library import Track

MOST_EDITS = 200
"""Older edits of a track are forgotten: they can no longer be undone."""


@contextmanager
def editing(
    session: Session, track_id: UUID, what: What, label: str, *, owner_id: UUID
) -> Generator[Track, None, None]:
    """Let a part of what is known of a track be changed, and write down how to take that back.

    Nobody else changes the track meanwhile.  What changed nothing leaves no trace.

    Raises:
        NotFound: if the owner has no such track.
    """
    track = lock_track(session, track_id, owner_id=owner_id)
    before = take_snapshot(session, what, owner_id=owner_id, track_id=track_id)
    yield track
    session.flush()
    after = take_snapshot(session, what, owner_id=owner_id, track_id=track_id)
    if after != before:
        _record(session, track, what, label, before=before, after=after)


def undo_edit(session: Session, track_id: UUID, *, owner_id: UUID) -> TrackEdit:
    """Take the newest edit of a track back.

    Raises:
        NotFound: if the owner has no such track.
        Conflict: if there is none, or it would change a locked grid.
    """
    track = lock_track(session, track_id, owner_id=owner_id)
    done = [one for one in _edits(session, track) if one.undone_at is None]
    if not done:
        raise Conflict("There is nothing to undo.")
    edit = done[-1]
    _put(session, track, edit, edit.before)
    edit.undone_at = clock.now()
    session.add(edit)
    return edit


def redo_edit(session: Session, track_id: UUID, *, owner_id: UUID) -> TrackEdit:
    """Do the edit again that was undone last.

    Raises:
        NotFound: if the owner has no such track.
        Conflict: if there is none, or it would change a locked grid.
    """
    track = lock_track(session, track_id, owner_id=owner_id)
    undone = [one for one in _edits(session, track) if one.undone_at is not None]
    if not undone:
        raise Conflict("There is nothing to redo.")
    edit = undone[0]
    _put(session, track, edit, edit.after)
    edit.undone_at = None
    session.add(edit)
    return edit


def list_edits(session: Session, track_id: UUID, *, owner_id: UUID) -> list[TrackEdit]:
    """Return the edits of a track in their order; those that were undone come last.

    Raises:
        NotFound: if the owner has no such track.
    """
    return _edits(session, library.get_track(session, track_id, owner_id=owner_id))


def list_moved_cues(session: Session, *, owner_id: UUID, track_id: UUID) -> list[float]:
    """Return where cues of an analysis lay that a hand has moved, changed or deleted, in seconds.

    An analysis that sets cues there again would bring back what the hand did not want.
    """
    found: list[float] = []
    for edit in repository.list_cue_edits(session, owner_id=owner_id, track_id=track_id):
        before, after = _automatic(edit.before), _automatic(edit.after)
        found = [place for place in found if place not in after.values()]
        found += [place for key, place in before.items() if key not in after]
    return found


def lock_track(session: Session, track_id: UUID, *, owner_id: UUID) -> Track:
    """Return the owner's track, which no other transaction changes until this one ends.

    Raises:
        NotFound: if the owner has no such track.
    """
    return library.lock_track(session, track_id, owner_id=owner_id)


def check_unlocked(grid: Grid | None) -> None:
    """Accept a grid that may be changed.

    Raises:
        Conflict: if it is locked.
    """
    if grid is not None and grid.locked:
        raise Conflict("The grid is locked. Unlock it first.")


def _put(session: Session, track: Track, edit: TrackEdit, snapshot: dict[str, Any]) -> None:
    mine = {"owner_id": track.owner_id, "track_id": track.id}
    if edit.what == "grid":
        check_unlocked(repository.find_grid(session, **mine))
    put_snapshot(session, snapshot, **mine)
    announce(session, TrackHeardChanged(track.id, track.owner_id, edit.what))


def _record(
    session: Session,
    track: Track,
    what: What,
    label: str,
    *,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    """Write an edit down; what had been undone is gone with it, and so are the oldest ones."""
    there = _edits(session, track)
    done = [one for one in there if one.undone_at is None]
    kept = done[-(MOST_EDITS - 1) :]
    numbers = {one.number for one in kept}
    for one in there:
        if one.number not in numbers:
            session.delete(one)
    session.add(
        TrackEdit(
            owner_id=track.owner_id,
            track_id=track.id,
            what=what,
            label=label,
            before=before,
            after=after,
            number=kept[-1].number + 1 if kept else 1,
        )
    )
    session.flush()
    announce(session, TrackHeardChanged(track.id, track.owner_id, what))


def _edits(session: Session, track: Track) -> list[TrackEdit]:
    return repository.list_edits(session, owner_id=track.owner_id, track_id=track.id)


def _automatic(snapshot: dict[str, Any]) -> dict[str, float]:
    """Return the places of the cues that no hand has made, by their ids."""
    return {
        cue["id"]: cue["position_seconds"]
        for cue in snapshot["cues"]
        if cue["origin"] == "analysis"
    }
