"""Select tracks of the library without reading them: ``/track-ids``."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app import analysis
from app.api.v1.answers import Answer
from app.api.v1.asking import TrackIdsAsked
from app.api.v1.caller import SignedIn, Working

router = APIRouter(prefix="/track-ids", tags=["library"])


class TrackIdsAnswer(Answer):
    """Tracks in the order that was asked for, and how many there are in all."""

    ids: list[UUID]
    total: int


@router.get("")
def list_track_ids(
    asked: Annotated[TrackIdsAsked, Query()], user: SignedIn, tools: Working
) -> TrackIdsAnswer:
    """Return which tracks stand where in the library, by the same rules as ``/tracks``."""
    with tools.database.reading() as session:
        ids, total = analysis.list_track_ids(session, asked.question(), owner_id=user.id)
    return TrackIdsAnswer(ids=ids, total=total)
