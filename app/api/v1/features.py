"""What an analysis can find out, what a user prefers of it, and all of it as a file."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from app import analysis, library
from app.analysis import Edited, ListeningWish
from app.api.v1.answers import Answer
from app.api.v1.caller import SignedIn, Working
from app.api.v1.files import PRIVATE, disposition
from app.core.errors import InvalidInput

router = APIRouter(tags=["analysis"])


class FeatureAnswer(Answer):
    """Something that an analysis can find out; a raised version means better methods."""

    name: str
    label: str
    version: int


class AskedFeatures(BaseModel):
    """What is to be found out; features that are missing or null mean all, an empty list none.

    ``overwrite`` names what a hand has made and may be found anew; ``style`` says which cues.
    """

    model_config = ConfigDict(extra="forbid")

    features: Annotated[tuple[str, ...], Field(max_length=100)] | None = None
    overwrite: Annotated[tuple[Edited, ...], Field(max_length=100)] = ()
    style: str = Field(default="", max_length=40)

    def wish(self) -> ListeningWish:
        """Return what is wished.

        Raises:
            InvalidInput: if nothing is to be found out.
        """
        if self.features is not None and not self.features:
            raise InvalidInput("Name at least one feature, or leave 'features' out for all.")
        return ListeningWish(
            features=self.features or (), overwrite=self.overwrite, style=self.style
        )


class PreferredAnswer(Answer):
    """What is found out about new tracks; ``features`` is null for all, later ones as well."""

    features: tuple[str, ...] | None
    overwrite: tuple[Edited, ...]
    style: str


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
def read_preferred(user: SignedIn, tools: Working) -> PreferredAnswer:
    """Return what is found out about the user's new tracks."""
    with tools.database.reading() as session:
        return _answer(analysis.get_preferred(session, owner_id=user.id))


@router.put("/preferences/analysis")
def set_preferred(asked: AskedFeatures, user: SignedIn, tools: Working) -> PreferredAnswer:
    """Choose what is found out about new tracks from now on."""
    with tools.database.transaction() as session:
        analysis.set_preferred(session, asked.wish(), owner_id=user.id)
        return _answer(analysis.get_preferred(session, owner_id=user.id))


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


def _answer(wish: ListeningWish) -> PreferredAnswer:
    return PreferredAnswer(
        features=wish.features or None, overwrite=wish.overwrite, style=wish.style
    )
