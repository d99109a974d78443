"""What goes with a track: ``/tracks/{id}/neighbours``."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app import analysis, library, pipeline
from app.analysis import NeighbourOrder
from app.api.v1.answers import Answer, TrackAnswer, answer_track
from app.api.v1.caller import SignedIn, Working

router = APIRouter(prefix="/tracks", tags=["library"])


class ReasonAnswer(Answer):
    """Why a track goes with another: about key, tempo, energy or timbre; ``score`` is 0..1."""

    about: str
    score: float
    words: str


class NeighbourAnswer(Answer):
    """A track that goes with another, how well, 0..1, and why."""

    track: TrackAnswer
    score: float
    reasons: list[ReasonAnswer]


@router.get("/{track_id}/neighbours")
def list_neighbours(
    track_id: UUID,
    user: SignedIn,
    tools: Working,
    count: Annotated[int, Query(ge=1, le=library.MOST_NEIGHBOURS)] = library.MOST_NEIGHBOURS,
    order: NeighbourOrder = NeighbourOrder.MIX,
) -> list[NeighbourAnswer]:
    """Return which tracks go with one, the best first, each with its reasons.

    ``mix`` is by key on the wheel of Camelot, by tempo within 6 %, half and double included, and by
    energy; ``sound`` is by how alike they sound, whatever their keys and tempi.
    """
    with tools.database.reading() as session:
        found = analysis.list_neighbours(
            session, track_id, owner_id=user.id, order=order, count=count
        )
        ids = [other for other, _match in found]
        tracks = analysis.find_tracks(session, ids, owner_id=user.id)
        work = pipeline.summarise_work(session, ids, owner_id=user.id) if ids else {}
        pictures = library.artwork_of(session, ids, owner_id=user.id)
    return [
        NeighbourAnswer(
            track=answer_track(*tracks[other], work.get(other), pictures.get(other)),
            score=match.score,
            reasons=[ReasonAnswer.model_validate(reason) for reason in match.reasons],
        )
        for other, match in found
        if other in tracks
    ]
