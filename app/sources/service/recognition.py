"""Finding out, track by track, whether a recording is in its owner's library already."""

from typing import Protocol, TypeVar
from uuid import UUID

from pydantic import BaseModel

from app import library
from app.core.database import Database
from app.core.errors import EngineCrashed, InvalidInput, NotFound, Unavailable
from app.core.storage import MediaStore
from app.core.work import Task
from app.sources.service.duplicates import (
    find_candidates,
    is_recognised,
    keep_sound,
    keep_twins,
)
from app.sources.service.locating import audio_path
from app.sources.service.recognising import (
    COMPARE,
    LISTEN,
    NOTHING_HEARD,
    CompareRequest,
    ListenRequest,
)

Request = TypeVar("Request", bound=BaseModel)
Response = TypeVar("Response", bound=BaseModel)


class Perform(Protocol):
    """Runs a task in a child process and waits for its response."""

    def __call__(self, task: Task[Request, Response], request: Request) -> Response:
        """Return the response."""
        ...


def recognise(
    database: Database, media: MediaStore, perform: Perform, track_id: UUID, *, owner_id: UUID
) -> list[str]:
    """Find the owner's tracks that are the same recording; return what they are called.

    What the track is recognised by is committed before others are looked for: of two that come at
    once, at least one sees the other. A track that cannot be listened to is like no other; one that
    is out of reach has its turn later.
    """
    with database.reading() as session:
        if is_recognised(session, track_id, owner_id=owner_id):
            return []
    try:
        return _recognise(database, media, perform, track_id, owner_id)
    except (NotFound, Unavailable):
        return []
    except (InvalidInput, EngineCrashed):
        with database.transaction() as session:
            keep_sound(session, track_id, NOTHING_HEARD, owner_id=owner_id)
            keep_twins(session, track_id, [], owner_id=owner_id)
        return []


def _recognise(
    database: Database, media: MediaStore, perform: Perform, track_id: UUID, owner_id: UUID
) -> list[str]:
    mine = {"owner_id": owner_id}
    with database.reading() as session:
        track = library.get_track(session, track_id, **mine)
        path = audio_path(session, media, track)
        is_heard = is_recognised(session, track_id, **mine) is not None
    if not is_heard:
        heard = perform(LISTEN, ListenRequest(path=path))
        with database.transaction() as session:
            keep_sound(session, track_id, heard, **mine)
    with database.reading() as session:
        known = find_candidates(session, track_id, **mine)
    request = CompareRequest(path=path, known=known)
    alike = perform(COMPARE, request).alike if known else []
    with database.transaction() as session:
        found = keep_twins(session, track_id, alike, **mine)
        return [_name_of(one.title, one.artist) for one in found]


def _name_of(title: str, artist: str | None) -> str:
    return f"'{title}' by {artist}" if artist else f"'{title}'"
