"""Select tracks of the library without reading them: ``/track-ids``."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app import analysis
from app.analysis import TrackQuestion, TrackSort
from app.api.v1.answers import Answer
from app.api.v1.caller import SignedIn, Working

router = APIRouter(prefix="/track-ids", tags=["library"])


class TrackIdsAnswer(Answer):
    """Tracks in the order that was asked for, and how many there are in all."""

    ids: list[UUID]
    total: int


@router.get("")
def list_track_ids(
    user: SignedIn,
    tools: Working,
    *,
    search: Annotated[str, Query(max_length=500)] = "",
    sort: TrackSort = TrackSort.ADDED,
    descending: bool | None = None,
    start: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    count: Annotated[int, Query(ge=0, le=20_000)] = 20_000,
) -> TrackIdsAnswer:
    """Return which tracks stand where in the library, by the same rules as ``/tracks``."""
    down = sort is TrackSort.ADDED if descending is None else descending
    asked = TrackQuestion(search=search, sort=sort, descending=down, start=start, count=count)
    with tools.database.reading() as session:
        ids, total = analysis.list_track_ids(session, asked, owner_id=user.id)
    return TrackIdsAnswer(ids=ids, total=total)
