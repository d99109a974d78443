"""Which tracks somebody means: those that are named, or all that a search finds."""

from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlmodel import Session

from app import analysis, library
from app.analysis import TrackQuestion, TrackSort
from app.core.errors import Conflict, InvalidInput
from app.core.words import plural
from app.library import MOST_SELECTED


class TrackChoice(BaseModel):
    """Tracks by their ids, or all that the query ``search`` finds but for those ``without``.

    The empty query finds the whole library. ``expected`` is how many tracks the caller has seen;
    if there are others now, nothing is done.
    """

    model_config = ConfigDict(extra="forbid")

    track_ids: list[UUID] | None = Field(default=None, min_length=1, max_length=MOST_SELECTED)
    search: str | None = Field(default=None, max_length=500)
    without: list[UUID] = Field(default_factory=list[UUID], max_length=MOST_SELECTED)
    sort: TrackSort = TrackSort.ADDED
    descending: bool = True
    expected: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.track_ids is None) is (self.search is None):
            message = "Name the tracks in 'track_ids', or say in 'search' what finds them."
            raise ValueError(message)
        return self


def choose_tracks(session: Session, choice: TrackChoice, *, owner_id: UUID) -> list[UUID]:
    """Return the tracks that are meant, in their order.

    Raises:
        NotFound: if one that is named is not the owner's.
        InvalidInput: if none is meant or too many are, or the query was not understood.
        Conflict: if they are not as many as the caller has seen.
    """
    if choice.search is None:
        found = library.check_tracks(session, choice.track_ids or [], owner_id=owner_id)
    else:
        found = _search(session, choice, choice.search, owner_id=owner_id)
    if choice.expected is not None and len(found) != choice.expected:
        there = plural("{count} track is", "{count} tracks are", len(found))
        raise Conflict(
            f"{there} found now, and not {choice.expected}. "
            "Nothing was done; look at the list, then select again."
        )
    if not found:
        raise InvalidInput("No tracks are selected. Select some first.")
    return found


def _search(session: Session, choice: TrackChoice, search: str, *, owner_id: UUID) -> list[UUID]:
    mistakes = library.read_query(search).mistakes
    if mistakes:  # what is not understood asks for nothing, so more would be found than is meant
        raise InvalidInput(mistakes[0].sentence)
    asked = TrackQuestion(
        search=search,
        sort=choice.sort,
        descending=choice.descending,
        count=MOST_SELECTED + len(choice.without) + 1,
    )
    ids, _total = analysis.list_track_ids(session, asked, owner_id=owner_id)
    left_out = set(choice.without)
    found = [track_id for track_id in ids if track_id not in left_out]
    library.check_count(len(found))
    return found
