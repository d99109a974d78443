"""Separations, stems and originals, and the files of them."""

import mimetypes
from itertools import groupby
from pathlib import Path
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, StreamingResponse

from app import exports, library, sources, stems
from app.api.v1.answers import SeparationAnswer, answer_separation, part_of
from app.api.v1.caller import SignedIn, Working
from app.api.v1.files import PRIVATE, answer_file, disposition
from app.core import clock
from app.core.storage import MediaKey
from app.library import Track
from app.pipeline import Tools
from app.stems import Stem

router = APIRouter(tags=["media"])

API_ROOT = "/api/v1"


@router.get("/tracks/{track_id}/separations")
def list_separations(track_id: UUID, user: SignedIn, tools: Working) -> list[SeparationAnswer]:
    """Return the separations of a track, the current one first, each with its stems."""
    with tools.database.reading() as session:
        library.get_track(session, track_id, owner_id=user.id)
        separations = stems.list_separations(session, owner_id=user.id, track_id=track_id)
        parts = stems.list_stems_of_track(session, owner_id=user.id, track_id=track_id)
    by_separation = {one: list(them) for one, them in groupby(parts, lambda it: it.separation_id)}
    return [
        answer_separation(
            one, by_separation.get(one.id, []), is_current=one is separations[0], root=API_ROOT
        )
        for one in separations
    ]


@router.head("/tracks/{track_id}/file", include_in_schema=False)
@router.get("/tracks/{track_id}/file", response_class=FileResponse)
def read_original(track_id: UUID, request: Request, user: SignedIn, tools: Working) -> Response:
    """Return the file as it came; ranges are answered."""
    with tools.database.reading() as session:
        track = library.get_track(session, track_id, owner_id=user.id)
        path = sources.audio_path(session, tools.media, track)
    extension = library.extension_of(track.file_name) or "audio"
    name = library.download_name(track.artist, track.title, extension=extension)
    return answer_file(request, path, name=name, media_type=_media_type(name))


@router.head("/stems/{stem_id}/file", include_in_schema=False)
@router.get("/stems/{stem_id}/file", response_class=FileResponse)
def read_stem(stem_id: UUID, request: Request, user: SignedIn, tools: Working) -> Response:
    """Return a stem as FLAC of 24 bits; ranges are answered."""
    with tools.database.reading() as session:
        stem = stems.get_stem(session, stem_id, owner_id=user.id)
        track = library.get_track(session, stem.track_id, owner_id=user.id)
    path = tools.media.path(MediaKey(stem.media_key))
    return answer_file(request, path, name=_stem_name(track, stem), media_type="audio/flac")


@router.head("/separations/{separation_id}/zip", include_in_schema=False)
@router.get("/separations/{separation_id}/zip", response_class=StreamingResponse)
def read_zip(separation_id: UUID, request: Request, user: SignedIn, tools: Working) -> Response:
    """Return all stems of a separation as one archive."""
    with tools.database.reading() as session:
        separation = stems.get_separation(session, separation_id, owner_id=user.id)
        track = library.get_track(session, separation.track_id, owner_id=user.id)
        parts = stems.list_stems(session, owner_id=user.id, separation_id=separation.id)
    files = _files_of(tools, track, parts)
    about = f"{separation.model} stems"
    name = library.download_name(track.artist, track.title, part=about, extension="zip")
    headers = {**PRIVATE, "content-disposition": disposition(name)}
    entries = [exports.entry_of(name, path) for name, path in files]
    packed = exports.archive_blocks(entries, at=clock.now())
    blocks = iter(()) if request.method == "HEAD" else packed
    return StreamingResponse(blocks, headers=headers, media_type="application/zip")


def _files_of(tools: Tools, track: Track, parts: list[Stem]) -> list[tuple[str, Path]]:
    """Return the stems' files under different names, all of them there before the first byte."""
    named: dict[str, Path] = {}
    for stem in parts:
        name = _stem_name(track, stem)
        if name in named:
            name = f"{stem.place + 1} {name}"
        named[name] = tools.media.path(MediaKey(stem.media_key))
    return list(named.items())


def _stem_name(track: Track, stem: Stem) -> str:
    part = part_of(stem).lower()
    return library.download_name(track.artist, track.title, part=part, extension="flac")


def _media_type(name: str) -> str:
    """Return the type of an original; what is not called like sound is only bytes."""
    kind = mimetypes.guess_type(name)[0] or ""
    return kind if kind.startswith(("audio/", "video/")) else "application/octet-stream"
