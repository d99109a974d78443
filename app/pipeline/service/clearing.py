"""Make room: caches that come back on demand, drafts that were replaced, stems that are named."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlmodel import Session

import app.pipeline.repository as repository
from app import library
from app.core.errors import InvalidInput, NotFound
from app.core.storage import MediaKey
from app.pipeline.ports import Tools
from app.pipeline.rules import name_in_key
from app.pipeline.service.hearing import delete_stems
from app.pipeline.service.measuring import measure_anew
from app.pipeline.stages.upkeep import kind_of

MOST_CLEARED: Final = 500
"""Of so many tracks at most the stems are deleted at a time."""


class Clearable(StrEnum):
    """What can be cleared: what is made again by itself, and what only a person can want gone.

    ``drafts`` are those for which better stems are there; ``stems`` are those of named tracks.
    """

    CACHES = "caches"
    DRAFTS = "drafts"
    STEMS = "stems"


@dataclass(frozen=True)
class Cleared:
    """How much of one kind is cleared, or would be: files of caches, separations of the others."""

    kind: Clearable
    count: int
    size_bytes: int


def clear(
    tools: Tools,
    kinds: Collection[Clearable],
    *,
    owner_id: UUID,
    track_ids: Sequence[UUID] = (),
    dry_run: bool,
) -> list[Cleared]:
    """Clear what is named of a user's, and nothing else; say how much it is, or would be.

    Raises:
        InvalidInput: if stems are to go and no tracks are named, or too many.
        NotFound: if one of the tracks is not the owner's.
    """
    cleared: list[Cleared] = []
    if Clearable.CACHES in kinds:
        cleared.append(clear_caches(tools, owner_id=owner_id, dry_run=dry_run))
    if Clearable.DRAFTS in kinds or Clearable.STEMS in kinds:
        with tools.database.reading() as session:
            found = _find(session, kinds, owner_id=owner_id, track_ids=track_ids)
        for kind, separations in found.items():
            size_bytes = sum(size for _one, size in separations)
            if not dry_run:
                _delete(tools, [one for one, _size in separations], owner_id=owner_id)
            cleared.append(Cleared(kind, len(separations), size_bytes))
    if not dry_run:
        measure_anew(tools)
    return cleared


def clear_caches(tools: Tools, *, owner_id: UUID | None = None, dry_run: bool) -> Cleared:
    """Drop the waveforms, copies and residuals of one user, or of all, until somebody wants them.

    Pictures in other sizes may be shared, and go only where everybody's caches do.
    """
    with tools.database.reading() as session:
        mine = {str(one) for one in repository.list_media_owners(session, owner_id=owner_id)}
    found: list[tuple[MediaKey, int]] = [
        (key, size_bytes)
        for key, size_bytes in tools.media.sizes()
        if kind_of(key) == "caches" and (owner_id is None or name_in_key(key) in mine)
    ]
    if not dry_run:
        for key, _size in found:
            tools.media.delete(key)
        measure_anew(tools)
    return Cleared(Clearable.CACHES, len(found), sum(size for _key, size in found))


def _find(
    session: Session,
    kinds: Collection[Clearable],
    *,
    owner_id: UUID,
    track_ids: Sequence[UUID],
) -> dict[Clearable, list[tuple[UUID, int]]]:
    found: dict[Clearable, list[tuple[UUID, int]]] = {}
    if Clearable.DRAFTS in kinds:
        found[Clearable.DRAFTS] = repository.list_replaced_drafts(session, owner_id=owner_id)
    if Clearable.STEMS in kinds:
        if not 0 < len(track_ids) <= MOST_CLEARED:
            raise InvalidInput(
                f"Name the tracks whose stems are to go, at most {MOST_CLEARED} at a time."
            )
        for track_id in track_ids:
            library.get_track(session, track_id, owner_id=owner_id)
        drafts = {one for one, _size in found.get(Clearable.DRAFTS, [])}
        of_tracks = repository.list_separations_of(session, track_ids, owner_id=owner_id)
        found[Clearable.STEMS] = [row for row in of_tracks if row[0] not in drafts]
    return found


def _delete(tools: Tools, separation_ids: Sequence[UUID], *, owner_id: UUID) -> None:
    for separation_id in separation_ids:  # short transactions: others want to write meanwhile
        try:
            with tools.database.transaction() as session:
                delete_stems(session, separation_id, owner_id=owner_id, media=tools.media)
        except NotFound:
            continue  # somebody was quicker
