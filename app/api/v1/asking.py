"""How callers ask for tracks: which, in what order, and how many from where; and what they hear."""

from collections.abc import Mapping, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, Field

from app import library
from app.analysis import Analysis, TrackQuestion, TrackSort
from app.api.v1.answers import Answer, TrackAnswer, TracksAnswer, answer_track
from app.library import Track
from app.pipeline import WorkSummary

FARTHEST = 10_000_000
MOST_ROWS = 500

Start = Annotated[int, Query(ge=0, le=FARTHEST)]
"""How many rows of a list lie before the page that is asked for."""

Count = Annotated[int, Query(ge=0, le=MOST_ROWS)]
"""How many rows a page has at most."""


class TracksAsked(BaseModel):
    """Some of a library; without ``descending``, the newest come first, the rest goes upwards.

    ``search`` is a query such as ``house bpm:120..128 -live``: words, and fields with a colon.
    """

    search: str = Field(default="", max_length=500)
    sort: TrackSort = TrackSort.ADDED
    descending: bool | None = None
    start: int = Field(default=0, ge=0, le=FARTHEST)
    count: int

    def question(self) -> TrackQuestion:
        """Return what is asked, with nothing left open."""
        is_down = self.sort is TrackSort.ADDED if self.descending is None else self.descending
        return TrackQuestion(
            search=self.search,
            sort=self.sort,
            descending=is_down,
            start=self.start,
            count=self.count,
        )


class TracksPageAsked(TracksAsked):
    """Tracks with all that is known of them."""

    count: int = Field(default=100, ge=0, le=MOST_ROWS)


class TrackIdsAsked(TracksAsked):
    """Nothing but their ids, so many more of them."""

    count: int = Field(default=20_000, ge=0, le=20_000)


class ChipAnswer(Answer):
    """One term of a query: how it is written, how a chip shows it, and where it stands.

    Without a ``field``, its words may stand in title, artist, album, genre or the file's name.
    """

    field: str
    text: str
    words: str
    is_not: bool
    start: int


class MistakeAnswer(Answer):
    """A part of a query that was left out, because it was not understood, and why.

    ``instead`` is what was probably meant, as it would be written, or empty.
    """

    text: str
    sentence: str
    start: int
    instead: str


class QueryAnswer(Answer):
    """How a query was understood; ``text`` is made of the texts of the chips."""

    text: str
    chips: list[ChipAnswer]
    mistakes: list[MistakeAnswer]


class FoundTrackAnswer(TrackAnswer):
    """A track in a list; ``tags`` are by their names."""

    tags: list[str] = Field(default_factory=list)


class TracksFoundAnswer(TracksAnswer):
    """A page of tracks, how many there are in all, and how the query was understood."""

    rows: list[FoundTrackAnswer]  # pyright: ignore[reportIncompatibleVariableOverride]  — an answer is only read
    query: QueryAnswer


def answer_query(search: str) -> QueryAnswer:
    """Say how a query was understood."""
    query = library.read_query(search)
    return QueryAnswer(
        text=query.text,
        chips=[ChipAnswer.model_validate(term) for term in query.terms],
        mistakes=[MistakeAnswer.model_validate(mistake) for mistake in query.mistakes],
    )


def answer_found(
    page: Sequence[tuple[Track, Analysis | None]],
    work: Mapping[UUID, WorkSummary],
    tags: Mapping[UUID, list[str]],
    pictures: Mapping[UUID, str],
) -> list[FoundTrackAnswer]:
    """Put the tracks of a list together with what is known of each."""
    return [
        FoundTrackAnswer(
            **answer_track(track, heard, work.get(track.id), pictures.get(track.id)).model_dump(),
            tags=tags.get(track.id, []),
        )
        for track, heard in page
    ]
