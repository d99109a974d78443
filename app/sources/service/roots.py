"""Folders of the server whose music belongs to a library; only administrators name them."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlmodel import Session

import app.sources.repository.roots as repository
from app import accounts, library
from app.core.errors import Conflict, InvalidInput, NotFound
from app.core.names import clean_text
from app.core.settings import Settings
from app.core.storage import MediaStore
from app.sources.models import LibraryRoot, RootFile, RootKind
from app.sources.repository.roots import RootCounts
from app.sources.service.walking import LONGEST_PATH

MOST_TROUBLED = 200
"""So many files that are no tracks are shown of a folder."""

MOST_NAME = 200


@dataclass(frozen=True)
class RootView:
    """A folder as administrators see it."""

    id: UUID
    name: str
    path: str
    kind: RootKind
    owner_email: str
    is_paused: bool
    scanned_at: datetime | None
    fault: str | None
    counts: RootCounts


def add_root(
    session: Session,
    settings: Settings,
    path: str,
    *,
    owner_id: UUID,
    kind: RootKind,
    name: str = "",
) -> LibraryRoot:
    """Let the music of a folder belong to a user's library.

    Raises:
        InvalidInput: if the path is not that of a folder that can be read.
        Conflict: if it is, holds, or lies in the data folder or a folder that was named before.
        NotFound: if there is no such user.
    """
    accounts.get_user(session, owner_id)
    folder = _check_folder(path)
    _check_apart(folder, settings.data_folder.resolve(), "the data folder of the studio")
    for other in repository.list_roots(session):
        _check_apart(folder, Path(other.path), f"the folder '{other.name}'")
    shown = clean_text(name)[:MOST_NAME].strip() or clean_text(folder.name)[:MOST_NAME] or "/"
    root = LibraryRoot(owner_id=owner_id, name=shown, path=str(folder), kind=kind)
    if not repository.insert_root(session, root):
        raise Conflict(f"'{folder}' is a folder of the studio already. Name another.")
    return root


def view_roots(session: Session) -> list[RootView]:
    """Return all folders, by name."""
    counts = repository.count_files(session)
    emails = {user.id: user.email for user in accounts.list_users(session)}
    return [
        RootView(
            **root.model_dump(exclude={"owner_id", "created_at"}),
            owner_email=emails[root.owner_id],
            counts=counts.get(root.id, RootCounts()),
        )
        for root in repository.list_roots(session)
    ]


def find_root(session: Session, named: str) -> LibraryRoot:
    """Return the folder with this id, path or name.

    Raises:
        NotFound: if there is none.
        Conflict: if several have the name.
    """
    roots = repository.list_roots(session)
    exact = [one for one in roots if named in {str(one.id), one.path}]
    found = exact or [one for one in roots if one.name == named]
    if len(found) > 1:
        raise Conflict(f"Several folders are called '{named}'. Name one by its path.")
    if not found:
        raise _missing(named)
    return found[0]


def list_troubled_files(session: Session, root_id: UUID) -> list[RootFile]:
    """Return the files of a folder that are no tracks or are missing, at most 200.

    Raises:
        NotFound: if there is no such folder.
    """
    repository.get_root(session, root_id)
    return repository.list_troubled(session, root_id, limit=MOST_TROUBLED)


def pause_root(session: Session, root_id: UUID, *, is_paused: bool) -> LibraryRoot:
    """Look into a folder no more until it is resumed; its tracks stay.

    Raises:
        NotFound: if there is no such folder.
    """
    root = repository.get_root(session, root_id)
    root.is_paused = is_paused
    session.add(root)
    return root


def ask_for_look(session: Session, root_id: UUID) -> LibraryRoot:
    """Let the running studio look into a folder as soon as it can.

    Raises:
        NotFound: if there is no such folder.
        Conflict: if it is paused.
    """
    root = repository.get_root(session, root_id)
    if root.is_paused:
        raise Conflict(f"The folder '{root.name}' is paused. Resume it first.")
    root.scanned_at = None
    session.add(root)
    return root


def note_root_fault(session: Session, root_id: UUID, fault: str | None) -> None:
    """Write down why a folder could not be looked into, or that it could.

    Raises:
        NotFound: if there is no such folder.
    """
    root = repository.get_root(session, root_id)
    root.fault = fault
    session.add(root)


def remove_root(session: Session, media: MediaStore, root_id: UUID) -> int:
    """Forget a folder; return how many tracks were thrown away, because they lie only there.

    The files stay as they are. What was copied out of a watched folder stays in the library.

    Raises:
        NotFound: if there is no such folder.
    """
    root = repository.get_root(session, root_id)
    homeless: list[UUID] = []
    if root.kind is RootKind.IN_PLACE:
        only_here = repository.list_track_ids_only_in(session, root_id)
        homeless = [one for one in only_here if not _is_stored(media, one)]
    count = library.throw_away(session, homeless, owner_id=root.owner_id)
    session.delete(root)
    session.flush()
    return count


def ensure_watch_folder(session: Session, settings: Settings, *, owner_id: UUID) -> None:
    """Name the folder of the settings, if there is one, as a watched folder of the owner.

    Raises:
        InvalidInput: if it is not the path of a folder that can be read.
        Conflict: if it is, holds, or lies in the data folder or a folder that was named before.
    """
    folder = settings.watch_folder
    if folder is None:
        return
    path = str(folder.expanduser().absolute())
    known = {root.path for root in repository.list_roots(session)}
    if os.path.realpath(path) not in known:
        add_root(session, settings, path, owner_id=owner_id, kind=RootKind.WATCHED)


def _is_stored(media: MediaStore, track_id: UUID) -> bool:
    try:
        media.path(library.media_key_of(track_id))
    except NotFound:
        return False
    return True


def _check_folder(path: str) -> Path:
    """Return the folder itself, whatever links lead to it."""
    folder = Path(path)
    if not folder.is_absolute():
        raise InvalidInput(
            f"'{path}' is no absolute path. Write it from the root on, such as /srv/music."
        )
    try:
        folder = folder.resolve(strict=True)
    except PermissionError as error:
        raise _closed(path) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise InvalidInput(
            f"There is no folder '{path}' on the server. Make it there, or connect its disk."
        ) from error
    if not folder.is_dir():
        raise InvalidInput(f"'{path}' is not a folder. Name the folder that the music lies in.")
    if not os.access(folder, os.R_OK | os.X_OK):
        raise _closed(path)
    if len(str(folder)) > LONGEST_PATH:
        raise InvalidInput(f"The path of '{folder.name}' is too long. Name a folder above it.")
    return folder


def _check_apart(folder: Path, other: Path, words: str) -> None:
    if folder == other:
        raise Conflict(f"'{folder}' is {words} already. Name another one.")
    if folder.is_relative_to(other):
        raise Conflict(f"'{folder}' lies in {words}. Name a folder outside of it.")
    if other.is_relative_to(folder):
        raise Conflict(f"'{folder}' holds {words}. Name a folder that does not.")


def _closed(path: str) -> InvalidInput:
    return InvalidInput(
        f"The folder '{path}' cannot be read. Let the user that runs the studio read it."
    )


def _missing(named: str) -> NotFound:
    return NotFound(f"There is no folder '{named}' here. 'sfa roots list' shows which there are.")
