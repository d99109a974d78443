"""Charts of a track: numbers to draw, and tables to take away."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from sqlmodel import Session

from app import analysis, library, stems
from app.analysis import MOST_COLUMNS, Chart, ChartPicture, ChartView
from app.api.v1.caller import SignedIn, Working
from app.api.v1.files import PRIVATE, disposition
from app.core.errors import InvalidInput
from app.pipeline import Tools

router = APIRouter(prefix="/tracks/{track_id}/charts", tags=["charts"])

Name = Annotated[str, Path(description="Such as chroma; see the list of charts.")]
Start = Annotated[
    float, Query(ge=0, allow_inf_nan=False, description="From where on it is looked at.")
]
End = Annotated[
    float | None, Query(gt=0, allow_inf_nan=False, description="How far; the end if missing.")
]
Columns = Annotated[int, Query(ge=1, le=MOST_COLUMNS, description="How many columns there may be.")]

_BLOCK_ROWS = 500


class ChartStateAnswer(BaseModel):
    """A chart; ``version`` is another whenever it may have changed."""

    name: str
    is_there: bool
    version: str
    url: str
    csv_url: str


class ChartsAnswer(BaseModel):
    """All charts in the order in which people look at them."""

    duration_seconds: float
    charts: list[ChartStateAnswer]


class ChartAnswer(BaseModel):
    """What of a chart is in sight; the radar always shows the whole track."""

    name: str
    duration_seconds: float
    start_seconds: float
    end_seconds: float
    picture: ChartPicture = Field(discriminator="kind")


@router.get("")
def list_charts(track_id: UUID, user: SignedIn, tools: Working) -> ChartsAnswer:
    """Return which charts a track has."""
    with tools.database.reading() as session:
        track = library.get_track(session, track_id, owner_id=user.id)
        parts = _parts(session, track_id, owner_id=user.id)
        states = analysis.list_charts(session, track_id, owner_id=user.id, parts=parts)
    root = f"/api/v1/tracks/{track_id}/charts"
    return ChartsAnswer(
        duration_seconds=track.duration_seconds,
        charts=[
            ChartStateAnswer(
                name=one.name,
                is_there=one.is_there,
                version=one.version,
                url=f"{root}/{one.name}",
                csv_url=f"{root}/{one.name}.csv",
            )
            for one in states
        ],
    )


@router.get(
    "/{name}.csv",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def read_table(track_id: UUID, name: Name, user: SignedIn, tools: Working) -> StreamingResponse:
    """Return a chart as a table with all its values, for spreadsheets and notebooks."""
    chart = _read(tools, track_id, name, owner_id=user.id, view=None)
    with tools.database.reading() as session:
        track = library.get_track(session, track_id, owner_id=user.id)
    file_name = library.download_name(track.artist, track.title, part=name, extension="csv")
    headers = {**PRIVATE, "content-disposition": disposition(file_name)}
    rows = analysis.table_of(chart.picture)
    return StreamingResponse(_write(rows), headers=headers, media_type="text/csv; charset=utf-8")


@router.get("/{name}")
def read_chart(
    track_id: UUID,
    name: Name,
    user: SignedIn,
    tools: Working,
    start_seconds: Start = 0.0,
    end_seconds: End = None,
    columns: Columns = MOST_COLUMNS,
) -> ChartAnswer:
    """Return the numbers of a chart, no finer than there are columns to show them in."""
    if end_seconds is not None and end_seconds <= start_seconds:
        raise InvalidInput("A chart ends after its start. Give a later end_seconds.")
    end = float("inf") if end_seconds is None else end_seconds
    view = ChartView(start_seconds, end, columns)
    chart = _read(tools, track_id, name, owner_id=user.id, view=view)
    return ChartAnswer(
        name=chart.name,
        duration_seconds=chart.duration_seconds,
        start_seconds=chart.view.start_seconds,
        end_seconds=chart.view.end_seconds,
        picture=chart.picture,
    )


def _read(
    tools: Tools, track_id: UUID, name: str, *, owner_id: UUID, view: ChartView | None
) -> Chart:
    with tools.database.reading() as session:
        library.get_track(session, track_id, owner_id=owner_id)
        parts = _parts(session, track_id, owner_id=owner_id)
        return analysis.get_chart(
            session, track_id, name, owner_id=owner_id, parts=parts, view=view
        )


def _parts(session: Session, track_id: UUID, *, owner_id: UUID) -> dict[UUID, str]:
    """Return what the current stems of a track hold, by their ids."""
    found = stems.list_current_stems(session, owner_id=owner_id, track_id=track_id)
    return {stem.id: stem.type.value for stem in found}


def _write(rows: Iterable[Sequence[str | float]]) -> Iterator[str]:
    """Write a table in blocks of many rows."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\r\n")
    for number, row in enumerate(rows, 1):
        writer.writerow(row)
        if number % _BLOCK_ROWS == 0:
            yield page.getvalue()
            page.seek(0)
            page.truncate()
    yield page.getvalue()
