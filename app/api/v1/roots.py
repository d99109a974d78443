"""Folders of the server whose music belongs to a library: ``/roots``, for administrators."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app import accounts, pipeline
from app.accounts import User
from app.api.v1.answers import Answer
from app.api.v1.caller import SignedIn, Working
from app.core.errors import NotFound
from app.pipeline import Tools
from app.sources import RootKind

router = APIRouter(prefix="/roots", tags=["roots"])


class NewRoot(BaseModel):
    """A folder of the server; its music is the caller's own if no address is given."""

    path: Annotated[str, Field(min_length=1, max_length=1000)]
    kind: RootKind = RootKind.WATCHED
    name: Annotated[str, Field(max_length=200)] = ""
    email: Annotated[str | None, Field(max_length=160)] = None


class RootChange(BaseModel):
    """Whether the studio looks into the folder."""

    is_paused: bool


class CountsAnswer(Answer):
    """How many audio files were seen, are tracks, are missing, and are no tracks."""

    files: int
    tracks: int
    missing: int
    faulty: int


class RootAnswer(Answer):
    """A folder; ``fault`` says why the last look did not see all of it."""

    id: UUID
    name: str
    path: str
    kind: RootKind
    owner_email: str
    is_paused: bool
    scanned_at: datetime | None
    fault: str | None
    counts: CountsAnswer


class RootFileAnswer(Answer):
    """A file that is missing, or that ``fault`` says why it is no track; ``path`` is below it."""

    path: str
    size_bytes: int
    is_missing: bool
    fault: str | None
    seen_at: datetime


class RemovalAnswer(BaseModel):
    """How many tracks went to the trash with a folder; its files stay where they are."""

    thrown_away: int


@router.get("")
def list_roots(user: SignedIn, tools: Working) -> list[RootAnswer]:
    """Return the folders of everybody, by name."""
    with tools.database.reading() as session:
        return [RootAnswer.model_validate(one) for one in pipeline.view_folders(session, by=user)]


@router.post("", status_code=201)
def add_root(new: NewRoot, user: SignedIn, tools: Working) -> RootAnswer:
    """Let the music of a folder belong to a library: copied in, or played where it lies."""
    with tools.database.transaction() as session:
        owner_id = accounts.get_by_email(session, new.email).id if new.email else None
        root = pipeline.add_folder(
            session,
            tools.settings,
            new.path,
            by=user,
            owner_id=owner_id,
            kind=new.kind,
            name=new.name,
        )
    return _find(tools, root.id, by=user)


@router.patch("/{root_id}")
def change_root(root_id: UUID, change: RootChange, user: SignedIn, tools: Working) -> RootAnswer:
    """Pause the looks into a folder, or resume them."""
    with tools.database.transaction() as session:
        pipeline.pause_folder(session, root_id, by=user, is_paused=change.is_paused)
    return _find(tools, root_id, by=user)


@router.post("/{root_id}/scan", status_code=202)
def scan_root(root_id: UUID, user: SignedIn, tools: Working) -> RootAnswer:
    """Look into a folder as soon as possible, and not only when its time has come."""
    with tools.database.transaction() as session:
        pipeline.ask_for_look(session, root_id, by=user)
    return _find(tools, root_id, by=user)


@router.get("/{root_id}/files")
def list_troubled_files(root_id: UUID, user: SignedIn, tools: Working) -> list[RootFileAnswer]:
    """Return the files of a folder that are missing or no tracks, at most 200."""
    with tools.database.reading() as session:
        found = pipeline.list_troubled_files(session, root_id, by=user)
    return [RootFileAnswer.model_validate(one) for one in found]


@router.delete("/{root_id}")
def remove_root(root_id: UUID, user: SignedIn, tools: Working) -> RemovalAnswer:
    """Forget a folder; tracks that lie only there go to the trash, and files stay."""
    with tools.database.transaction() as session:
        count = pipeline.remove_folder(session, tools.media, root_id, by=user)
    return RemovalAnswer(thrown_away=count)


def _find(tools: Tools, root_id: UUID, *, by: User) -> RootAnswer:
    with tools.database.reading() as session:
        views = pipeline.view_folders(session, by=by)
    found = next((one for one in views if one.id == root_id), None)
    if found is None:
        raise NotFound("There is no such folder.")
    return RootAnswer.model_validate(found)
