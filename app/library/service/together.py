"""What is done with many tracks at once: edit, throw away, bring back, delete for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlmodel import Session

import app.library.repository as repository
import app.library.repository.together as together
from app.core import clock
from app.core.database import announce
from app.core.errors import InvalidInput, NotFound
from app.core.words import plural
from app.library.ports import (
    TrackChanged,
    TrackDeleted,
    TrackRestored,
    TracksDeleted,
    TracksEdit,
    TracksPurged,
)
from app.library.repository.together import Value

MOST_SELECTED: Final = 100_000

MOST_ANNOUNCED: Final = 200
"""Of more tracks at once, pages that show lists are told by the first of them."""


@dataclass(frozen=True)
class EditedTracks:
    """What an edit has written where, and what stood there: enough to take it back."""

    count: int
    written: dict[str, Value]
    before: dict[str, list[tuple[UUID, Value]]]


def check_tracks(session: Session, track_ids: Sequence[UUID], *, owner_id: UUID) -> list[UUID]:
    """Return the tracks, each once, if the owner has all of them.

    Raises:
        NotFound: if one is unknown, thrown away or somebody else's.
        InvalidInput: if there are none, or too many.
    """
    wanted = list(dict.fromkeys(track_ids))
    if not wanted:
        raise InvalidInput("No tracks are selected. Select some first.")
    check_count(len(wanted))
    known = repository.keep_known(session, wanted, owner_id=owner_id)
    if missing := len(wanted) - len(known):
        of_them = plural("{count} track", "{count} tracks", len(wanted))
        raise NotFound(
            f"{missing} of {of_them} {'is' if missing == 1 else 'are'} not in your library. "
            "Nothing was done; reload the list, then select again."
        )
    return known


def check_count(count: int) -> None:
    """Make sure that so many tracks can be seen to at once.

    Raises:
        InvalidInput: if they are too many.
    """
    if count > MOST_SELECTED:
        raise InvalidInput(f"Select at most {MOST_SELECTED} tracks at once.")


def edit_tracks(
    session: Session, track_ids: Sequence[UUID], edit: TracksEdit, *, owner_id: UUID
) -> EditedTracks:
    """Write the fields that are given into all of the owner's tracks.

    Raises:
        InvalidInput: if no field is given.
    """
    written: dict[str, Value] = edit.model_dump(exclude_unset=True)
    if not written:
        raise InvalidInput("Nothing is to be changed. Choose at least one field.")
    names = list(written)
    found = together.lock_values(session, track_ids, names, owner_id=owner_id)
    different = [one for one in found if found[one] != tuple(written.values())]
    together.set_values(session, different, written, at=clock.now(), owner_id=owner_id)
    _tell_changed(session, different, owner_id=owner_id)
    before = {
        name: [(one, found[one][place]) for one in different if found[one][place] != written[name]]
        for place, name in enumerate(names)
    }
    return EditedTracks(len(found), written, before)


def take_edit_back(session: Session, edited: EditedTracks, *, owner_id: UUID) -> int:
    """Write what stood there before, where nobody has written since; return how many fields."""
    done, now = 0, clock.now()
    for name, before in edited.before.items():
        done += together.put_values_back(
            session, name, before, written=edited.written[name], at=now, owner_id=owner_id
        )
    touched = list(dict.fromkeys(one for before in edited.before.values() for one, _ in before))
    _tell_changed(session, touched, owner_id=owner_id)
    return done


def throw_tracks_away(
    session: Session, track_ids: Sequence[UUID], *, at: datetime, owner_id: UUID
) -> int:
    """Throw the owner's tracks away, all in one moment; return how many that were."""
    count = together.throw_away(session, track_ids, at=at, owner_id=owner_id)
    announce(session, TracksDeleted(tuple(track_ids), owner_id))
    for track_id in _told(track_ids):
        announce(session, TrackDeleted(track_id, owner_id))
    return count


def restore_tracks(session: Session, track_ids: Sequence[UUID], *, owner_id: UUID) -> int:
    """Bring tracks of the owner back that were thrown away; return how many that were."""
    back = together.bring_back(session, track_ids, owner_id=owner_id)
    for track_id in _told(back):
        announce(session, TrackRestored(track_id, owner_id))
    return len(back)


def purge_tracks(session: Session, track_ids: Sequence[UUID], *, owner_id: UUID) -> None:
    """Delete tracks of the owner for good that were thrown away; their files are the caller's."""
    together.delete_for_good(session, track_ids)
    announce(session, TracksPurged(owner_id))


def _tell_changed(session: Session, track_ids: Sequence[UUID], *, owner_id: UUID) -> None:
    for track_id in _told(track_ids):
        announce(session, TrackChanged(track_id, owner_id))


def _told(track_ids: Sequence[UUID]) -> Sequence[UUID]:
    return track_ids if len(track_ids) <= MOST_ANNOUNCED else track_ids[:1]
