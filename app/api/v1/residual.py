"""What the stems of a separation lack, as players take it: the mix minus the sum of the stems.

It is made when it is first asked for, which takes a few seconds.
"""

from pathlib import Path
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from starlette.concurrency import run_in_threadpool

from app import library, pipeline, stems
from app.api.v1.caller import SignedIn, Working
from app.api.v1.lanes import StemView, root_of
from app.api.v1.pcm import FOREVER, PAGE_FRAMES, answer_page, cutter
from app.api.v1.player import PlayerView, describe_player
from app.pipeline import Tools

router = APIRouter(prefix="/separations/{separation_id}/residual", tags=["sound"])

NOTHING_COMES: Final = {
    "is_draft": False,
    "is_pending": False,
    "live_url": None,
    "wish_url": None,
    "coming_url": None,
}


@router.get("/player")
async def read_player(separation_id: UUID, tools: Working, user: SignedIn) -> PlayerView:
    """Describe the residual for a player, at the level it has in the track."""
    return await run_in_threadpool(_describe, tools, separation_id, owner_id=user.id)


@router.get("/pages/{index}", response_class=Response)
async def read_page(
    separation_id: UUID, index: int, request: Request, tools: Working, user: SignedIn
) -> Response:
    """Return a page of the residual as interleaved little-endian int16; the last page is short."""
    path = await run_in_threadpool(_make, tools, separation_id, owner_id=user.id)
    page = await run_in_threadpool(cutter().cut, path, index, page_frames=PAGE_FRAMES)
    tag = f"residual-{separation_id}-{index}-{PAGE_FRAMES}"
    return answer_page(request, page, tag=tag, caching=FOREVER)


@router.get("/waveform", response_class=FileResponse)
async def read_waveform(separation_id: UUID, tools: Working, user: SignedIn) -> FileResponse:
    """Return the three-band pyramid of the residual."""
    path = await run_in_threadpool(_draw, tools, separation_id, owner_id=user.id)
    return FileResponse(path, media_type="application/octet-stream", headers=FOREVER)


def _describe(tools: Tools, separation_id: UUID, *, owner_id: UUID) -> PlayerView:
    with tools.database.reading() as session:
        separation = stems.get_separation(session, separation_id, owner_id=owner_id)
    view = describe_player(
        tools, separation.track_id, owner_id=owner_id, separation_id=separation_id
    )
    shape = cutter().shape(_make(tools, separation_id, owner_id=owner_id))
    return view.model_copy(
        update={
            **NOTHING_COMES,
            "title": f"{view.title} (residual)",
            "frames": shape.frames,
            "duration_seconds": shape.frames / shape.rate_hz,
            "stems": [_view(separation_id)],
        }
    )


def _view(separation_id: UUID) -> StemView:
    address = f"{root_of(separation_id)}/residual"
    return StemView(
        id=f"{separation_id}-residual",
        type="residual",
        variant=None,
        label="Residual",
        letter="R",
        colour="accent",
        is_draft=False,
        pages_url=f"{address}/pages",
        waveform_url=f"{address}/waveform",
    )


def _make(tools: Tools, separation_id: UUID, *, owner_id: UUID) -> Path:
    with tools.database.reading() as session:
        separation = stems.get_separation(session, separation_id, owner_id=owner_id)
        track = library.get_track(session, separation.track_id, owner_id=owner_id)
        parts = stems.list_stems(session, owner_id=owner_id, separation_id=separation_id)
    return pipeline.residual_of(tools, track, separation, parts)


def _draw(tools: Tools, separation_id: UUID, *, owner_id: UUID) -> Path:
    _make(tools, separation_id, owner_id=owner_id)
    return pipeline.waveform_of(tools, stems.residual_key_of(separation_id), name="the residual")
