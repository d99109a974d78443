"""The stage that finds out what is behind a link, and puts it into the library."""

from typing import Any

from pydantic import BaseModel
from sqlmodel import Session

from app import library, sources
from app.core.words import plural
from app.library import TrackSource
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
        document: dict[str, Any] = {
            "title": outcome.title,
            "track_ids": [str(track.id) for track in tracks if not track.has_audio],
            "new": sum(is_new for _, is_new in added),
            "notes": list(outcome.notes),
        }
        if outcome.list_link is not None:
            playlist = library.take_over_playlist(
                session,
                outcome.title,
                [track.id for track in tracks],
                link=outcome.list_link,
                owner_id=job.owner_id,
            )
            document["playlist_id"] = str(playlist.id)
        elif tracks:
            document["track_id"] = str(tracks[0].id)
            job.track_id = tracks[0].id
        count = plural("{count} track", "{count} tracks", len(tracks))
        document["summary"] = " ".join([f"{outcome.title}, {count}.", *outcome.notes])[:400]
        return document


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
