"""Sound for players: PCM pages, and the pyramids their waveforms are drawn from.

A page of a finished stem never changes, and browsers may keep it for good.  A page of a stem that
is being made does not change either, but if its maker is lost, another one starts over; so browsers
ask whether they still have the right one, and its bytes tell.
"""

import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Annotated, Final, TypeVar
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import FileResponse
from starlette.concurrency import run_in_threadpool

from app import library, pipeline, stems
from app.api.v1.caller import SignedIn, Working
from app.core.audio import PageCutter
from app.core.errors import NotFound
from app.core.storage import MediaKey
from app.pipeline import Making, Sound, Tools
from app.stems import LiveStems, MakingEnded, NotYet, Stem

router = APIRouter(tags=["sound"])

PAGE_FRAMES: Final = 65_536
FOREVER: Final = {"cache-control": "private, max-age=31536000, immutable"}
WHILE_IT_LASTS: Final = {"cache-control": "private, no-cache"}
NEVER: Final = {"cache-control": "no-store"}

_BYTES = "application/octet-stream"
_LOOKS = 3
"""Stems may get ready between two looks; then they are looked for again."""

Found = TypeVar("Found")

Column = Annotated[int, Query(ge=0, le=1 << 40, description="Of level 1, 288 frames each.")]


@cache
def cutter() -> PageCutter:
    """Return what cuts all pages of this process."""
    return PageCutter()


@router.get("/separations/{separation_id}/stems/{place}/pages/{index}", response_class=Response)
async def read_stem_page(
    separation_id: UUID, place: int, index: int, request: Request, tools: Working, user: SignedIn
) -> Response:
    """Return a page of a stem as interleaved little-endian int16; the last page is short.

    While the stems are made, 425 says that a page is not wholly written yet.
    """

    def cut(sound: Sound) -> tuple[bytes, bool]:
        if sound.making is Making.DONE:
            path = tools.media.path(MediaKey(_part_of(sound, place).media_key))
            return cutter().cut(path, index, page_frames=PAGE_FRAMES), True
        return _live_of(sound).page(place, index, page_frames=PAGE_FRAMES), False

    page, is_final = await run_in_threadpool(
        _look_until, tools, separation_id, cut, owner_id=user.id
    )
    tag = f"{separation_id}-{place}-{index}-{zlib.crc32(page):08x}"
    return answer_page(request, page, tag=tag, caching=FOREVER if is_final else WHILE_IT_LASTS)


@router.get("/tracks/{track_id}/pages/{index}", response_class=Response)
async def read_mix_page(
    track_id: UUID, index: int, request: Request, tools: Working, user: SignedIn
) -> Response:
    """Cut a page of interleaved little-endian int16 out of a track; the last page is short."""
    path = await run_in_threadpool(_path_of_mix, tools, track_id, owner_id=user.id)
    page = await run_in_threadpool(cutter().cut, path, index, page_frames=PAGE_FRAMES)
    return answer_page(request, page, tag=f"{track_id}-{index}-{PAGE_FRAMES}", caching=FOREVER)


@router.get("/separations/{separation_id}/stems/{place}/waveform", response_class=FileResponse)
async def read_stem_waveform(
    separation_id: UUID, place: int, tools: Working, user: SignedIn
) -> FileResponse:
    """Return the three-band pyramid of a stem; 425 while the stem is made."""

    def find(sound: Sound) -> Path:
        if sound.making is not Making.DONE:
            _live_of(sound)
            raise NotYet("This waveform is not whole yet. Ask for its columns, or again later.")
        return _waveform_of(tools, _part_of(sound, place))

    path = await run_in_threadpool(_look_until, tools, separation_id, find, owner_id=user.id)
    return FileResponse(path, media_type=_BYTES, headers=FOREVER)


@router.get("/separations/{separation_id}/stems/{place}/columns", response_class=Response)
async def read_stem_columns(
    separation_id: UUID,
    place: int,
    tools: Working,
    user: SignedIn,
    *,
    start: Column = 0,
    end: Column = 1 << 40,
) -> Response:
    """Return columns of level 1 of a stem's waveform, zeros where nothing is drawn yet."""

    def read(sound: Sound) -> bytes:
        if sound.making is Making.DONE:
            pyramid = _waveform_of(tools, _part_of(sound, place)).read_bytes()
            return stems.read_level(pyramid, 1, start=start, end=end)
        return _live_of(sound).columns(place, start, end)

    columns = await run_in_threadpool(_look_until, tools, separation_id, read, owner_id=user.id)
    return Response(columns, media_type=_BYTES, headers=NEVER)


@router.get("/tracks/{track_id}/waveform", response_class=FileResponse)
async def read_mix_waveform(track_id: UUID, tools: Working, user: SignedIn) -> FileResponse:
    """Return the three-band pyramid of a track; the first time, it is drawn."""
    path = await run_in_threadpool(_draw_mix, tools, track_id, owner_id=user.id)
    return FileResponse(path, media_type=_BYTES, headers=FOREVER)


def _look_until(
    tools: Tools, separation_id: UUID, read: Callable[[Sound], Found], *, owner_id: UUID
) -> Found:
    """Read from live stems or from rows, and again if the ones became the others meanwhile."""
    for _ in range(1, _LOOKS):
        try:
            return read(pipeline.find_sound(tools, separation_id, owner_id=owner_id))
        except MakingEnded:
            continue
    return read(pipeline.find_sound(tools, separation_id, owner_id=owner_id))


def _live_of(sound: Sound) -> LiveStems:
    if sound.making is Making.GONE:
        raise NotFound("These stems were never finished. Separate the track again.")
    if sound.live is None:
        raise NotYet("These stems are not being made yet. Ask again in a moment.")
    return sound.live


def _part_of(sound: Sound, place: int) -> Stem:
    for part in sound.parts:
        if part.place == place:
            return part
    raise NotFound("There is no such stem.")


def _waveform_of(tools: Tools, part: Stem) -> Path:
    return pipeline.waveform_of(tools, MediaKey(part.media_key), name=part.variant or part.type)


def answer_page(request: Request, page: bytes, *, tag: str, caching: dict[str, str]) -> Response:
    """Answer with a page, or with nothing to a browser that has it."""
    headers = {"etag": f'"{tag}"', **caching}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(page, media_type=_BYTES, headers=headers)


def _path_of_mix(tools: Tools, track_id: UUID, *, owner_id: UUID) -> Path:
    with tools.database.reading() as session:
        track = library.get_track(session, track_id, owner_id=owner_id)
    return pipeline.playable_of(tools, track)


def _draw_mix(tools: Tools, track_id: UUID, *, owner_id: UUID) -> Path:
    with tools.database.reading() as session:
        track = library.get_track(session, track_id, owner_id=owner_id)
    return pipeline.mix_waveform_of(tools, track)
