"""What people do with many tracks at once, and how they take it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app import library
from app.core import clock
from app.library import Overview, Tagging, TracksEdit
from app.pipeline.ports import Tools
from app.pipeline.service.selecting import TrackChoice, choose_tracks
from app.pipeline.service.trash import throw_away
from app.pipeline.service.undoing import Undo, keep_undo, undo_until


@dataclass(frozen=True)
class Done:
    """With how many tracks something was done, and how it is taken back, until when."""

    count: int
    undo_id: UUID
    undo_until: datetime


def look_over(tools: Tools, choice: TrackChoice, *, owner_id: UUID) -> Overview:
    """Return what the owner's tracks have in common.

    Raises:
        NotFound: if one of them is not the owner's.
        InvalidInput: if none is meant, or too many.
    """
    with tools.database.reading() as session:
        ids = choose_tracks(session, choice, owner_id=owner_id)
        return library.look_over(session, ids, owner_id=owner_id)


def edit_together(tools: Tools, choice: TrackChoice, edit: TracksEdit, *, owner_id: UUID) -> Done:
    """Write the same into all of the tracks, in one transaction.

    Raises:
        NotFound: if one of them is not the owner's; nothing is done then.
        InvalidInput: if none is meant, too many are, or nothing is to be changed.
        StorageFailed: if there is no room to keep what was there; nothing is done then.
    """
    with tools.database.transaction() as session:
        ids = choose_tracks(session, choice, owner_id=owner_id)
        edited = library.edit_tracks(session, ids, edit, owner_id=owner_id)
        undo = Undo(owner_id=owner_id, act="edit", at=clock.now(), edited=edited)
        undo_id = keep_undo(tools, undo)
    return Done(edited.count, undo_id, undo_until(undo))


def delete_together(tools: Tools, choice: TrackChoice, *, owner_id: UUID) -> Done:
    """Throw all of the tracks away in one moment, a few hundred in each transaction.

    Raises:
        NotFound: if one of them is not the owner's; nothing is done then.
        InvalidInput: if none is meant, or too many.
    """
    with tools.database.reading() as session:
        ids = choose_tracks(session, choice, owner_id=owner_id)
    undo = Undo(owner_id=owner_id, act="delete", at=clock.now())
    undo_id = keep_undo(tools, undo)
    count = throw_away(tools, ids, at=undo.at, owner_id=owner_id)
    return Done(count, undo_id, undo_until(undo))


def tag_together(
    tools: Tools,
    choice: TrackChoice,
    *,
    add: Sequence[str] = (),
    remove: Sequence[str] = (),
    owner_id: UUID,
) -> Tagging:
    """Mark all of the tracks with tags, and take others off them.

    Raises:
        NotFound: if one of them is not the owner's; nothing is done then.
        InvalidInput: if none is meant, too many are, or a name cannot be a tag.
    """
    with tools.database.transaction() as session:
        ids = choose_tracks(session, choice, owner_id=owner_id)
        done = Tagging(len(ids), ())
        if remove:
            done = library.untag_tracks(session, ids, remove, owner_id=owner_id)
        if add or not remove:
            done = library.tag_tracks(session, ids, add, owner_id=owner_id)
    return done
