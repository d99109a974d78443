"""The trash: what was thrown away comes back, or goes for good with its files."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from sqlmodel import Session

import app.pipeline.repository as repository
import app.pipeline.repository.together as together
from app import library, stems
from app.core.database import announce
from app.core.errors import InvalidInput, NotFound, SoundForgeError
from app.core.settings import Settings
from app.core.storage import MediaKey
from app.library import Track
from app.pipeline.ports import BatchChanged, Tools
from app.pipeline.service.asking import cancel
from app.pipeline.stages.upkeep import DERIVED

log = structlog.get_logger()

CHUNK: Final = 200
"""So many tracks go in one transaction; others have their turn in between."""


@dataclass(frozen=True)
class ThrownTrack:
    """A track in the trash, when it goes for good, and what its files take."""

    track: Track
    gone_at: datetime
    size_bytes: int


@dataclass(frozen=True)
class TrashView:
    """A page of the trash, and how much there is of it in all."""

    rows: tuple[ThrownTrack, ...]
    total: int
    size_bytes: int


def view_trash(
    session: Session, settings: Settings, *, owner_id: UUID, start: int = 0, count: int = 100
) -> TrashView:
    """Return a page of what the owner has thrown away, the last first."""
    tracks = library.list_thrown(session, owner_id=owner_id, start=start, count=count)
    of_stems = stems.sum_sizes(session, [track.id for track in tracks])
    held = repository.sum_held(session, owner_id=owner_id).get(owner_id)
    return TrashView(
        rows=tuple(
            ThrownTrack(
                track=track,
                gone_at=gone_at(track, settings),
                size_bytes=library.stored_bytes(track) + of_stems.get(track.id, 0),
            )
            for track in tracks
        ),
        total=library.count_thrown(session, owner_id=owner_id),
        size_bytes=held.gone if held else 0,
    )


def gone_at(track: Track, settings: Settings) -> datetime:
    """Return when a track that was thrown away goes for good."""
    assert track.deleted_at is not None  # noqa: S101  — it is in the trash
    return track.deleted_at + timedelta(days=settings.trash_days)


def throw_away(tools: Tools, track_ids: Sequence[UUID], *, at: datetime, owner_id: UUID) -> int:
    """Throw tracks away, all in one moment, and stop what works on them; return how many."""
    count = 0
    for chunk in _chunks(track_ids):
        with tools.database.transaction() as session:
            stop_work_on(session, chunk, owner_id=owner_id)
            count += library.throw_tracks_away(session, chunk, at=at, owner_id=owner_id)
    return count


def stop_work_on(session: Session, track_ids: Sequence[UUID], *, owner_id: UUID) -> None:
    """Cancel what still works on a few hundred tracks, and take them out of batches."""
    for job_id in together.list_live_on(session, track_ids, owner_id=owner_id):
        cancel(session, job_id, owner_id=owner_id)
    for batch_id in together.remove_tracks(session, track_ids):
        announce(session, BatchChanged(batch_id, owner_id))


def restore_moment(tools: Tools, at: datetime, *, owner_id: UUID) -> int:
    """Bring everything back that the owner has thrown away in one moment; return how much."""
    return sum(_restore(tools, chunk, owner_id=owner_id) for chunk in _thrown(tools, owner_id, at))


def restore_thrown(tools: Tools, track_ids: Sequence[UUID] | None, *, owner_id: UUID) -> int:
    """Bring tracks back from the trash, all of them if none are named; return how many.

    Raises:
        NotFound: if one of them is not in the owner's trash.
    """
    return sum(
        _restore(tools, chunk, owner_id=owner_id)
        for chunk in _named(tools, track_ids, owner_id=owner_id)
    )


def purge_thrown(tools: Tools, track_ids: Sequence[UUID] | None, *, owner_id: UUID) -> int:
    """Delete tracks in the trash for good, all of them if none are named; return how many.

    Rows go first, and then files; what a kill leaves of these, the cleaner finds.

    Raises:
        NotFound: if one of them is not in the owner's trash.
    """
    return sum(
        _purge(tools, chunk, owner_id=owner_id)
        for chunk in _named(tools, track_ids, owner_id=owner_id)
    )


def _restore(tools: Tools, chunk: Sequence[UUID], *, owner_id: UUID) -> int:
    with tools.database.transaction() as session:
        return library.restore_tracks(session, chunk, owner_id=owner_id)


def _purge(tools: Tools, chunk: Sequence[UUID], *, owner_id: UUID) -> int:
    with tools.database.transaction() as session:
        gone = library.lock_thrown(session, chunk, owner_id=owner_id)
        stop_work_on(session, gone, owner_id=owner_id)
        keys = [*library.list_thrown_keys(session, gone), *stems.list_keys_of(session, gone)]
        library.purge_tracks(session, gone, owner_id=owner_id)
    _remove_files(tools, {*keys, *_derived(keys), *_derived(map(library.media_key_of, gone))})
    return len(gone)


def _derived(keys: Iterable[str]) -> set[str]:
    return {f"{key.rpartition('.')[0]}.{kind}" for key in keys for kind in DERIVED}


def _remove_files(tools: Tools, keys: Iterable[str]) -> None:
    for key in keys:
        try:
            tools.media.delete(MediaKey(key))
        except SoundForgeError as error:  # the rows are gone; the cleaner comes again
            log.warning("trash.file_stays", key=key, reason=str(error))


def _named(
    tools: Tools, track_ids: Sequence[UUID] | None, *, owner_id: UUID
) -> Iterator[Sequence[UUID]]:
    if track_ids is None:
        return _thrown(tools, owner_id, None)
    wanted = list(dict.fromkeys(track_ids))
    if not wanted:
        raise InvalidInput("No tracks are selected. Select some first.")
    with tools.database.reading() as session:
        known = [library.lock_thrown(session, one, owner_id=owner_id) for one in _chunks(wanted)]
    if sum(map(len, known)) < len(wanted):
        raise NotFound("Some of these tracks are not in your trash. Reload it, then select again.")
    return _chunks(wanted)


def _thrown(tools: Tools, owner_id: UUID, at: datetime | None) -> Iterator[list[UUID]]:
    """Yield what lies in the trash, a few hundred at a time, until nothing of it is left."""
    while True:
        with tools.database.reading() as session:
            ids = library.list_thrown_ids(session, count=CHUNK, owner_id=owner_id, at=at)
        if not ids:
            return
        yield ids


def _chunks(track_ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(track_ids), CHUNK):
        yield track_ids[start : start + CHUNK]
