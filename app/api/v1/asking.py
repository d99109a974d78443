"""How callers ask for tracks: which, in what order, and how many from where."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from app.analysis import TrackQuestion, TrackSort

FARTHEST = 10_000_000
MOST_ROWS = 500

Start = Annotated[int, Query(ge=0, le=FARTHEST)]
"""How many rows of a list lie before the page that is asked for."""

Count = Annotated[int, Query(ge=0, le=MOST_ROWS)]
"""How many rows a page has at most."""


class TracksAsked(BaseModel):
    """Some of a library; without ``descending``, the newest come first, the rest goes upwards."""

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
