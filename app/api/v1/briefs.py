"""What tracks are called, for a queue that knows their ids: ``/player/tracks``."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app import analysis, library
from app.api.v1.answers import Answer, artwork_address
from app.api.v1.caller import SignedIn, Working

MOST_AT_ONCE = 100

router = APIRouter(prefix="/player", tags=["sound"])


class BriefAnswer(Answer):
    """As much of a track as a list of many shows."""

    id: UUID
    title: str
    artist: str | None
    album: str | None
    duration_seconds: float
    has_audio: bool
    spotify_id: str | None
    artwork_url: str | None = None


@router.get("/tracks")
def list_briefs(
    wanted: Annotated[list[UUID], Query(alias="id", max_length=MOST_AT_ONCE)],
    user: SignedIn,
    tools: Working,
) -> list[BriefAnswer]:
    """Return what some tracks are called, in the order that was asked for.

    Those that are gone, or were never the caller's, are left out.
    """
    mine = {"owner_id": user.id}
    with tools.database.reading() as session:
        found = analysis.find_tracks(session, wanted, **mine)
        pictures = library.artwork_of(session, list(found), **mine)
    answers: list[BriefAnswer] = []
    for track_id in dict.fromkeys(wanted):
        if track_id in found:
            answer = BriefAnswer.model_validate(found[track_id][0])
            if picture := pictures.get(track_id):
                answer.artwork_url = artwork_address(track_id, picture)
            answers.append(answer)
    return answers
