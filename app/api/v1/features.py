"""What an analysis can find out, what a user prefers of it, and all of it as a file."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from app import analysis, library
from app.analysis import ListeningWish
from app.api.v1.answers import Answer
from app.api.v1.caller import SignedIn, Working
from app.api.v1.files import PRIVATE, disposition

router = APIRouter(tags=["analysis"])


class FeatureAnswer(Answer):
    """Something that an analysis can find out; a raised version means better methods."""

    name: str
    label: str
    version: int


class ExportedAnswer(Answer):
    """A track, its analysis with grid, cues and loops as the studio plays by them, and when."""

    track: dict[str, Any]
    analysis: dict[str, Any]
    exported_at: datetime


@router.get("/features")
def list_features(user: SignedIn) -> list[FeatureAnswer]:
    """Return all features, in the order in which people read of them."""
    del user
    return [FeatureAnswer.model_validate(feature) for feature in analysis.FEATURES]


@router.get("/preferences/analysis")
def read_preferred(user: SignedIn, tools: Working) -> ListeningWish:
    """Return what is found out about the user's new tracks; no features means all."""
    with tools.database.reading() as session:
        return analysis.get_preferred(session, owner_id=user.id)


@router.put("/preferences/analysis")
def set_preferred(wish: ListeningWish, user: SignedIn, tools: Working) -> ListeningWish:
    """Choose what is found out about new tracks from now on."""
    with tools.database.transaction() as session:
        analysis.set_preferred(session, wish, owner_id=user.id)
        return analysis.get_preferred(session, owner_id=user.id)


@router.get("/tracks/{track_id}/analysis.json")
def download_analysis(
    track_id: UUID, user: SignedIn, tools: Working, response: Response
) -> ExportedAnswer:
    """Return the track, everything that was heard in it and what hands made of that, as a file."""
    with tools.database.reading() as session:
        track = library.get_track(session, track_id, owner_id=user.id)
        document = analysis.export_analysis(session, owner_id=user.id, track_id=track_id)
    name = library.download_name(track.artist, track.title, part="analysis", extension="json")
    response.headers.update({**PRIVATE, "content-disposition": disposition(name)})
    return ExportedAnswer.model_validate(document)
