"""Where the audio of a track lies: in the storage, or in a folder of the server."""

import os
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlmodel import Session

import app.sources.repository.roots as repository
from app import library
from app.core.errors import NotFound
from app.core.storage import MediaStore
from app.library import Track
from app.sources.errors import FileAway
from app.sources.models import LibraryRoot, RootFile, RootKind
from app.sources.rules.roots import Stamp


@dataclass(frozen=True)
class Place:
    """A file in a folder of the server; ``stays`` says that it is played where it lies."""

    path: Path
    name: str
    stamp: Stamp
    stays: bool


def audio_path(session: Session, media: MediaStore, track: Track) -> Path:
    """Return a local file with the audio of a track, wherever it lies.

    What is in a folder of the server may be read, and is never written, moved or removed.

    Raises:
        NoAudio: if it has not been fetched yet.
        FileAway: if it is no longer in its folder.
        NotFound: if it is no longer in the storage.
    """
    try:
        return media.path(library.audio_key(track))
    except NotFound:
        places = repository.list_places(session, track.id, owner_id=track.owner_id)
        if not places:
            raise
    for file, root in places:
        path = _resolve(root, file)
        if path is not None:
            return path
    raise _away(places[0][1])


def is_audio_there(session: Session, media: MediaStore, track: Track) -> bool:
    """Say whether the audio of a track can be read just now."""
    try:
        audio_path(session, media, track)
    except NotFound:
        return False
    return True


def tell_absence(session: Session, media: MediaStore, track: Track) -> str:
    """Return why the audio that a track had cannot be read just now, or nothing if it can."""
    if not track.has_audio:
        return ""
    try:
        audio_path(session, media, track)
    except NotFound as error:
        return str(error)
    return ""


def locate_file(session: Session, file_id: UUID, *, owner_id: UUID) -> Place:
    """Return where a file that was seen in one of the owner's folders lies.

    Raises:
        FileAway: if it is not there any more, or the folder is nobody's now.
    """
    found = repository.find_file(session, file_id, owner_id=owner_id)
    if found is None:
        raise FileAway("The folder of this file is no longer a folder of the studio. Add it again.")
    file, root = found
    path = _resolve(root, file)
    if path is None:
        raise _away(root)
    stamp = Stamp(file.size_bytes, file.modified_ns)
    return Place(path, path.name, stamp, stays=root.kind is RootKind.IN_PLACE)


def stamp_of(path: Path) -> Stamp:
    """Return what tells whether a file is still the one it was.

    Raises:
        OSError: if it cannot be asked.
    """
    found = path.stat()
    return Stamp(found.st_size, found.st_mtime_ns)


def _resolve(root: LibraryRoot, file: RootFile) -> Path | None:
    """Return the file if it is one, and really lies in the folder that was named.

    A folder that was put in the place of the named one, or a link that leads out of it, is not
    followed.
    """
    folder = Path(root.path)
    try:
        path = (folder / file.path).resolve(strict=True)
        is_same_folder = folder.resolve(strict=True) == folder
    except (OSError, RuntimeError, ValueError):
        return None
    is_there = is_same_folder and path.is_relative_to(folder) and path.is_file()
    return path if is_there and os.access(path, os.R_OK) else None


def _away(root: LibraryRoot) -> FileAway:
    if not Path(root.path).is_dir():
        return FileAway(
            f"The folder '{root.name}' is not there. Connect its disk, or remove the track."
        )
    return FileAway(
        f"The file is no longer in the folder '{root.name}'. Put it back or remove the track."
    )
