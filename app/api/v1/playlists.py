"""Lists of tracks in an order that a person gives them: ``/playlists``."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from app import analysis, exports, library, pipeline
from app.analysis import TrackSort
from app.api.v1.answers import Answer, TrackAnswer, answer_track
from app.api.v1.asking import Count, Start
from app.api.v1.batches import BatchAnswer
from app.api.v1.caller import SignedIn, Working
from app.api.v1.files import PRIVATE, disposition
from app.library import MOST_ITEMS, MOST_MOVED
from app.pipeline import Tools
from app.stems import Wish

router = APIRouter(prefix="/playlists", tags=["playlists"])

ItemIds = Annotated[list[UUID], Field(min_length=1, max_length=MOST_ITEMS)]
Before = Annotated[UUID | None, Field(description="Before this item; at the end if missing.")]


class Titled(BaseModel):
    """What a playlist is called: 1 to 200 characters."""

    title: str = Field(max_length=1000)


class NewPlaylist(Titled):
    """A playlist to be made, and the tracks it begins with, in their order."""

    track_ids: list[UUID] = Field(default_factory=list[UUID], max_length=MOST_ITEMS)


class AddedTracks(BaseModel):
    """Tracks to put into a playlist, in their order."""

    track_ids: ItemIds
    before: Before = None


class MovedItems(BaseModel):
    """Items that are to stand together elsewhere; they keep the order they have."""

    item_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_MOVED)]
    before: Before = None


class RemovedItems(BaseModel):
    """Items to take out of a playlist."""

    item_ids: ItemIds


class SortedOnce(BaseModel):
    """What a playlist is ordered by, once."""

    by: TrackSort
    descending: bool = False


class SeparatedList(Wish):
    """How to take all of a playlist apart; ``again`` even where these stems are there already."""

    again: bool = False


class PlaylistAnswer(Answer):
    """A playlist; ``count`` and ``duration_seconds`` are without tracks that were deleted."""

    id: UUID
    title: str
    created_at: datetime
    changed_at: datetime
    count: int
    duration_seconds: float


class ItemAnswer(Answer):
    """One place of a playlist; a track may stand in several."""

    id: UUID
    added_at: datetime
    track: TrackAnswer


class ItemsAnswer(Answer):
    """A page of a playlist, and how many items it has in all."""

    rows: list[ItemAnswer]
    total: int


@router.get("")
def list_playlists(user: SignedIn, tools: Working) -> list[PlaylistAnswer]:
    """Return all playlists, the last changed first."""
    with tools.database.reading() as session:
        views = library.list_playlists(session, owner_id=user.id)
    return [PlaylistAnswer.model_validate(view) for view in views]


@router.post("", status_code=201)
def create_playlist(wanted: NewPlaylist, user: SignedIn, tools: Working) -> PlaylistAnswer:
    """Make a playlist; tracks that are gone are left out."""
    with tools.database.transaction() as session:
        made = library.create_playlist(
            session, wanted.title, owner_id=user.id, track_ids=wanted.track_ids
        )
    return _read(tools, made.id, owner_id=user.id)


@router.get("/{playlist_id}")
def read_playlist(playlist_id: UUID, user: SignedIn, tools: Working) -> PlaylistAnswer:
    """Return one playlist."""
    return _read(tools, playlist_id, owner_id=user.id)


@router.patch("/{playlist_id}")
def rename_playlist(
    playlist_id: UUID, wanted: Titled, user: SignedIn, tools: Working
) -> PlaylistAnswer:
    """Give a playlist another title."""
    with tools.database.transaction() as session:
        library.rename_playlist(session, playlist_id, wanted.title, owner_id=user.id)
    return _read(tools, playlist_id, owner_id=user.id)


@router.delete("/{playlist_id}", status_code=204)
def delete_playlist(playlist_id: UUID, user: SignedIn, tools: Working) -> None:
    """Delete a playlist for good; its tracks stay in the library."""
    with tools.database.transaction() as session:
        library.delete_playlist(session, playlist_id, owner_id=user.id)


@router.post("/{playlist_id}/copies", status_code=201)
def copy_playlist(
    playlist_id: UUID, wanted: Titled, user: SignedIn, tools: Working
) -> PlaylistAnswer:
    """Make a playlist of the same tracks in the same order."""
    with tools.database.transaction() as session:
        made = library.copy_playlist(session, playlist_id, wanted.title, owner_id=user.id)
    return _read(tools, made.id, owner_id=user.id)


@router.get("/{playlist_id}/items")
def list_items(
    playlist_id: UUID,
    user: SignedIn,
    tools: Working,
    *,
    start: Start = 0,
    count: Count = 100,
) -> ItemsAnswer:
    """Return a page of a playlist in its order, with what is known of each track."""
    with tools.database.reading() as session:
        total = library.view_playlist(session, playlist_id, owner_id=user.id).count
        items = library.list_playlist_items(
            session, playlist_id, owner_id=user.id, start=start, count=count
        )
        ids = list({item.track_id for item in items})
        tracks = analysis.find_tracks(session, ids, owner_id=user.id)
        work = pipeline.summarise_work(session, ids, owner_id=user.id)
    rows = [
        ItemAnswer(
            id=item.id,
            added_at=item.added_at,
            track=answer_track(*tracks[item.track_id], work.get(item.track_id)),
        )
        for item in items
        if item.track_id in tracks
    ]
    return ItemsAnswer(rows=rows, total=total)


@router.post("/{playlist_id}/items", status_code=201)
def add_items(
    playlist_id: UUID, added: AddedTracks, user: SignedIn, tools: Working
) -> PlaylistAnswer:
    """Put tracks into a playlist; those that are gone are left out."""
    with tools.database.transaction() as session:
        library.add_to_playlist(
            session, playlist_id, added.track_ids, owner_id=user.id, before=added.before
        )
    return _read(tools, playlist_id, owner_id=user.id)


@router.delete("/{playlist_id}/items/{item_id}")
def remove_item(playlist_id: UUID, item_id: UUID, user: SignedIn, tools: Working) -> PlaylistAnswer:
    """Take one item out of a playlist."""
    with tools.database.transaction() as session:
        library.remove_from_playlist(session, playlist_id, [item_id], owner_id=user.id)
    return _read(tools, playlist_id, owner_id=user.id)


@router.post("/{playlist_id}/removals")
def remove_items(
    playlist_id: UUID, removed: RemovedItems, user: SignedIn, tools: Working
) -> PlaylistAnswer:
    """Take items out of a playlist; those that are gone already do not matter."""
    with tools.database.transaction() as session:
        library.remove_from_playlist(session, playlist_id, removed.item_ids, owner_id=user.id)
    return _read(tools, playlist_id, owner_id=user.id)


@router.post("/{playlist_id}/moves")
def move_items(
    playlist_id: UUID, moved: MovedItems, user: SignedIn, tools: Working
) -> PlaylistAnswer:
    """Let items stand together before another one, or at the end."""
    with tools.database.transaction() as session:
        library.move_in_playlist(
            session, playlist_id, moved.item_ids, owner_id=user.id, before=moved.before
        )
    return _read(tools, playlist_id, owner_id=user.id)


@router.post("/{playlist_id}/sort")
def sort_playlist(
    playlist_id: UUID, wanted: SortedOnce, user: SignedIn, tools: Working
) -> PlaylistAnswer:
    """Order a playlist once; what lacks the value comes last, what is equal stays as it stood."""
    with tools.database.transaction() as session:
        analysis.sort_playlist(
            session, playlist_id, by=wanted.by, descending=wanted.descending, owner_id=user.id
        )
    return _read(tools, playlist_id, owner_id=user.id)


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


def _read(tools: Tools, playlist_id: UUID, *, owner_id: UUID) -> PlaylistAnswer:
    with tools.database.reading() as session:
        view = library.view_playlist(session, playlist_id, owner_id=owner_id)
    return PlaylistAnswer.model_validate(view)
