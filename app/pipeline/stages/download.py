"""The stage that fetches the audio of a track."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from sqlmodel import Session

import app.pipeline.repository as repository
from app import library, sources
from app.core import audio
from app.core.errors import Cancelled, NotFound, SoundForgeError, StorageFailed
from app.core.units import bytes_to_words
from app.core.work import part_of
from app.core.workplace import refusals_of
from app.library import ArtworkSource, Fetched, Track, TrackSource
from app.pipeline.errors import Halted
from app.pipeline.models import Job
from app.pipeline.ports import Tools, Work
from app.pipeline.rules import Queue
from app.sources import FetchReport

NAME = "download"
POOL = "fetch"
SEARCH_LIMIT_SECONDS = 120.0
CHUNK_BYTES = 1 << 20

SEARCHED, FETCHED = 0.1, 0.9
"""Which shares of the work are done after the search and after the fetch."""


class DownloadArguments(BaseModel):
    """Where to fetch a track from, if that is known, and in what form to keep it."""

    url: str | None = None
    audio: sources.AudioChoice = "best"
    bitrate_kbps: int = 256


@dataclass(frozen=True)
class Download:
    """What came: the file, what was found in it, where it is from, and its picture's hash."""

    path: Path
    fetched: Fetched
    report: FetchReport
    picture: str | None


class FetchTrack:
    """Find a recording of a track, unless its address is known, fetch it, and look at all of it."""

    name = NAME
    label = "Download"
    queue = Queue.DOWNLOAD
    after: frozenset[str] = frozenset()

    def compute(self, work: Work) -> Download | None:
        """Fetch into the job's scratch; None if the audio is there already."""
        arguments = DownloadArguments.model_validate(work.job.arguments)
        with work.tools.database.reading() as session:
            track = library.get_track(session, work.track_id, owner_id=work.job.owner_id)
        if track.has_audio:
            return None
        _check_room(work)
        url = arguments.url or _known_address(work, track)
        report = None if url else _fetch_with_spotdl(work, track, arguments)
        report = report or _fetch(work, url or _search(work, track), arguments)
        request = audio.InspectRequest(
            path=report.path,
            name=track.title,
            max_duration_seconds=work.tools.settings.max_track_seconds,
            picture_to=report.path.with_name("embedded-picture"),
        )
        _check_room(work, report.path.stat().st_size, name=track.title)
        found = work.tools.workshop.perform(
            audio.INSPECT,
            request,
            pool="audio",
            report=part_of(work.report, start=FETCHED, end=1.0),
            halt=work.halt,
            limit_seconds=work.tools.settings.import_limit_seconds,
        )
        name = f"{track.artist} - {track.title}" if track.artist else track.title
        fetched = Fetched(
            file_name=f"{name}{report.path.suffix}",
            content_hash=_hash(work, report.path),
            size_bytes=report.path.stat().st_size,
            inspection=found,
        )
        picture = _keep_picture(work, [request.picture_to, _thumbnail_of(track, report)])
        return Download(report.path, fetched, report, picture)

    def save(
        self, session: Session, job: Job, outcome: Download | None, tools: Tools
    ) -> dict[str, Any]:
        """Move the file into the media, unless the owner has the very same one already."""
        assert job.track_id is not None  # noqa: S101  — compute has asked for it
        if outcome is None:
            return {"reused": True, "summary": "its audio was there already"}
        wanted_id = job.track_id
        track = library.take_audio(session, wanted_id, outcome.fetched, owner_id=job.owner_id)
        job.track_id = track.id
        sources.mark_chosen(session, wanted_id, outcome.report.url, owner_id=job.owner_id)
        if track.id != wanted_id:
            said = f"the library has this recording already, as '{track.title}'"
            return {"duplicate": True, "track_id": str(track.id), "summary": said}
        library.offer_artwork(
            session, track.id, outcome.picture, owner_id=job.owner_id, source=ArtworkSource.LINK
        )
        tools.media.put(library.media_key_of(track.id), outcome.path)
        size = bytes_to_words(outcome.fetched.size_bytes)
        return {
            "url": outcome.report.url,
            "size_bytes": outcome.fetched.size_bytes,
            "summary": f"{size} from {outcome.report.extractor}",
        }


def _thumbnail_of(track: Track, report: FetchReport) -> Path | None:
    """Return the picture of the page; Spotify's tracks have the covers of their albums instead."""
    return None if track.spotify_id else report.picture


