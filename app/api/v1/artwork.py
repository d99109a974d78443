"""The pictures of tracks: ``/tracks/{id}/artwork``."""

from collections.abc import Iterable
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import FileResponse
from starlette.concurrency import run_in_threadpool

from app import library
from app.api.v1.answers import Answer, artwork_address
from app.api.v1.arrival import receive
from app.api.v1.caller import SignedIn, Working
from app.api.v1.files import answer_picture
from app.core.errors import NotFound

router = APIRouter(prefix="/tracks", tags=["library"])

USUAL_SIZE: Final = 300

RAW_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}}
            for kind in ("image/jpeg", "image/png", "image/webp")
        },
    }
}

Size = Annotated[int, Query(description="The side of the square in pixels: 64, 300 or 640.")]
Version = Annotated[
    str | None, Query(alias="v", max_length=64, description="The picture's version, as listed.")
]
Length = Annotated[int, Header(ge=0, include_in_schema=False)]


class ArtworkAnswer(Answer):
    """Where the picture of a track is; other sizes follow with ``&size=64`` or ``&size=640``."""

    artwork_url: str


@router.head("/{track_id}/artwork", include_in_schema=False)
@router.get("/{track_id}/artwork", response_class=FileResponse)
def read_artwork(
    track_id: UUID,
    request: Request,
    user: SignedIn,
    tools: Working,
    size: Size = USUAL_SIZE,
    version: Version = None,
) -> Response:
    """Return the picture of a track as a WebP square; with its version it may be kept for good."""
    with tools.database.reading() as session:
        library.get_track(session, track_id, owner_id=user.id)
        artwork = library.find_artwork(session, track_id, owner_id=user.id)
    if artwork is None or not artwork.content_hash:
        raise NotFound("This track has no picture. Choose one on its page.")
    path = library.picture_path(tools.media, artwork.content_hash, size)
    return answer_picture(request, path, picture=artwork.content_hash, size=size, version=version)


@router.put("/{track_id}/artwork", openapi_extra=RAW_BODY)
async def choose_artwork(
    track_id: UUID, request: Request, user: SignedIn, tools: Working, content_length: Length = 0
) -> ArtworkAnswer:
    """Give a track a picture: JPEG, PNG or WebP, at most 10 MB, as the raw body of the request."""
    library.check_picture_size(content_length)

    def check() -> None:
        with tools.database.reading() as session:
            library.get_track(session, track_id, owner_id=user.id)

    def keep() -> None:
        with tools.database.transaction() as session:
            library.choose_artwork(session, track_id, content_hash, owner_id=user.id)

    await run_in_threadpool(check)
    content_hash = await receive(
        request.stream(), lambda blocks: library.store_picture(tools.media, read_picture(blocks))
    )
    await run_in_threadpool(keep)
    return ArtworkAnswer(artwork_url=artwork_address(track_id, content_hash))


@router.delete("/{track_id}/artwork", status_code=204)
def remove_artwork(track_id: UUID, user: SignedIn, tools: Working) -> None:
    """Take the picture off a track; none is looked for again until another is chosen."""
    with tools.database.transaction() as session:
        library.remove_artwork(session, track_id, owner_id=user.id)


def read_picture(blocks: Iterable[bytes]) -> bytes:
    """Return what comes in, as long as it is not larger than a picture may be.

    Raises:
        TooLarge: if it is.
    """
    data = bytearray()
    for block in blocks:
        library.check_picture_size(len(data) + len(block))
        data += block
    return bytes(data)
