"""The charts of a track: which there are, and what is in sight of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlmodel import Session

from app.analysis.rules.charting.shapes import ChartPicture, ChartView
from app.analysis.service.charting.known import Known
from app.analysis.service.charting.recipes import CHARTS
from app.core.errors import NotFound

MOST_COLUMNS: Final = 2000
"""More than any screen is wide."""

_GLIMPSE: Final = 8


@dataclass(frozen=True)
class ChartState:
    """Whether a track has a chart; ``version`` is another whenever the chart may be."""

    name: str
    is_there: bool
    version: str


@dataclass(frozen=True)
class Chart:
    """A part of a chart; pictures of a whole track, such as the radar, know no part."""

    name: str
    duration_seconds: float
    view: ChartView
    picture: ChartPicture


def list_charts(
    session: Session, track_id: UUID, *, owner_id: UUID, parts: Mapping[UUID, str]
) -> list[ChartState]:
    """Return every chart in the order in which people look at them, and whether there is one.

    ``parts`` says what the stems are called, by their ids, whose notes are shown.

    Raises:
        NotFound: if the owner has no such track.
    """
    known = Known(session, track_id, owner_id=owner_id, parts=parts)
    glimpse = ChartView(0.0, known.duration_seconds, _GLIMPSE)
    return [
        ChartState(one.name, one.draw(known, glimpse) is not None, known.version) for one in CHARTS
    ]


def get_chart(
    session: Session,
    track_id: UUID,
    name: str,
    *,
    owner_id: UUID,
    parts: Mapping[UUID, str],
    view: ChartView | None = None,
) -> Chart:
    """Return a chart of the owner's track; without a ``view`` all of it, with all its values.

    Raises:
        NotFound: if the owner has no such track, there is no such chart, or nothing to draw it of.
    """
    known = Known(session, track_id, owner_id=owner_id, parts=parts)
    recipe = CHARTS.get(name)
    end_seconds = known.duration_seconds
    seen = view or ChartView(0.0, end_seconds)
    seen = ChartView(max(0.0, seen.start_seconds), min(seen.end_seconds, end_seconds), seen.columns)
    picture = recipe.draw(known, seen)
    if picture is None:
        raise NotFound(recipe.missing)
    return Chart(name, known.duration_seconds, seen, picture)