def _keep_picture(work: Work, files: Sequence[Path | None]) -> str | None:
    """Keep the first picture that can be shown; no music fails for want of room for it."""
    try:
        kept = (library.store_found_picture(work.tools.media, file) for file in files if file)
        return next(filter(None, kept), None)
    except StorageFailed as error:
        work.say(f"The picture was left out: {error}")
        return None


def _check_room(work: Work, adding_bytes: int = 0, *, name: str = "") -> None:
    """Make sure that the quota of its owner has room for a track.

    Raises:
        QuotaReached: if it has not.
    """
    settings, owner_id = work.tools.settings, work.job.owner_id
    with work.tools.database.reading() as session:
        repository.check_room(
            session, settings, owner_id=owner_id, adding_bytes=adding_bytes, name=name
        )


def _known_address(work: Work, track: Track) -> str | None:
    """Return where the track is, if somebody chose that, or it came from there."""
    with work.tools.database.reading() as session:
        chosen = sources.find_chosen(session, track.id, owner_id=track.owner_id)
    if chosen is not None:
        return chosen.url
    return track.link if track.source is TrackSource.LINK else None


def _search(work: Work, track: Track) -> str:
    """Look for a recording, and remember all that was found.

    Raises:
        NotFound: if none of it is good enough.
    """
    settings = work.tools.settings
    request = sources.SearchRequest(
        wanted=sources.Wanted(
            title=track.title,
            artist=track.artist or "",
            duration_seconds=track.duration_seconds or None,
            album=track.album or "",
            isrc=track.isrc or "",
        ),
        prefix=settings.fetch_search,
        way_out=sources.way_out_of(settings),
    )
    found = work.tools.workshop.perform(
        sources.SEARCH,
        request,
        pool=POOL,
        report=part_of(work.report, start=0.0, end=SEARCHED),
        halt=work.halt,
        limit_seconds=SEARCH_LIMIT_SECONDS,
    )
    with work.tools.database.transaction() as session:
        sources.keep_offers(session, track.id, found.ranked, owner_id=track.owner_id)
    if found.chosen is None:
        raise NotFound(found.why_none or f"Nothing was found for '{track.title}'.")
    work.say(f"Chose '{found.chosen.title}' of {len(found.ranked)} found")
    return found.chosen.url


def _fetch_with_spotdl(
    work: Work, track: Track, arguments: DownloadArguments
) -> FetchReport | None:
    """Fetch a track of Spotify's as spotdl does; None if it cannot, and others have to try."""
    settings = work.tools.settings
    is_ready = sources.spotdl_state(settings.tools_folder).status == "ready"
    if not (is_ready and track.spotify_id):
        return None
    request = sources.SpotdlRequest(
        url=f"https://open.spotify.com/track/{track.spotify_id}",
        folder=work.scratch(),
        tools_folder=settings.tools_folder,
        audio=arguments.audio,
        bitrate_kbps=min(arguments.bitrate_kbps, 320),
        max_bytes=settings.max_upload_bytes,
        way_out=sources.way_out_of(settings),
    )
    try:
        return work.tools.workshop.perform(
            sources.SPOTDL,
            request,
            pool=POOL,
            report=part_of(work.report, start=0.0, end=FETCHED),
            halt=work.halt,
            limit_seconds=settings.fetch_limit_seconds,
        )
    except (StorageFailed, Cancelled, Halted):
        raise
    except SoundForgeError as error:
        work.say(f"spotdl did not bring it: {error}")
        return None


def _fetch(work: Work, url: str, arguments: DownloadArguments) -> FetchReport:
    settings = work.tools.settings
    request = sources.FetchRequest(
        url=url,
        folder=work.scratch(),
        audio=arguments.audio,
        bitrate_kbps=arguments.bitrate_kbps,
        max_bytes=settings.max_upload_bytes,
        max_seconds=settings.max_track_seconds,
        way_out=sources.way_out_of(settings),
    )
    return work.tools.workshop.perform(
        sources.FETCH,
        request,
        pool=POOL,
        report=part_of(work.report, start=SEARCHED, end=FETCHED),
        halt=work.halt,
        limit_seconds=settings.fetch_limit_seconds,
    )


def _hash(work: Work, path: Path) -> str:
    digest = hashlib.sha256()
    with refusals_of(path.parent), path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            work.halt.check()
            digest.update(chunk)
    return digest.hexdigest()
