"""The pictures of playlists: ``/playlists/{id}/artwork``."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from starlette.concurrency import run_in_threadpool

from app import library
from app.api.v1.arrival import receive
from app.api.v1.artwork import RAW_BODY, USUAL_SIZE, Length, Size, Version, read_picture
from app.api.v1.caller import SignedIn, Working
from app.api.v1.files import answer_picture
from app.api.v1.playlists import PlaylistAnswer, read
from app.core.errors import NotFound

router = APIRouter(prefix="/playlists", tags=["playlists"])


@router.head("/{playlist_id}/artwork", include_in_schema=False)
@router.get("/{playlist_id}/artwork", response_class=FileResponse)
def read_artwork(
    playlist_id: UUID,
    request: Request,
    user: SignedIn,
    tools: Working,
    size: Size = USUAL_SIZE,
    version: Version = None,
) -> Response:
    """Return a playlist's own picture as a square; with its version it may be kept for good."""
    with tools.database.reading() as session:
        picture = library.view_playlist(session, playlist_id, owner_id=user.id).artwork_hash
    if not picture:
        raise NotFound("This playlist has no picture of its own. Choose one on its page.")
    path = library.picture_path(tools.media, picture, size)
    return answer_picture(request, path, picture=picture, size=size, version=version)


@router.put("/{playlist_id}/artwork", openapi_extra=RAW_BODY)
async def choose_artwork(
    playlist_id: UUID, request: Request, user: SignedIn, tools: Working, content_length: Length = 0
) -> PlaylistAnswer:
    """Give a playlist a picture: JPEG, PNG or WebP, at most 10 MB, as the raw body."""
    library.check_picture_size(content_length)
    await run_in_threadpool(read, tools, playlist_id, owner_id=user.id)

    def keep() -> PlaylistAnswer:
        with tools.database.transaction() as session:
            library.show_playlist_as(session, playlist_id, picture, owner_id=user.id)
        return read(tools, playlist_id, owner_id=user.id)

    picture = await receive(
        request.stream(), lambda blocks: library.store_picture(tools.media, read_picture(blocks))
    )
    return await run_in_threadpool(keep)


@router.delete("/{playlist_id}/artwork", status_code=204)
def remove_artwork(playlist_id: UUID, user: SignedIn, tools: Working) -> None:
    """Take a playlist's own picture off; pages show those of its first tracks then."""
    with tools.database.transaction() as session:
        library.show_playlist_as(session, playlist_id, None, owner_id=user.id)
