"""The way back from what was done to many tracks: kept in a file for a short while."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from pydantic import BaseModel, ValidationError

from app import library
from app.core import clock
from app.core.errors import NotFound
from app.library import EditedTracks
from app.pipeline.ports import Tools
from app.pipeline.service.trash import restore_moment

UNDO_SECONDS: Final = 30.0

_GRACE: Final = timedelta(seconds=5)
"""A press of the button takes its time to arrive."""

_MOST_BYTES: Final = 200_000_000
"""More than a hundred thousand tracks with the longest words there may be in practice."""


class Undo(BaseModel):
    """What was done to tracks, and what it needs to be taken back."""

    owner_id: UUID
    act: Literal["edit", "delete"]
    at: datetime
    edited: EditedTracks | None = None


def keep_undo(tools: Tools, undo: Undo) -> UUID:
    """Write down how something can be taken back; return by what it is found.

    It lies where uploads wait, so the cleaner removes it when its time is over.

    Raises:
        StorageFailed: if the disk refuses.
    """
    written = undo.model_dump_json().encode()
    return tools.media.receive([written], name="undo", limit_bytes=_MOST_BYTES).upload_id


def undo_until(undo: Undo) -> datetime:
    """Return until when something can be taken back."""
    return undo.at + timedelta(seconds=UNDO_SECONDS)


def take_back_together(tools: Tools, undo_id: UUID, *, owner_id: UUID) -> int:
    """Take back what the owner has done to many tracks; return how many are as they were.

    What somebody has written since stays.

    Raises:
        NotFound: if there is nothing to be taken back, or no longer.
    """
    undo = _read(tools, undo_id, owner_id=owner_id)
    if undo.edited is None:
        count = restore_moment(tools, undo.at, owner_id=owner_id)
    else:
        with tools.database.transaction() as session:
            count = library.take_edit_back(session, undo.edited, owner_id=owner_id)
    with suppress(OSError):
        tools.media.upload(undo_id).unlink(missing_ok=True)
    return count


def _read(tools: Tools, undo_id: UUID, *, owner_id: UUID) -> Undo:
    gone = "This can no longer be undone. Tracks that were deleted are in the trash."
    file = tools.media.upload(undo_id)
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise NotFound(gone)
        undo = Undo.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise NotFound(gone) from error
    if undo.owner_id != owner_id or clock.now() > undo_until(undo) + _GRACE:
        raise NotFound(gone)
    return undo
