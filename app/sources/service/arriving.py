"""Files that were seen in folders of the server become tracks, or say why they are none."""

import hashlib
from collections.abc import Callable, Iterable
from uuid import UUID

from sqlmodel import Session

import app.sources.repository.roots as repository
from app import library
from app.core import clock
from app.core.audio import Inspection
from app.core.database import announce
from app.core.errors import InvalidInput, NotFound
from app.core.storage import MediaStore
from app.core.workplace import Received, check_size, refusals_of
from app.library import Track, TrackChanged
from app.sources.models import LibraryRoot, RootFile
from app.sources.rules.roots import Look, Stamp
from app.sources.service.locating import Place, stamp_of

CHUNK_BYTES = 1 << 20

LONGEST_FAULT = 500

MOST_TOLD = 500
"""Of more tracks than these that went or came back at once, pages learn when they are opened."""

_SAME_SECONDS = 0.001
_SAME_DB = 0.01


def note_look(session: Session, root_id: UUID, look: Look) -> None:
    """Write down which files of a folder went away, and which are back as they were."""
    repository.mark_missing(session, root_id, look.gone, is_missing=True)
    repository.mark_missing(session, root_id, look.back, is_missing=False)
    changed = (*look.gone, *look.back)
    if 0 < len(changed) <= MOST_TOLD:
        root = repository.get_root(session, root_id)
        for file in repository.find_files(session, root_id, changed):
            if file.track_id is not None:
                announce(session, TrackChanged(file.track_id, root.owner_id))


def note_files(
    session: Session, root: LibraryRoot, stamps: Iterable[tuple[str, Stamp]]
) -> list[RootFile]:
    """Write down files that are about to be brought in, new ones and those that changed.

    What another process has written down meanwhile is left out.

    Raises:
        NotFound: if the folder was removed meanwhile.
    """
    repository.lock_root(session, root.id)
    wanted = dict(stamps)
    known = {file.path: file for file in repository.find_files(session, root.id, wanted)}
    files: list[RootFile] = []
    for path, stamp in wanted.items():
        file = known.get(path)
        if file is not None and not file.is_missing and _stamp_of(file) == stamp:
            continue
        file = file or RootFile(root_id=root.id, path=path, size_bytes=0, modified_ns=0)
        file.size_bytes, file.modified_ns = stamp.size_bytes, stamp.modified_ns
        file.is_missing, file.fault, file.seen_at = False, None, clock.now()
        session.add(file)
        files.append(file)
    session.flush()
    return files


def take_in(
    place: Place,
    media: MediaStore,
    *,
    upload_id: UUID,
    limit_bytes: int,
    check: Callable[[], None],
) -> Received:
    """Read a file of a folder to its end: copied to the waiting room, unless it stays in place.

    ``check`` is called now and then, and raises if the work has to stop.

    Raises:
        InvalidInput: if the file is too large, cannot be read, or changes meanwhile.
        NotFound: if it goes meanwhile.
        StorageFailed: if our disk refuses.
    """
    if place.stays:
        check_size(place.stamp.size_bytes, name=place.name, limit_bytes=limit_bytes)
        received = Received(upload_id, place.stamp.size_bytes, _hash(place, check))
    else:
        copied = library.receive_file(media, place.path, limit_bytes=limit_bytes)
        with refusals_of(media.folder):
            media.upload(copied.upload_id).replace(media.upload(upload_id))
        received = Received(upload_id, copied.size_bytes, copied.sha256)
    if _stamp_now(place) != place.stamp:
        media.upload(upload_id).unlink(missing_ok=True)
        raise InvalidInput(
            f"'{place.name}' changed while it was read. It is brought in when it stays as it is."
        )
    return received


def note_fault(session: Session, file_id: UUID, fault: str, *, owner_id: UUID) -> None:
    """Write down why a file is no track; it is not tried again until it changes."""
    found = repository.find_file(session, file_id, owner_id=owner_id)
    if found is not None:
        found[0].fault = fault[:LONGEST_FAULT]
        session.add(found[0])


def settle_file(session: Session, file_id: UUID, track_id: UUID, *, owner_id: UUID) -> None:
    """Write down which track a file is; where it lay before in the folder is forgotten."""
    found = repository.find_file(session, file_id, owner_id=owner_id)
    if found is None:
        return
    file, root = found
    file.track_id, file.fault = track_id, None
    session.add(file)
    session.flush()
    repository.forget_moved(session, track_id, root_id=root.id, but=file.id)
    announce(session, TrackChanged(track_id, owner_id))


def was_moved(session: Session, file_id: UUID, track_id: UUID, *, owner_id: UUID) -> bool:
    """Say whether a file is one that lay elsewhere in its folder before."""
    found = repository.find_file(session, file_id, owner_id=owner_id)
    return found is not None and repository.was_moved(
        session, track_id, root_id=found[1].id, but=file_id
    )


def find_former(
    session: Session, file_id: UUID, heard: Inspection, *, owner_id: UUID
) -> Track | None:
    """Return the track that a changed file was, if it still sounds the same: its tags were edited.

    What tells is what decoding all of it found: its length, its form and its peak.
    """
    found = repository.find_file(session, file_id, owner_id=owner_id)
    if found is None or found[0].track_id is None:
        return None
    try:
        track = library.get_track(session, found[0].track_id, owner_id=owner_id)
    except NotFound:
        return None
    is_same = (
        (track.codec, track.sample_rate_hz, track.channels)
        == (heard.codec, heard.sample_rate_hz, heard.channels)
        and abs(track.duration_seconds - heard.duration_seconds) < _SAME_SECONDS
        and abs(track.peak_db - heard.peak_db) < _SAME_DB
    )
    return track if is_same else None


def _stamp_of(file: RootFile) -> Stamp:
    return Stamp(file.size_bytes, file.modified_ns)


def _hash(place: Place, check: Callable[[], None]) -> str:
    digest = hashlib.sha256()
    try:
        with place.path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                check()
                digest.update(chunk)
    except OSError as error:
        raise InvalidInput(
            f"'{place.name}' cannot be read ({error.strerror}). Check its rights and its disk."
        ) from error
    return digest.hexdigest()


def _stamp_now(place: Place) -> Stamp | None:
    try:
        return stamp_of(place.path)
    except OSError:
        return None
