"""What players are fed with: PCM pages of stems, and the pyramids their waveforms are drawn from.

A page never changes, because a stem's id stands for its bytes: browsers may keep it for good.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from app import analysis, library, pipeline, stems
from app.api.v1.caller import SignedIn, Working
from app.core.audio import PageCutter
from app.core.errors import NotFound
from app.core.storage import MediaKey
from app.pipeline import Tools

router = APIRouter(tags=["sound"])

PAGE_FRAMES: Final = 65_536
TARGET_LUFS: Final = -14.0
FOREVER: Final = "private, max-age=31536000, immutable"

LETTERS: Final = {
    "vocals": "V",
    "drums": "D",
    "bass": "B",
    "other": "O",
    "guitar": "G",
    "piano": "P",
    "electric_guitar": "E",
    "acoustic_guitar": "A",
    "synth": "Y",
    "strings": "R",
    "wind": "W",
}


class StemView(BaseModel):
    """One lane of the player; ``colour`` names a token of the theme."""

    id: str
    type: str
    variant: str | None
    label: str
    letter: str
    colour: str
    is_draft: bool
    pages_url: str
    waveform_url: str


class SectionView(BaseModel):
    """A part of the form."""

    label: str
    start_seconds: float
    end_seconds: float


class CueView(BaseModel):
    """A named position; ``colour`` is the user's, as other programs keep it."""

    label: str
    position_seconds: float
    colour: str


class PlayerView(BaseModel):
    """All that a player has to know before it asks for the first page."""

    track_id: UUID
    separation_id: UUID | None
    title: str
    artist: str | None
    duration_seconds: float
    rate_hz: int
    frames: int
    channels: int
    page_frames: int
    gain_db: float
    is_draft: bool
    stems: list[StemView]
    beats_seconds: list[float]
    downbeats_seconds: list[float]
    sections: list[SectionView]
    cues: list[CueView]


@cache
def _cutter() -> PageCutter:
    return PageCutter()


@router.get("/tracks/{track_id}/player")
async def read_player(
    track_id: UUID, tools: Working, user: SignedIn, separation: UUID | None = None
) -> PlayerView:
    """Describe a track for a player, with the stems of its newest or of the given separation."""
    return await run_in_threadpool(
        _describe, tools, track_id, owner_id=user.id, separation_id=separation
    )


@router.get("/stems/{stem_id}/pages/{index}", response_class=Response)
async def read_stem_page(
    stem_id: UUID, index: int, request: Request, tools: Working, user: SignedIn
) -> Response:
    """Cut a page of interleaved little-endian int16 out of a stem; the last page is short."""
    path = await run_in_threadpool(_path_of_stem, tools, stem_id, owner_id=user.id)
    return await _cut(request, path, index, tag=f"{stem_id}-{index}-{PAGE_FRAMES}")


@router.get("/tracks/{track_id}/pages/{index}", response_class=Response)
async def read_mix_page(
    track_id: UUID, index: int, request: Request, tools: Working, user: SignedIn
) -> Response:
    """Cut a page of interleaved little-endian int16 out of a track; the last page is short."""
    path = await run_in_threadpool(_path_of_mix, tools, track_id, owner_id=user.id)
    return await _cut(request, path, index, tag=f"{track_id}-{index}-{PAGE_FRAMES}")


@router.get("/stems/{stem_id}/waveform", response_class=FileResponse)
async def read_stem_waveform(stem_id: UUID, tools: Working, user: SignedIn) -> FileResponse:
    """Return the three-band pyramid of a stem; the first time, it is drawn."""
    path = await run_in_threadpool(_draw_stem, tools, stem_id, owner_id=user.id)
    return _waveform(path)


@router.get("/tracks/{track_id}/waveform", response_class=FileResponse)
async def read_mix_waveform(track_id: UUID, tools: Working, user: SignedIn) -> FileResponse:
    """Return the three-band pyramid of a track; the first time, it is drawn."""
    path = await run_in_threadpool(_draw_mix, tools, track_id, owner_id=user.id)
    return _waveform(path)


async def _cut(request: Request, path: Path, index: int, *, tag: str) -> Response:
    headers = {"ETag": f'"{tag}"', "Cache-Control": FOREVER}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    page = await run_in_threadpool(_cutter().cut, path, index, page_frames=PAGE_FRAMES)
    return Response(page, media_type="application/octet-stream", headers=headers)


def _waveform(path: Path) -> FileResponse:
    return FileResponse(
        path, media_type="application/octet-stream", headers={"Cache-Control": FOREVER}
    )


