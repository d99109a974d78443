"""Stems for other programs: in a format and under names that one chooses."""

from collections.abc import Iterator
from datetime import UTC
from itertools import chain
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from app import exports, library, stems
from app.api.v1.caller import SignedIn, Working
from app.api.v1.files import PRIVATE, disposition
from app.core import clock
from app.core.errors import InvalidInput
from app.exports import DEFAULT_TEMPLATE, ExportChoice, ExportFile
from app.pipeline import Tools

router = APIRouter(tags=["exports"])

Format = Annotated[str, Query(description="flac24, flac16, wav24, wav16, mp3 or opus.")]
Template = Annotated[
    str,
    Query(
        min_length=1,
        max_length=200,
        description="Fields in braces; what is in square brackets goes if a field in it is empty.",
    ),
]
StemIds = Annotated[list[UUID] | None, Query(alias="stem", description="All stems if missing.")]


class FormatAnswer(BaseModel):
    """A format that stems can leave in."""

    name: str
    label: str
    extension: str


class ExportsAnswer(BaseModel):
    """What an export can be; ``chosen`` is what the user took last, at first what is ``usual``."""

    formats: list[FormatAnswer]
    template_fields: list[str]
    usual: ExportChoice
    chosen: ExportChoice


class NamesAnswer(BaseModel):
    """What the files of an export are called, slashes for folders; or why they cannot be."""

    names: list[str]
    problem: str | None = None


@router.get("/exports")
def list_formats(user: SignedIn, tools: Working) -> ExportsAnswer:
    """Return the formats, what a name can be made of, and what the user chose last."""
    with tools.database.reading() as session:
        chosen = exports.get_choice(session, owner_id=user.id)
    return ExportsAnswer(
        formats=[
            FormatAnswer(name=one.name, label=one.label, extension=one.extension)
            for one in exports.FORMATS
        ],
        template_fields=list(exports.TEMPLATE_FIELDS),
        usual=ExportChoice(),
        chosen=chosen,
    )


@router.put("/exports", status_code=204)
def choose_export(choice: ExportChoice, user: SignedIn, tools: Working) -> None:
    """Remember a format and a template for the next time."""
    with tools.database.transaction() as session:
        exports.remember_choice(session, choice, owner_id=user.id)


@router.get("/separations/{separation_id}/export/names")
def preview_names(
    separation_id: UUID,
    user: SignedIn,
    tools: Working,
    format: Format = "flac24",  # noqa: A002  — the name of the query
    template: Annotated[str, Query(max_length=200)] = DEFAULT_TEMPLATE,
    stem: StemIds = None,
) -> NamesAnswer:
    """Return what the files of an export would be called, for somebody who is still writing."""
    try:
        exports.check_template(template)
    except InvalidInput as error:
        return NamesAnswer(names=[], problem=str(error))
    choice = ExportChoice(format=format, template=template)
    files = _plan(tools, separation_id, choice, stem or [], owner_id=user.id)
    return NamesAnswer(names=[file.name for file in files])


@router.head("/separations/{separation_id}/export", include_in_schema=False)
@router.get("/separations/{separation_id}/export", response_class=StreamingResponse)
def export_stems(
    separation_id: UUID,
    request: Request,
    user: SignedIn,
    tools: Working,
    format: Format = "flac24",  # noqa: A002  — the name of the query
    template: Template = DEFAULT_TEMPLATE,
    stem: StemIds = None,
) -> StreamingResponse:
    """Return stems in another format: one as a file, several as an archive; with tags and picture.

    They are encoded while they are sent, so their size is not known before.
    """
    choice = ExportChoice(format=format, template=template)
    files = _plan(tools, separation_id, choice, stem or [], owner_id=user.id)
    if len(files) == 1:
        name, media_type = files[0].name.rpartition("/")[2], files[0].format.media_type
        blocks = exports.encode(files[0])
    else:
        name, media_type = _archive_name(tools, separation_id, owner_id=user.id), "application/zip"
        now = clock.now().astimezone(UTC)
        blocks = exports.archive_blocks(exports.list_entries(files), at=now)
    headers = {**PRIVATE, "content-disposition": disposition(name)}
    sent = iter(()) if request.method == "HEAD" else started(blocks)
    return StreamingResponse(sent, headers=headers, media_type=media_type)


def started(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Begin before the answer does, so that what fails at once is an error and no broken file."""
    first = next(blocks, b"")
    return chain([first], blocks)


def _plan(
    tools: Tools, separation_id: UUID, choice: ExportChoice, stem_ids: list[UUID], *, owner_id: UUID
) -> list[ExportFile]:
    with tools.database.reading() as session:
        return exports.plan_stems(
            session,
            separation_id,
            owner_id=owner_id,
            media=tools.media,
            choice=choice,
            stem_ids=stem_ids,
        )


def _archive_name(tools: Tools, separation_id: UUID, *, owner_id: UUID) -> str:
    with tools.database.reading() as session:
        separation = stems.get_separation(session, separation_id, owner_id=owner_id)
        track = library.get_track(session, separation.track_id, owner_id=owner_id)
    about = f"{separation.model} stems"
    return library.download_name(track.artist, track.title, part=about, extension="zip")
