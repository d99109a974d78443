"""Playlists and crates as wholes: ``/playlists``."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field, computed_field

from app import exports, library, pipeline
from app.api.v1.answers import Answer, cover_address
from app.api.v1.batches import BatchAnswer
from app.api.v1.caller import SignedIn, Working
from app.api.v1.files import PRIVATE, disposition
from app.library import MOST_ITEMS
from app.pipeline import Tools
from app.stems import Wish

router = APIRouter(prefix="/playlists", tags=["playlists"])

Inside = Annotated[bool, Query(description="Whether the crates that lie in it count too.")]


class Titled(BaseModel):
    """What a playlist is called: 1 to 200 characters."""

    title: str = Field(max_length=1000)


class NewPlaylist(Titled):
    """A playlist to be made, and the tracks it begins with, in their order.

    With a ``query`` it is a smart crate, which holds what the query finds, and has no tracks of its
    own. With a ``parent_id`` it lies in another crate.
    """

    track_ids: list[UUID] = Field(default_factory=list[UUID], max_length=MOST_ITEMS)
    query: str | None = Field(default=None, max_length=1000)
    parent_id: UUID | None = None


class ChangedPlaylist(BaseModel):
    """What is to be different about a playlist; only a smart crate has a ``query``."""

    title: str | None = Field(default=None, max_length=1000)
    query: str | None = Field(default=None, max_length=1000)


class CopiedPlaylist(Titled):
    """What a copy is called; ``as_list`` makes an ordinary playlist of what is in it now."""

    as_list: bool = False


class MovedPlaylist(BaseModel):
    """Where a playlist is to lie: in a crate or in none, before another one there or behind all."""

    parent_id: UUID | None
    before: UUID | None = None


class SeparatedList(Wish):
    """How to take all of a playlist apart; ``again`` even where these stems are there already."""

    again: bool = False


class PlaylistAnswer(Answer):
    """A playlist; ``count`` and ``duration_seconds`` are without tracks that were deleted.

    They are null in lists for a smart crate, one with a ``query``; by itself it tells them.
    ``place`` goes upwards among those with the same ``parent_id``.
    """

    id: UUID
    title: str
    query: str | None
    parent_id: UUID | None
    place: int
    created_at: datetime
    changed_at: datetime
    count: int | None
    duration_seconds: float | None
    artwork_hash: str | None = Field(default=None, exclude=True)

    @computed_field
    @property
    def artwork_url(self) -> str | None:
        """Return where its own picture is; the address changes with the picture."""
        return cover_address(self.id, self.artwork_hash)


class DeletedPlaylistAnswer(Answer):
    """A playlist that was deleted, and the route that brings it back with a POST."""

    playlist_id: UUID
    undo_url: str
    undo_until: datetime


@router.get("")
def list_playlists(user: SignedIn, tools: Working) -> list[PlaylistAnswer]:
    """Return all playlists and crates in their order, each before what lies in it."""
    with tools.database.reading() as session:
        views = library.list_playlists(session, owner_id=user.id)
    return [PlaylistAnswer.model_validate(view) for view in views]


@router.post("", status_code=201)
def create_playlist(wanted: NewPlaylist, user: SignedIn, tools: Working) -> PlaylistAnswer:
    """Make a playlist; tracks that are gone are left out."""
    with tools.database.transaction() as session:
        made = library.create_playlist(
            session,
            wanted.title,
            owner_id=user.id,
            track_ids=wanted.track_ids,
            query=wanted.query,
            parent_id=wanted.parent_id,
        )
    return read(tools, made.id, owner_id=user.id)


@router.get("/{playlist_id}")
def read_playlist(
    playlist_id: UUID, user: SignedIn, tools: Working, *, inside: Inside = False
) -> PlaylistAnswer:
    """Return one playlist, with how much is in it."""
    return read(tools, playlist_id, owner_id=user.id, inside=inside)


@router.patch("/{playlist_id}")
def change_playlist(
    playlist_id: UUID, wanted: ChangedPlaylist, user: SignedIn, tools: Working
) -> PlaylistAnswer:
    """Give a playlist another title, or a smart crate another query."""
    with tools.database.transaction() as session:
        if wanted.title is not None:
            library.rename_playlist(session, playlist_id, wanted.title, owner_id=user.id)
        if wanted.query is not None:
            library.ask_anew(session, playlist_id, wanted.query, owner_id=user.id)
    return read(tools, playlist_id, owner_id=user.id)


@router.delete("/{playlist_id}")
def delete_playlist(playlist_id: UUID, user: SignedIn, tools: Working) -> DeletedPlaylistAnswer:
    """Delete a playlist with all that lies in it; ``undo_url`` brings all of it back.

    The tracks stay in the library.
    """
    with tools.database.transaction() as session:
        gone = library.delete_playlist(session, playlist_id, owner_id=user.id)
    return DeletedPlaylistAnswer(
        playlist_id=gone.id,
        undo_url=f"/api/v1/playlists/{gone.id}/restore",
        undo_until=gone.changed_at + timedelta(hours=tools.settings.clean_age_hours),
    )


@router.post("/{playlist_id}/restore")
def restore_playlist(playlist_id: UUID, user: SignedIn, tools: Working) -> PlaylistAnswer:
    """Bring a deleted playlist back, with all that lay in it, to where it stood."""
    with tools.database.transaction() as session:
        library.restore_playlist(session, playlist_id, owner_id=user.id)
    return read(tools, playlist_id, owner_id=user.id)


@router.put("/{playlist_id}/place")
def move_playlist(
    playlist_id: UUID, wanted: MovedPlaylist, user: SignedIn, tools: Working
) -> PlaylistAnswer:
    """Let a playlist lie in a crate or in none, and stand before another one there."""
    with tools.database.transaction() as session:
        library.move_playlist(
            session,
            playlist_id,
            owner_id=user.id,
            parent_id=wanted.parent_id,
            before=wanted.before,
        )
    return read(tools, playlist_id, owner_id=user.id)


@router.post("/{playlist_id}/copies", status_code=201)
def copy_playlist(
    playlist_id: UUID, wanted: CopiedPlaylist, user: SignedIn, tools: Working
) -> PlaylistAnswer:
    """Make a playlist of the same tracks in the same order, and the same crates in it."""
    with tools.database.transaction() as session:
        made = library.copy_playlist(
            session, playlist_id, wanted.title, owner_id=user.id, as_list=wanted.as_list
        )
    return read(tools, made.id, owner_id=user.id)


@router.head("/{playlist_id}/export", include_in_schema=False)
@router.get("/{playlist_id}/export", response_class=Response)
def export_playlist(
    playlist_id: UUID,
    user: SignedIn,
    tools: Working,
    format: Annotated[str, Query(description="m3u8 or text.")] = "m3u8",  # noqa: A002  — the name of the query
) -> Response:
    """Return a playlist as a file that names its tracks as their originals are saved."""
    with tools.database.reading() as session:
        file = exports.write_playlist(session, playlist_id, format_name=format, owner_id=user.id)
    headers = {**PRIVATE, "content-disposition": disposition(file.name)}
    return Response(file.text, headers=headers, media_type=file.media_type)


@router.post("/{playlist_id}/batches", status_code=201)
def separate_playlist(
    playlist_id: UUID, how: SeparatedList, user: SignedIn, tools: Working
) -> BatchAnswer:
    """Take the tracks of a playlist apart in its order, by what is said or the user prefers."""
    wish = Wish.model_validate(how.model_dump(exclude={"again"}))
    with tools.database.transaction() as session:
        library.view_playlist(session, playlist_id, owner_id=user.id)
        separation = pipeline.choose_for(
            session, tools.settings, owner_id=user.id, wish=wish, again=how.again
        )
        batch = pipeline.separate_playlist(
            session, playlist_id, owner_id=user.id, separation=separation
        )
    with tools.database.reading() as session:
        view = pipeline.view_batch(session, tools.settings, batch.id, owner_id=user.id)
    return BatchAnswer.model_validate(view)


def read(
    tools: Tools, playlist_id: UUID, *, owner_id: UUID, inside: bool = False
) -> PlaylistAnswer:
    """Say how a playlist is now."""
    with tools.database.reading() as session:
        view = library.view_playlist(session, playlist_id, owner_id=owner_id, inside=inside)
    return PlaylistAnswer.model_validate(view)
