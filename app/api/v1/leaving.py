"""Any number of tracks leave together: ``/exports/tracks``."""

from datetime import UTC
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict

from app import exports, pipeline
from app.api.v1.answers import Answer
from app.api.v1.caller import SignedIn, Working
from app.api.v1.exports import started
from app.api.v1.files import PRIVATE, disposition
from app.core import clock
from app.core.words import plural
from app.exports import CollectionKind, TrackOrder
from app.pipeline import TrackChoice

router = APIRouter(prefix="/exports/tracks", tags=["exports"])


class WantedTracks(BaseModel):
    """Which tracks, and as what.

    ``originals`` and ``stems`` are archives, ``m3u8`` and ``text`` are lists.
    """

    model_config = ConfigDict(extra="forbid")

    tracks: TrackChoice
    kind: CollectionKind


class OrderAnswer(Answer):
    """Where the export can be fetched for a day, and of how many tracks it is."""

    url: str
    count: int


@router.post("", status_code=201)
def order_tracks(wanted: WantedTracks, user: SignedIn, tools: Working) -> OrderAnswer:
    """Say which tracks are to leave; ``url`` is where they are fetched."""
    with tools.database.reading() as session:
        ids = pipeline.choose_tracks(session, wanted.tracks, owner_id=user.id)
    order = TrackOrder(owner_id=user.id, kind=wanted.kind, track_ids=ids)
    order_id = exports.keep_order(tools.media, order)
    return OrderAnswer(url=f"/api/v1/exports/tracks/{order_id}", count=len(ids))


@router.head("/{order_id}", include_in_schema=False)
@router.get("/{order_id}", response_class=StreamingResponse)
def export_tracks(
    order_id: UUID, request: Request, user: SignedIn, tools: Working
) -> StreamingResponse:
    """Return tracks as an archive or a list.

    An archive is made while it is sent, so its size is not known before; what cannot be included is
    named in a text in it.
    """
    order = exports.find_order(tools.media, order_id, owner_id=user.id)
    title = plural("{count} track", "{count} tracks", len(order.track_ids))
    if order.kind.is_archive:
        name, media_type = f"{title} ({order.kind.value}).zip", "application/zip"
        entries = exports.collect(tools.database, tools.media, order)
        blocks = exports.archive_blocks(entries, at=clock.now().astimezone(UTC))
    else:
        with tools.database.reading() as session:
            file = exports.write_tracks(session, order, title=title)
        name, media_type, blocks = file.name, file.media_type, iter([file.text.encode()])
    headers = {**PRIVATE, "content-disposition": disposition(name)}
    sent = iter(()) if request.method == "HEAD" else started(blocks)
    return StreamingResponse(sent, headers=headers, media_type=media_type)
