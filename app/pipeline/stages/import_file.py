"""The stage that turns a file that came in into a track."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Session

import app.pipeline.repository as repository
from app import library, sources
from app.core import audio
from app.core.errors import NotFound, StorageFailed, UnusableAudio
from app.core.units import KILO, seconds_to_words
from app.library import ArtworkSource, TrackSource
from app.pipeline.models import Job
from app.pipeline.ports import Tools, Work
from app.pipeline.rules import Queue
from app.sources import Place


class ImportArguments(BaseModel):
    """The file that waits in the storage, and what its owner calls it.

    With a ``root_file_id`` it waits in a folder of the server, and nobody has read it yet.
    """

    upload_id: UUID
    file_name: str
    sha256: str
    size_bytes: int
    source: TrackSource = TrackSource.FILE
    root_file_id: UUID | None = None


@dataclass(frozen=True)
class Imported:
    """What was found in the file; no inspection means that the owner has its bytes already."""

    arguments: ImportArguments
    inspection: audio.Inspection | None
    known_track_id: UUID | None = None
    stays: bool = False
    """Whether the file is played where it lies."""
    picture: str | None = None
    """The hash of the cover that the file carries."""


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
        place = _locate(work, arguments)
        stays = place is not None and place.stays
        if place is not None:
            arguments = _take_in(work, arguments, place)
        with work.tools.database.reading() as session:
            known = library.find_by_content(session, arguments.sha256, owner_id=work.job.owner_id)
            if known is None and not stays:
                repository.check_room(
                    session, work.tools.settings, owner_id=work.job.owner_id, is_reserved=True
                )
        if known is not None:
            return Imported(arguments, None, known.id, stays=stays)
        path = place.path if place is not None and stays else _find(work, arguments)
        request = audio.InspectRequest(
            path=path,
            name=arguments.file_name,
            max_duration_seconds=work.tools.settings.max_track_seconds,
            picture_to=work.scratch() / "picture",
        )
        limit_seconds = work.tools.settings.import_limit_seconds
        try:
            found = work.perform(audio.INSPECT, request, pool="audio", limit_seconds=limit_seconds)
        except UnusableAudio:
            if not stays:
                path.unlink(missing_ok=True)  # no retry can make it audio
            raise
        picture = _keep_picture(work, request)
        return Imported(arguments, found, stays=stays, picture=picture)

    def save(self, session: Session, job: Job, outcome: Imported, tools: Tools) -> dict[str, Any]:
        """Add the track and move its file into the media, or drop the file of a duplicate."""
        arguments = outcome.arguments
        upload = tools.media.upload(arguments.upload_id)
        track_id = _find_known(session, job, outcome) or _add(session, job, outcome)
        is_duplicate = track_id != arguments.upload_id
        if upload.exists() and (not is_duplicate or _lacks_file(session, outcome, tools, job)):
            tools.media.put(library.media_key_of(track_id), upload)
            library.mark_place(session, track_id, owner_id=job.owner_id, is_stored=True)
        elif outcome.stays and not is_duplicate:
            library.mark_place(session, track_id, owner_id=job.owner_id, is_stored=False)
        upload.unlink(missing_ok=True)
        if arguments.root_file_id is not None:
            sources.settle_file(session, arguments.root_file_id, track_id, owner_id=job.owner_id)
        if outcome.inspection is not None:
            library.offer_artwork(
                session,
                track_id,
                outcome.picture,
                owner_id=job.owner_id,
                source=ArtworkSource.FILE,
            )
        job.track_id = track_id
        document: dict[str, Any] = {"track_id": str(track_id), "duplicate": is_duplicate}
        if is_duplicate:
            document["summary"] = "the library has this song already"
        elif outcome.inspection is not None:
            document["summary"] = _sum_up(outcome.inspection)
        return document


def _add(session: Session, job: Job, outcome: Imported) -> UUID:
    """Add the track, or return the one that has come with the same bytes meanwhile."""
    arguments = outcome.arguments
    assert outcome.inspection is not None  # noqa: S101  — only what is known was not inspected
    return library.add_track(
        session,
        outcome.inspection,
        track_id=arguments.upload_id,
        owner_id=job.owner_id,
        file_name=arguments.file_name,
        content_hash=arguments.sha256,
        size_bytes=arguments.size_bytes,
        source=arguments.source,
    ).id


def _find_known(session: Session, job: Job, outcome: Imported) -> UUID | None:
    """Return the track that the file is already: of the same bytes, or with its tags edited.

    One that was thrown away comes back, unless its file was only moved.
    """
    file_id, known_id = outcome.arguments.root_file_id, outcome.known_track_id
    owner_id = job.owner_id
    if known_id is not None:
        is_moved = file_id is not None and sources.was_moved(
            session, file_id, known_id, owner_id=owner_id
        )
        if not is_moved:
            library.restore_track(session, known_id, owner_id=owner_id)
        return known_id
    if file_id is None or outcome.inspection is None:
        return None
    former = sources.find_former(session, file_id, outcome.inspection, owner_id=owner_id)
    if former is None:
        return None
    if outcome.stays:
        arguments = outcome.arguments
        library.change_bytes(
            session, former, content_hash=arguments.sha256, size_bytes=arguments.size_bytes
        )
    return former.id


def _keep_picture(work: Work, request: audio.InspectRequest) -> str | None:
    """Keep the cover that was found; a disk that has no room for it may still have the music's."""
    assert request.picture_to is not None  # noqa: S101  — it was asked for
    try:
        return library.store_found_picture(work.tools.media, request.picture_to)
    except StorageFailed as error:
        work.say(f"The picture of the file was left out: {error}")
        return None


def _lacks_file(session: Session, outcome: Imported, tools: Tools, job: Job) -> bool:
    """Say whether a file that came in is all there is of a track: it is new, or its own is gone."""
    track = library.find_by_content(session, outcome.arguments.sha256, owner_id=job.owner_id)
    return track is not None and not sources.is_audio_there(session, tools.media, track)


def _locate(work: Work, arguments: ImportArguments) -> Place | None:
    if arguments.root_file_id is None:
        return None
    with work.tools.database.reading() as session:
        return sources.locate_file(session, arguments.root_file_id, owner_id=work.job.owner_id)


def _take_in(work: Work, arguments: ImportArguments, place: Place) -> ImportArguments:
    """Read the file of a folder, and return what is to be known of it from now on."""
    received = sources.take_in(
        place,
        work.tools.media,
        upload_id=arguments.upload_id,
        limit_bytes=work.tools.settings.max_upload_bytes,
        check=work.halt.check,
    )
    read = {"sha256": received.sha256, "size_bytes": received.size_bytes}
    return arguments.model_copy(update=read)


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