def _describe(
    tools: Tools, track_id: UUID, *, owner_id: UUID, separation_id: UUID | None
) -> PlayerView:
    of_track = {"owner_id": owner_id, "track_id": track_id}
    with tools.database.reading() as session:
        track = library.get_track(session, track_id, owner_id=owner_id)
        separation = _choose(
            stems.list_separations(session, **of_track), separation_id=separation_id
        )
        parts = (
            stems.list_stems(session, owner_id=owner_id, separation_id=separation.id)
            if separation
            else []
        )
        heard = analysis.find_analysis(session, **of_track)
        grid = analysis.find_grid(session, **of_track)
        sections = analysis.list_sections(session, **of_track)
        cues = analysis.list_cues(session, **of_track)
    is_draft = separation is not None and separation.is_draft
    path = (
        tools.media.path(MediaKey(parts[0].media_key))
        if parts
        else pipeline.playable_of(tools, track)
    )
    shape = _cutter().shape(path)
    return PlayerView(
        track_id=track.id,
        separation_id=separation.id if separation else None,
        title=track.title,
        artist=track.artist,
        duration_seconds=shape.frames / shape.rate_hz,
        rate_hz=shape.rate_hz,
        frames=shape.frames,
        channels=shape.channels,
        page_frames=PAGE_FRAMES,
        gain_db=_level(heard),
        is_draft=is_draft,
        stems=[_view(part, is_draft=is_draft) for part in parts] or [_view_mix(track_id)],
        beats_seconds=grid.beats_seconds if grid else [],
        downbeats_seconds=grid.downbeats_seconds if grid else [],
        sections=[SectionView.model_validate(one, from_attributes=True) for one in sections],
        cues=[CueView.model_validate(one, from_attributes=True) for one in cues],
    )


def _choose(
    separations: Sequence[stems.Separation], *, separation_id: UUID | None
) -> stems.Separation | None:
    if separation_id is None:
        return separations[0] if separations else None
    for one in separations:
        if one.id == separation_id:
            return one
    raise NotFound("This track has no such separation.")


def _level(heard: analysis.Analysis | None) -> float:
    """Return the gain that brings a track to the target, as far as its true peak allows."""
    if heard is None:
        return 0.0
    room_db = -float(heard.document.get("true_peak_db", 0.0))
    return round(min(TARGET_LUFS - heard.loudness_lufs, room_db), 2)


def _view(stem: stems.Stem, *, is_draft: bool) -> StemView:
    address = f"/api/v1/stems/{stem.id}"
    return StemView(
        id=str(stem.id),
        type=stem.type.value,
        variant=stem.variant,
        label=stem.variant or stem.type.label,
        letter=LETTERS[stem.type.value],
        colour=f"stem-{stem.type.value.replace('_', '-')}",
        is_draft=is_draft,
        pages_url=f"{address}/pages",
        waveform_url=f"{address}/waveform",
    )


def _view_mix(track_id: UUID) -> StemView:
    address = f"/api/v1/tracks/{track_id}"
    return StemView(
        id=str(track_id),
        type="mix",
        variant=None,
        label="Mix",
        letter="M",
        colour="accent",
        is_draft=False,
        pages_url=f"{address}/pages",
        waveform_url=f"{address}/waveform",
    )


def _path_of_stem(tools: Tools, stem_id: UUID, *, owner_id: UUID) -> Path:
    with tools.database.reading() as session:
        stem = stems.get_stem(session, stem_id, owner_id=owner_id)
    return tools.media.path(MediaKey(stem.media_key))


def _path_of_mix(tools: Tools, track_id: UUID, *, owner_id: UUID) -> Path:
    with tools.database.reading() as session:
        track = library.get_track(session, track_id, owner_id=owner_id)
    return pipeline.playable_of(tools, track)


def _draw_stem(tools: Tools, stem_id: UUID, *, owner_id: UUID) -> Path:
    with tools.database.reading() as session:
        stem = stems.get_stem(session, stem_id, owner_id=owner_id)
    return pipeline.waveform_of(tools, MediaKey(stem.media_key), name=stem.variant or stem.type)


def _draw_mix(tools: Tools, track_id: UUID, *, owner_id: UUID) -> Path:
    with tools.database.reading() as session:
        track = library.get_track(session, track_id, owner_id=owner_id)
    return pipeline.waveform_of(tools, library.media_key_of(track.id), name=track.file_name)
