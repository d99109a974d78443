"""What stands in a playlist, in its order: ``/playlists/{id}/items``."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app import analysis, library, pipeline
from app.analysis import TrackQuestion, TrackSort
from app.api.v1.answers import Answer, TrackAnswer, answer_track
from app.api.v1.asking import Count, Start
from app.api.v1.caller import SignedIn, Working
from app.api.v1.playlists import Inside, PlaylistAnswer, read
from app.api.v1.selecting import TrackIdsAnswer
from app.core.errors import InvalidInput
from app.library import MOST_ITEMS, MOST_MOVED, PlaylistView

router = APIRouter(prefix="/playlists", tags=["playlists"])

ItemIds = Annotated[list[UUID], Field(min_length=1, max_length=MOST_ITEMS)]
Sorted = Annotated[TrackSort | None, Query(description="Of a smart crate alone.")]
Before = Annotated[UUID | None, Field(description="Before this item; at the end if missing.")]


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


class ItemAnswer(Answer):
    """One place of a playlist; a track may stand in several."""

    id: UUID
    playlist_id: UUID
    added_at: datetime
    track: TrackAnswer


class ItemsAnswer(Answer):
    """A page of a playlist, and how many items it has in all."""

    rows: list[ItemAnswer]
    total: int


@router.get("/{playlist_id}/items")
def list_items(
    playlist_id: UUID,
    user: SignedIn,
    tools: Working,
    *,
    start: Start = 0,
    count: Count = 100,
    inside: Inside = False,
    sort: Sorted = None,
    descending: bool = False,
) -> ItemsAnswer:
    """Return a page of a playlist in its order, with what is known of each track.

    With ``inside``, what is in the crates that lie in it follows. A smart crate has its newest
    tracks first, unless ``sort`` says otherwise; its items have the ids of the tracks.
    """
    mine = {"owner_id": user.id}
    with tools.database.reading() as session:
        view = library.view_playlist(session, playlist_id, inside=inside, **mine)
        if sort is None:
            items = library.list_playlist_items(
                session, playlist_id, start=start, count=count, inside=inside, **mine
            )
            places = [(one.id, one.playlist_id, one.track_id, one.added_at) for one in items]
        else:
            asked = _asked(view, sort, descending=descending, start=start, count=count)
            found, _ = analysis.browse_tracks(session, asked, **mine)
            places = [(track.id, view.id, track.id, track.created_at) for track, _ in found]
        ids = list({track_id for _, _, track_id, _ in places})
        tracks = analysis.find_tracks(session, ids, **mine)
        work = pipeline.summarise_work(session, ids, **mine)
        pictures = library.artwork_of(session, ids, **mine)
    rows = [
        ItemAnswer(
            id=item_id,
            playlist_id=of,
            added_at=added_at,
            track=answer_track(*tracks[track_id], work.get(track_id), pictures.get(track_id)),
        )
        for item_id, of, track_id, added_at in places
        if track_id in tracks
    ]
    return ItemsAnswer(rows=rows, total=view.count or 0)


def _asked(
    view: PlaylistView, sort: TrackSort, *, descending: bool, start: int, count: int
) -> TrackQuestion:
    if view.query is None:
        raise InvalidInput("This playlist has an order of its own. Sort it with POST .../sort.")
    return TrackQuestion(
        search=view.query, sort=sort, descending=descending, start=start, count=count
    )


@router.get("/{playlist_id}/track-ids")
def list_track_ids(
    playlist_id: UUID,
    user: SignedIn,
    tools: Working,
    *,
    inside: Inside = False,
    sort: Sorted = None,
    descending: bool = False,
) -> TrackIdsAnswer:
    """Return the tracks of a playlist in the order of its items, as a player queues them."""
    mine = {"owner_id": user.id}
    with tools.database.reading() as session:
        if sort is None:
            ids = library.list_playlist_tracks(session, playlist_id, inside=inside, **mine)
        else:
            view = library.view_playlist(session, playlist_id, owner_id=user.id)
            asked = _asked(view, sort, descending=descending, start=0, count=MOST_ITEMS)
            ids, _ = analysis.list_track_ids(session, asked, **mine)
    return TrackIdsAnswer(ids=ids, total=len(ids))


@router.post("/{playlist_id}/items", status_code=201)
def add_items(
    playlist_id: UUID, added: AddedTracks, user: SignedIn, tools: Working
) -> PlaylistAnswer:
    """Put tracks into a playlist; those that are gone are left out."""
    with tools.database.transaction() as session:
        library.add_to_playlist(
            session, playlist_id, added.track_ids, owner_id=user.id, before=added.before
        )
    return read(tools, playlist_id, owner_id=user.id)


@router.delete("/{playlist_id}/items/{item_id}")
def remove_item(playlist_id: UUID, item_id: UUID, user: SignedIn, tools: Working) -> PlaylistAnswer:
    """Take one item out of a playlist."""
    with tools.database.transaction() as session:
        library.remove_from_playlist(session, playlist_id, [item_id], owner_id=user.id)
    return read(tools, playlist_id, owner_id=user.id)


@router.post("/{playlist_id}/removals")
def remove_items(
    playlist_id: UUID, removed: RemovedItems, user: SignedIn, tools: Working
) -> PlaylistAnswer:
    """Take items out of a playlist; those that are gone already do not matter."""
    with tools.database.transaction() as session:
        library.remove_from_playlist(session, playlist_id, removed.item_ids, owner_id=user.id)
    return read(tools, playlist_id, owner_id=user.id)


@router.post("/{playlist_id}/moves")
def move_items(
    playlist_id: UUID, moved: MovedItems, user: SignedIn, tools: Working
) -> PlaylistAnswer:
    """Let items stand together before another one, or at the end."""
    with tools.database.transaction() as session:
        library.move_in_playlist(
            session, playlist_id, moved.item_ids, owner_id=user.id, before=moved.before
        )
    return read(tools, playlist_id, owner_id=user.id)


@router.post("/{playlist_id}/sort")
def sort_playlist(
    playlist_id: UUID, wanted: SortedOnce, user: SignedIn, tools: Working
) -> PlaylistAnswer:
    """Order a playlist once; what lacks the value comes last, what is equal stays as it stood."""
    with tools.database.transaction() as session:
        analysis.sort_playlist(
            session, playlist_id, by=wanted.by, descending=wanted.descending, owner_id=user.id
        )
    return read(tools, playlist_id, owner_id=user.id)
