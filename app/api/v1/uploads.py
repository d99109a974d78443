"""Bring audio in: ``POST /uploads`` and ``POST /demo``."""

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Header, Query, Request
from starlette.concurrency import run_in_threadpool

from app import library, pipeline, sources
from app.api.v1.answers import UploadAnswer
from app.api.v1.arrival import receive
from app.api.v1.caller import SignedIn, Working
from app.core.workplace import Received
from app.library import TrackSource
from app.pipeline import Halt, SeparateArguments, Tools
from app.stems import Wish

router = APIRouter(tags=["import"])

DEMO_NAME = "demo-song.flac"
DEMO_LIMIT_SECONDS = 120.0

RAW_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}

FileName = Annotated[str, Query(min_length=1, max_length=2000, description="The file's own name.")]
Preset = Annotated[
    str | None, Query(max_length=40, description="How to separate; what you prefer if not given.")
]
Engine = Annotated[
    str | None, Query(max_length=40, description="A stem engine; what you prefer if not given.")
]
Model = Annotated[
    str | None, Query(max_length=120, description="A model of the engine; its first if not given.")
]
Length = Annotated[int, Header(ge=0, include_in_schema=False)]


@router.post("/uploads", status_code=201, openapi_extra=RAW_BODY)
async def upload(
    request: Request,
    user: SignedIn,
    tools: Working,
    name: FileName,
    preset: Preset = None,
    engine: Engine = None,
    model: Model = None,
    content_length: Length = 0,
) -> UploadAnswer:
    """Take a file in, as the raw body of the request, and start the main job on it.

    A file whose bytes the library has leads to their track at once, even to a deleted one, and
    only what that track lacks is done.
    """
    limit_bytes = tools.settings.max_upload_bytes
    shown = library.clean_name(name)
    library.check_upload_size(content_length, name=shown, limit_bytes=limit_bytes)
    wish = Wish(preset=preset, engine=engine, model=model)
    separation = await run_in_threadpool(
        _choose, tools, wish, owner_id=user.id, name=shown, size_bytes=content_length
    )
    received = await receive(
        request.stream(),
        lambda blocks: library.receive_stream(
            tools.media, blocks, name=shown, limit_bytes=limit_bytes
        ),
    )
    return await run_in_threadpool(
        _start, tools, received, owner_id=user.id, name=shown, separation=separation
    )


@router.post("/demo", status_code=201)
def start_demo(user: SignedIn, tools: Working) -> UploadAnswer:
    """Let the studio play a song of its own, and start the main job on it."""
    separation = pipeline.choose_separation(tools.settings, engine="draft", model=None)
    errand = uuid4()
    path = tools.media.scratch(errand) / DEMO_NAME
    try:
        tools.workshop.perform(
            sources.RENDER_DEMO,
            sources.DemoRequest(path=path),
            pool="audio",
            report=_tell_nobody,
            halt=Halt(),
            limit_seconds=DEMO_LIMIT_SECONDS,
        )
        received = library.receive_file(
            tools.media, path, limit_bytes=tools.settings.max_upload_bytes
        )
    finally:
        tools.media.drop_scratch(errand)
    return _start(
        tools,
        received,
        owner_id=user.id,
        name=DEMO_NAME,
        separation=separation,
        source=TrackSource.DEMO,
    )


def _choose(
    tools: Tools, wish: Wish, *, owner_id: UUID, name: str, size_bytes: int
) -> SeparateArguments:
    """Return how to separate, once it is sure that there is room for the file."""
    with tools.database.reading() as session:
        pipeline.check_room(
            session, tools.settings, owner_id=owner_id, adding_bytes=size_bytes, name=name
        )
        return pipeline.choose_for(session, tools.settings, owner_id=owner_id, wish=wish)


def _tell_nobody(fraction: float, phase: str) -> None:
    """Take the progress of two seconds of work."""
    del fraction, phase


def _start(
    tools: Tools,
    received: Received,
    *,
    owner_id: UUID,
    name: str,
    separation: SeparateArguments,
    source: TrackSource = TrackSource.FILE,
) -> UploadAnswer:
    """Start what has to be done with a file that came in; nothing of it stays if that fails."""
    upload = tools.media.upload(received.upload_id)
    try:
        answer = _start_in_transaction(
            tools, received, owner_id=owner_id, name=name, separation=separation, source=source
        )
    except BaseException:
        upload.unlink(missing_ok=True)
        raise
    if answer.duplicate:
        upload.unlink(missing_ok=True)
    return answer


def _start_in_transaction(
    tools: Tools,
    received: Received,
    *,
    owner_id: UUID,
    name: str,
    separation: SeparateArguments,
    source: TrackSource,
) -> UploadAnswer:
    with tools.database.transaction() as session:
        known = library.find_by_content(session, received.sha256, owner_id=owner_id)
        if known is not None:
            library.restore_track(session, known.id, owner_id=owner_id)
            pipeline.give_audio_back(session, tools.media, known, received)
            missing = pipeline.process_missing(session, known, separation=separation)
            return UploadAnswer(
                pipeline_id=missing.id if missing else None, track_id=known.id, duplicate=True
            )
        pipeline.reserve_room(session, tools.settings, received, owner_id=owner_id, name=name)
        started = pipeline.import_and_process(
            session,
            received,
            owner_id=owner_id,
            file_name=name,
            separation=separation,
            source=source,
        )
        return UploadAnswer(pipeline_id=started.id, track_id=None, duplicate=False)
