"""The stage that turns a file that came in into a track."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Session

from app import library
from app.core import audio
from app.core.errors import NotFound, UnusableAudio
from app.core.units import KILO, seconds_to_words
from app.library import TrackSource
from app.pipeline.models import Job
from app.pipeline.ports import Tools, Work
from app.pipeline.rules import Queue


class ImportArguments(BaseModel):
    """The file that waits in the storage, and what its owner calls it."""

    upload_id: UUID
    file_name: str
    sha256: str
    size_bytes: int
    source: TrackSource = TrackSource.FILE


@dataclass(frozen=True)
class Imported:
    """What was found in the file; no inspection means that the owner has its bytes already."""

    arguments: ImportArguments
    inspection: audio.Inspection | None
    known_track_id: UUID | None = None


class ImportFile:
    """Probe, decode, tag and file away what came in; a duplicate leads to the track it repeats.

    A new track carries the id of its upload, so that every job that tries again finds the file.
    """

    name = "import"
    label = "Import"
    queue = Queue.DOWNLOAD
    after: frozenset[str] = frozenset()

    def compute(self, work: Work) -> Imported:
        """Look at the whole file in a child process, unless its bytes are known already."""
        arguments = ImportArguments.model_validate(work.job.arguments)
        with work.tools.database.reading() as session:
            known = library.find_by_content(session, arguments.sha256, owner_id=work.job.owner_id)
        if known is not None:
            return Imported(arguments, None, known.id)
        path = _find(work, arguments)
        request = audio.InspectRequest(
            path=path,
            name=arguments.file_name,
            max_duration_seconds=work.tools.settings.max_track_seconds,
        )
        limit_seconds = work.tools.settings.import_limit_seconds
        try:
            found = work.perform(audio.INSPECT, request, pool="audio", limit_seconds=limit_seconds)
        except UnusableAudio:
            path.unlink(missing_ok=True)  # no retry can make it audio
            raise
        return Imported(arguments, found)

    def save(self, session: Session, job: Job, outcome: Imported, tools: Tools) -> dict[str, Any]:
        """Add the track and move its file into the media, or drop the file of a duplicate."""
        arguments = outcome.arguments
        upload = tools.media.upload(arguments.upload_id)
        track_id = outcome.known_track_id
        if track_id is not None:
            library.restore_track(session, track_id, owner_id=job.owner_id)
        if outcome.inspection is not None:
            track_id = library.add_track(
                session,
                outcome.inspection,
                track_id=arguments.upload_id,
                owner_id=job.owner_id,
                file_name=arguments.file_name,
                content_hash=arguments.sha256,
                size_bytes=arguments.size_bytes,
                source=arguments.source,
            ).id
        is_duplicate = track_id != arguments.upload_id
        if not is_duplicate and upload.exists():
            tools.media.put(library.media_key_of(arguments.upload_id), upload)
        upload.unlink(missing_ok=True)
        job.track_id = track_id
        document: dict[str, Any] = {"track_id": str(track_id), "duplicate": is_duplicate}
        if is_duplicate:
            document["summary"] = "the library has this song already"
        elif outcome.inspection is not None:
            document["summary"] = _sum_up(outcome.inspection)
        return document


def _sum_up(found: audio.Inspection) -> str:
    length = seconds_to_words(found.duration_seconds)
    return f"{length} of {found.codec} at {found.sample_rate_hz / KILO:g} kHz"


def _find(work: Work, arguments: ImportArguments) -> Path:
    """Return the file: in the waiting room, or where an attempt that broke off had moved it."""
    upload = work.tools.media.upload(arguments.upload_id)
    if upload.exists():
        return upload
    try:
        return work.tools.media.path(library.media_key_of(arguments.upload_id))
    except NotFound as error:
        raise NotFound(
            f"The uploaded file '{arguments.file_name}' is gone. Add it again."
        ) from error
