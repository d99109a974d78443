"""The folders of the server, for administrators: which there are, and what becomes of them."""

from uuid import UUID

from sqlmodel import Session

from app import library, sources
from app.accounts import Role, User
from app.core.settings import Settings
from app.core.storage import MediaStore
from app.core.workplace import Received
from app.library import Track
from app.pipeline.errors import NotAllowed
from app.sources import LibraryRoot, RootFile, RootKind, RootView

_ADMINS = frozenset({Role.ADMIN, Role.SUPER_ADMIN})


def may_name_folders(user: User) -> bool:
    """Say whether a user may say which folders of the server are read."""
    return user.role in _ADMINS


def view_folders(session: Session, *, by: User) -> list[RootView]:
    """Return the folders of everybody.

    Raises:
        NotAllowed: if it is not an administrator who asks.
    """
    _check(by)
    return sources.view_roots(session)


def list_troubled_files(session: Session, root_id: UUID, *, by: User) -> list[RootFile]:
    """Return the files of a folder that are missing or no tracks.

    Raises:
        NotAllowed: if it is not an administrator who asks.
        NotFound: if there is no such folder.
    """
    _check(by)
    return sources.list_troubled_files(session, root_id)


def add_folder(
    session: Session,
    settings: Settings,
    path: str,
    *,
    by: User,
    owner_id: UUID | None = None,
    kind: RootKind,
    name: str = "",
) -> LibraryRoot:
    """Let the music of a folder belong to a library, the administrator's own if none is named.

    Raises:
        NotAllowed: if it is not an administrator who asks.
        InvalidInput: if the path is not that of a folder that can be read.
        Conflict: if it is, holds, or lies in the data folder or another of the folders.
    """
    _check(by)
    owner_id = owner_id or by.id
    return sources.add_root(session, settings, path, owner_id=owner_id, kind=kind, name=name)


def pause_folder(session: Session, root_id: UUID, *, by: User, is_paused: bool) -> None:
    """Look into a folder no more, or again.

    Raises:
        NotAllowed: if it is not an administrator who asks.
        NotFound: if there is no such folder.
    """
    _check(by)
    sources.pause_root(session, root_id, is_paused=is_paused)


def ask_for_look(session: Session, root_id: UUID, *, by: User) -> None:
    """Let the studio look into a folder as soon as it can.

    Raises:
        NotAllowed: if it is not an administrator who asks.
        NotFound: if there is no such folder.
        Conflict: if it is paused.
    """
    _check(by)
    sources.ask_for_look(session, root_id)


def remove_folder(session: Session, media: MediaStore, root_id: UUID, *, by: User) -> int:
    """Forget a folder; return how many tracks were thrown away with it. Its files stay.

    Raises:
        NotAllowed: if it is not an administrator who asks.
        NotFound: if there is no such folder.
    """
    _check(by)
    return sources.remove_root(session, media, root_id)


def give_audio_back(session: Session, media: MediaStore, track: Track, received: Received) -> None:
    """Take the bytes that came in once more for those that a track has lost, if it has."""
    upload = media.upload(received.upload_id)
    if upload.exists() and not sources.is_audio_there(session, media, track):
        media.put(library.media_key_of(track.id), upload)
        library.mark_place(session, track.id, owner_id=track.owner_id, is_stored=True)


def _check(user: User) -> None:
    if not may_name_folders(user):
        raise NotAllowed("Only an administrator may name folders of the server. Ask one.")
