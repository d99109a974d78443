"""The stage that finds out what is behind a link, and puts it into the library."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from sqlmodel import Session

from app import library, sources
from app.core.words import plural
from app.library import Track, TrackSource
from app.pipeline.errors import Snooze
from app.pipeline.models import Job
from app.pipeline.ports import Tools, Work
from app.pipeline.rules import Queue
from app.sources import Gathered, Link, LinkKind

NAME = "gather"
POOL = "fetch"
LIMIT_SECONDS = 300.0

SPOTIFY = frozenset(
    {
        LinkKind.SPOTIFY_TRACK,
        LinkKind.SPOTIFY_ALBUM,
        LinkKind.SPOTIFY_PLAYLIST,
        LinkKind.SPOTIFY_SHORT,
    }
)


class GatherArguments(BaseModel):
    """A link that was read already, and what is to be done with its tracks."""

    link: Link
    then: list[dict[str, Any]] = []


class Gather:
    """Ask what a link leads to, and add its tracks, without audio yet, and its playlist."""

    name = NAME
    label = "Look up"
    queue = Queue.DOWNLOAD
    after: frozenset[str] = frozenset()

    def compute(self, work: Work) -> Gathered:
        """Ask the service that the link leads to."""
        link = GatherArguments.model_validate(work.job.arguments).link
        settings = work.tools.settings
        if link.kind in SPOTIFY:
            return _ask_spotify(work, link)
        if link.kind is LinkKind.AUDIO:
            return sources.gather_audio(link)
        request = sources.ProbeRequest(url=link.url, way_out=sources.way_out_of(settings))
        probed = work.perform(sources.PROBE, request, pool=POOL, limit_seconds=LIMIT_SECONDS)
        return sources.gather_page(link, probed)

    def save(self, session: Session, job: Job, outcome: Gathered, tools: Tools) -> dict[str, Any]:
        """Add what is not there yet; a list that was taken over before is brought up to date."""
        del tools
        link = GatherArguments.model_validate(job.arguments).link
        source = TrackSource.SPOTIFY if link.kind in SPOTIFY else TrackSource.LINK
        added = [
            library.want_track(session, wanted, owner_id=job.owner_id, source=source)
            for wanted in outcome.tracks
        ]
        tracks = [track for track, _ in added]
        kept = [track for track in tracks if track.deleted_at is None]
        trashed = [track for track in tracks if track.deleted_at is not None]
        document: dict[str, Any] = {
            "title": outcome.title,
            "track_ids": [str(track.id) for track in kept if not track.has_audio],
            "trashed": [str(track.id) for track in trashed],
            "new": sum(is_new for _, is_new in added),
            "notes": list(outcome.notes),
            "pictures": _pictures_of(outcome, tracks),
        }
        if outcome.list_link is not None:
            playlist = library.take_over_playlist(
                session,
                outcome.title,
                [track.id for track in kept],
                link=outcome.list_link,
                owner_id=job.owner_id,
            )
            document["playlist_id"] = str(playlist.id)
        elif kept:
            document["track_id"] = str(kept[0].id)
            job.track_id = kept[0].id
        count = plural("{count} track", "{count} tracks", len(tracks))
        said = [f"{outcome.title}, {count}.", *outcome.notes]
        if trashed:
            said.append(say_what_is_in_the_trash(len(trashed)))
        document["summary"] = " ".join(said)[:400]
        return document


def say_what_is_in_the_trash(count: int) -> str:
    """Say that tracks of a link are not brought back, because a person threw them away."""
    return plural(
        "{count} track is in the trash and stays there. Restore it to have it again.",
        "{count} tracks are in the trash and stay there. Restore them to have them again.",
        count,
    )


def _pictures_of(outcome: Gathered, tracks: Sequence[Track]) -> dict[str, list[str]]:
    """Return the addresses of the tracks' pictures, each with the tracks that it belongs to."""
    pictures: dict[str, list[str]] = {}
    for wanted, track in zip(outcome.tracks, tracks, strict=True):
        if wanted.picture_url:
            pictures.setdefault(wanted.picture_url, []).append(str(track.id))
    return pictures


def _ask_spotify(work: Work, link: Link) -> Gathered:
    """Ask Spotify, later if it wants that.

    Raises:
        Snooze: if it answers no more questions for a while.
    """
    work.report(0.0, "asking Spotify")
    asker = sources.Asker(work.tools.database, work.job.owner_id)
    try:
        return sources.gather_spotify(link, work.tools.settings, wait=work.halt.wait, asker=asker)
    except sources.SpotifyBusy as busy:
        raise Snooze(busy.wait_seconds, phase="waiting for Spotify") from busy
