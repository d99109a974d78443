"""The stages that bring pictures: those of links, and those that older files carry."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Session

from app import library, sources
from app.core import audio
from app.core.errors import NotFound
from app.core.words import plural
from app.library import ArtworkSource, NoAudio, Track
from app.pipeline.models import Job
from app.pipeline.ports import Tools, Work
from app.pipeline.rules import Queue

PICTURES: Final = "pictures"
AT_ONCE: Final = 20
AT_MOST: Final = 1_000
"""So many older files are looked into in one go; the next go is soon."""

_LIMIT_SECONDS: Final = 600.0


class PicturesArguments(BaseModel):
    """The addresses of pictures, each with the tracks that it belongs to."""

    pictures: dict[str, list[UUID]]


class FetchPictures:
    """Fetch the pictures of tracks that came from a link; what does not come is left out."""

    name = PICTURES
    label = "Fetch pictures"
    queue = Queue.DOWNLOAD
    after: frozenset[str] = frozenset()

    def compute(self, work: Work) -> int:
        """Fetch and show them, some at a time, and return how many came."""
        wanted = PicturesArguments.model_validate(work.job.arguments).pictures
        urls = list(wanted)
        kept = 0
        for start in range(0, len(urls), AT_ONCE):
            work.halt.check()
            work.report(start / len(urls), "fetching pictures")
            found = _fetch(work, urls[start : start + AT_ONCE])
            kept += len(found)
            with work.tools.database.transaction() as session:
                for url, picture in found.items():
                    _offer(session, wanted[url], picture, owner_id=work.job.owner_id)
        return kept

    def save(self, session: Session, job: Job, outcome: int, tools: Tools) -> dict[str, Any]:
        """Say how many came."""
        del session, job, tools
        summary = plural("{count} picture", "{count} pictures", outcome)
        return {"count": outcome, "summary": summary}


def _fetch(work: Work, urls: Sequence[str]) -> dict[str, str]:
    """Return the hashes of the pictures that came, by their addresses."""
    request = sources.PicturesRequest(
        urls=list(urls),
        folder=work.scratch(),
        way_out=sources.way_out_of(work.tools.settings),
    )
    report = work.tools.workshop.perform(
        sources.PICTURES,
        request,
        pool="fetch",
        report=_keep_quiet,
        halt=work.halt,
        limit_seconds=_LIMIT_SECONDS,
    )
    stored = {
        url: library.store_found_picture(work.tools.media, file)
        for url, file in report.files.items()
    }
    return {url: picture for url, picture in stored.items() if picture}


def _offer(session: Session, track_ids: Sequence[UUID], picture: str, *, owner_id: UUID) -> None:
    for track_id in track_ids:
        try:
            library.offer_artwork(
                session, track_id, picture, owner_id=owner_id, source=ArtworkSource.LINK
            )
        except NotFound:  # it was purged meanwhile
            continue


class CoversArguments(BaseModel):
    """Nothing has to be said: it is about every track in whose file nobody has looked."""


class FindCovers:
    """Look into some files that came before pictures were kept; each is looked into once."""

    name = "covers"
    label = "Find pictures"
    queue = Queue.UPKEEP
    after: frozenset[str] = frozenset()

    def compute(self, work: Work) -> int:
        """Look, keep what is found, and return how many pictures that were."""
        with work.tools.database.reading() as session:
            tracks = library.list_tracks_without_artwork(session, count=AT_MOST)
        waiting = iter(tracks)
        kept = done = 0
        while some := list(islice(waiting, AT_ONCE)):
            work.halt.check()
            work.report(done / len(tracks), "looking for pictures")
            kept += _look_into(work, some)
            done += len(some)
        return kept

    def save(self, session: Session, job: Job, outcome: int, tools: Tools) -> dict[str, Any]:
        """Say how many were found."""
        del session, job, tools
        summary = plural("{count} picture", "{count} pictures", outcome)
        return {"count": outcome, "summary": summary}


def _look_into(work: Work, tracks: Sequence[Track]) -> int:
    folder = work.scratch()
    with work.tools.database.reading() as session:
        places = dict(_places_of(session, work.tools, tracks))
    targets = {path: folder / str(track_id) for track_id, path in places.items()}
    if targets:
        work.tools.workshop.perform(
            audio.PICTURES,
            audio.PictureRequest(targets=targets),
            pool="audio",
            report=_keep_quiet,
            halt=work.halt,
            limit_seconds=_LIMIT_SECONDS,
        )
    found = {
        track.id: library.store_found_picture(work.tools.media, folder / str(track.id))
        for track in tracks
    }
    with work.tools.database.transaction() as session:
        return sum(_note(session, track, found[track.id]) for track in tracks)


def _places_of(
    session: Session, tools: Tools, tracks: Sequence[Track]
) -> Iterator[tuple[UUID, Path]]:
    for track in tracks:
        try:
            yield track.id, sources.audio_path(session, tools.media, track)
        except (NotFound, NoAudio):  # there is no file to look into just now
            continue


def _note(session: Session, track: Track, picture: str | None) -> bool:
    try:
        return library.offer_artwork(
            session, track.id, picture, owner_id=track.owner_id, source=ArtworkSource.FILE
        )
    except NotFound:  # it was purged meanwhile
        return False


def _keep_quiet(fraction: float, phase: str) -> None:
    """Take the progress of a part that is told as a whole."""
    del fraction, phase
