"""The stem models of this machine: ``/models``."""

from pathlib import Path
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Header, Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from app import library, pipeline, stems
from app.accounts import User
from app.api.v1.answers import Answer
from app.api.v1.arrival import receive
from app.api.v1.caller import SignedIn, Working
from app.api.v1.parts import boundary_of, write_parts
from app.pipeline import JobState, ModelView, Tools

router = APIRouter(prefix="/models", tags=["models"])

FILES = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {
                        "files": {
                            "type": "array",
                            "items": {"type": "string", "format": "binary"},
                            "description": (
                                "Weights called <signature>-<checksum>.th, and the descriptions "
                                "<model>.yaml that belong to them."
                            ),
                        }
                    },
                }
            }
        },
    }
}

Length = Annotated[int, Header(ge=0, include_in_schema=False)]
Kind = Annotated[str, Header(include_in_schema=False)]


class FetchAnswer(Answer):
    """A fetch of weights that waits or runs, or the last one if it failed; it serves all users.

    ``progress`` is 0..1. ``job_id`` is null if somebody else has asked for it.
    """

    job_id: UUID | None
    state: JobState
    is_waiting: bool
    is_stopping: bool
    progress: float
    phase: str
    remaining_seconds: float | None
    error: str | None


class ModelAnswer(Answer):
    """One model. ``stems`` is empty if it does not say before it is loaded.

    ``size_bytes`` is measured if it is installed, and else about what is fetched;
    ``present_bytes`` are there already. Only what is ``is_published`` can be fetched.
    """

    name: str
    engine: str
    stems: list[str]
    networks: int = Field(description="How many networks work together; none in a draft.")
    size_bytes: int
    present_bytes: int
    installed: bool
    is_published: bool
    terms: str
    terms_url: str
    fetch: FetchAnswer | None


class ModelsAnswer(Answer):
    """Every model, what all of them take of the disk, and what is left of it."""

    models: list[ModelAnswer]
    used_bytes: int
    free_bytes: int


class ImportedAnswer(Answer):
    """The models that can be used because of what was sent."""

    models: list[ModelAnswer]


class RemovedAnswer(Answer):
    """A model that was deleted, and the space that this has given back."""

    name: str
    freed_bytes: int


@router.get("")
def list_models(user: SignedIn, tools: Working) -> ModelsAnswer:
    """Return every model: its stems, its size, its terms, and whether it is installed."""
    with tools.database.reading() as session:
        shelf = pipeline.list_models(session, tools.settings)
    return ModelsAnswer(
        models=[_answer(view, user) for view in shelf.models],
        used_bytes=shelf.used_bytes,
        free_bytes=shelf.free_bytes,
    )


@router.post("/import", status_code=201, openapi_extra=FILES)
async def import_model(
    request: Request,
    user: SignedIn,
    tools: Working,
    content_length: Length = 0,
    content_type: Kind = "",
) -> ImportedAnswer:
    """Take checkpoint files in, all of a model in one request.

    Weights without a description make a model under their own signature. A file that asks for
    anything but a network of Demucs is refused before it is opened.
    """
    _limit(tools, content_length)
    boundary = boundary_of(content_type)
    errand = uuid4()
    folder = await run_in_threadpool(tools.media.scratch, errand)
    try:
        files = await receive(
            request.stream(),
            lambda blocks: write_parts(
                blocks,
                boundary=boundary,
                folder=folder,
                check_name=stems.check_file_name,
                limit=lambda came_bytes: _limit(tools, came_bytes),
            ),
        )
        return await run_in_threadpool(_take_in, tools, files, by=user)
    finally:
        await run_in_threadpool(tools.media.drop_scratch, errand)


@router.get("/{name}")
def read_model(name: str, user: SignedIn, tools: Working) -> ModelAnswer:
    """Return one model."""
    return _read(tools, name, user)


@router.post("/{name}/pull", status_code=202)
def pull_model(name: str, user: SignedIn, tools: Working) -> ModelAnswer:
    """Fetch the weights of a model; one that is being fetched already is only answered."""
    with tools.database.transaction() as session:
        pipeline.pull_model(session, tools.settings, name, by=user)
    return _read(tools, name, user)


@router.post("/{name}/cancel")
def cancel_pull(name: str, user: SignedIn, tools: Working) -> ModelAnswer:
    """Stop fetching a model; what has come stays, and the next fetch goes on from there."""
    with tools.database.transaction() as session:
        pipeline.cancel_pull(session, tools.settings, name, by=user)
    return _read(tools, name, user)


@router.delete("/{name}")
def delete_model(name: str, user: SignedIn, tools: Working) -> RemovedAnswer:
    """Delete the weights of a model that no job needs; what other models are made of stays."""
    with tools.database.transaction() as session:
        freed_bytes = pipeline.delete_model(session, tools.settings, name, by=user)
    return RemovedAnswer(name=name, freed_bytes=freed_bytes)


def _take_in(tools: Tools, files: dict[str, Path], *, by: User) -> ImportedAnswer:
    report = pipeline.import_model(tools, files, by=by)
    return ImportedAnswer(models=[_read(tools, name, by) for name in report.names])


def _limit(tools: Tools, came_bytes: int) -> None:
    limit_bytes = tools.settings.max_upload_bytes
    library.check_upload_size(came_bytes, name="The upload", limit_bytes=limit_bytes)


def _read(tools: Tools, name: str, user: User) -> ModelAnswer:
    with tools.database.reading() as session:
        return _answer(pipeline.get_model(session, tools.settings, name), user)


def _answer(view: ModelView, user: User) -> ModelAnswer:
    model, pull = view.model, view.pull
    fetch = None
    if pull is not None:
        fetch = FetchAnswer.model_validate(pull)
        fetch.job_id = pull.job_id if pull.owner_id == user.id else None
    return ModelAnswer(
        name=model.name,
        engine=model.engine,
        stems=list(model.stems),
        networks=len(set(model.signatures)),
        size_bytes=model.size_bytes,
        present_bytes=model.present_bytes,
        installed=model.installed,
        is_published=model.is_published,
        terms=model.terms,
        terms_url=model.terms_url,
        fetch=fetch,
    )
