"""What a link shows to people without an account: a plain page, and the sound on it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from app import library, pipeline
from app.api import doorway
from app.api.addresses import SHARE
from app.api.v1.files import answer_file, answer_picture
from app.core.errors import NotFound
from app.library import Track
from app.pipeline import Tools

router = APIRouter(include_in_schema=False)

PAGE = 200
"""So many tracks are on one page."""

PICTURE_SIZES = {64, 300}

QUIET = {"x-robots-tag": "noindex, nofollow", "referrer-policy": "no-referrer"}
"""The address is the key: nobody else is to learn it."""

NOT_KEPT = {**QUIET, "cache-control": "no-store"}


def get_tools(request: Request) -> Tools:
    """Return what the running studio works with."""
    return request.app.state.tools


StudioTools = Annotated[Tools, Depends(get_tools)]


@router.head(f"{SHARE}/{{token}}")
@router.get(f"{SHARE}/{{token}}")
def show_shared(
    token: str, tools: StudioTools, page: Annotated[str, Query(max_length=6)] = "1"
) -> Response:
    """Show the track or the playlist behind a link, read-only."""
    number = max(1, int(page)) if page.isascii() and page.isdigit() else 1
    try:
        with tools.database.reading() as session:
            shared = library.open_share(session, token)
            tracks = library.list_shared_tracks(
                session, shared, start=(number - 1) * PAGE, count=PAGE
            )
            pictures = library.artwork_of(
                session, [track.id for track in tracks], owner_id=shared.owner_id
            )
    except NotFound as error:
        said = doorway.render_nothing_shared(str(error))
        return HTMLResponse(said, error.status, headers=NOT_KEPT)
    said = doorway.render_shared(
        shared, tracks, pictures, root=f"{SHARE}/{token}", page=number, page_size=PAGE
    )
    return HTMLResponse(said, headers=NOT_KEPT)


@router.head(f"{SHARE}/{{token}}/tracks/{{track_id}}/audio")
@router.get(f"{SHARE}/{{token}}/tracks/{{track_id}}/audio")
def play_shared(token: str, track_id: str, request: Request, tools: StudioTools) -> Response:
    """Return the sound of a track behind a link; ranges are answered."""
    with tools.database.reading() as session:
        track = _find(session, token, track_id)
    path, media_type = pipeline.hearable_of(tools, track)
    answer = answer_file(request, path, name=track.title, media_type=media_type)
    answer.headers.update(QUIET)
    answer.headers["content-disposition"] = "inline"
    return answer


@router.head(f"{SHARE}/{{token}}/tracks/{{track_id}}/picture")
@router.get(f"{SHARE}/{{token}}/tracks/{{track_id}}/picture")
def show_picture(
    token: str, track_id: str, request: Request, tools: StudioTools, size: str = "64"
) -> Response:
    """Return the picture of a track behind a link."""
    wanted = int(size) if size in map(str, PICTURE_SIZES) else min(PICTURE_SIZES)
    with tools.database.reading() as session:
        track = _find(session, token, track_id)
        known = library.artwork_of(session, [track.id], owner_id=track.owner_id)
    if track.id not in known:
        raise NotFound("This track has no picture.")
    path = library.picture_path(tools.media, known[track.id], wanted)
    answer = answer_picture(request, path, picture=known[track.id], size=wanted, version=None)
    answer.headers.update(QUIET)
    return answer


def _find(session: Session, token: str, said: str) -> Track:
    try:
        track_id = UUID(said)
    except ValueError as error:
        raise NotFound("This track is not behind this link. Reload the page.") from error
    return library.get_shared_track(session, token, track_id)
