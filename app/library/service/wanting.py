"""Tracks that are known before their audio is there, and the audio that comes for them."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

import app.library.repository as repository
from app.core import clock
from app.core.audio import Inspection
from app.core.database import announce
from app.core.names import clean_text
from app.core.storage import MediaKey
from app.library.errors import NoAudio
from app.library.models import Track, TrackSource
from app.library.ports import TrackChanged, TrackDeleted, TrackImported, WantedTrack
from app.library.rules import MAX_NAME_LENGTH, clean_name
from app.library.service.artwork import hand_over_artwork
from app.library.service.tracks import media_key_of, restore_track

LINK_BYTES = 2000

FILLED = ("artist", "album", "genre", "year", "isrc", "spotify_id", "link")
"""What a track learns from another that turned out to be the same."""


@dataclass(frozen=True)
class Fetched:
    """A file that was fetched for a track, and what was found in it."""

    file_name: str
    content_hash: str
    size_bytes: int
    inspection: Inspection


def want_track(
    session: Session, wanted: WantedTrack, *, owner_id: UUID, source: TrackSource
) -> tuple[Track, bool]:
    """Add a track without audio, or return the owner's one that is known by its id or its link.

    The second value says whether it is new. One that was thrown away stays so: its
    ``deleted_at`` says it, and its owner decides.
    """
    link = _fitting(wanted.link)
    known = repository.find_wanted(
        session, spotify_id=wanted.spotify_id, link=link, owner_id=owner_id
    )
    if known is not None:
        return known, False
    track = Track(
        owner_id=owner_id,
        title=_shorten(wanted.title) or "Untitled",
        artist=_shorten(wanted.artist),
        album=_shorten(wanted.album),
        year=wanted.year,
        isrc=wanted.isrc,
        spotify_id=wanted.spotify_id,
        link=link,
        duration_seconds=wanted.duration_seconds or 0.0,
        source=source,
    )
    session.add(track)
    session.flush()
    announce(session, TrackImported(track.id, owner_id, track.title))
    return track, True


def take_audio(session: Session, track_id: UUID, fetched: Fetched, *, owner_id: UUID) -> Track:
    """Write down the audio that came for a track; return the track that has it now.

    If the owner has these very bytes already, the track gives way to the one that has them.

    Raises:
        NotFound: if the owner has no such track.
    """
    track = repository.get_any_track(session, track_id, owner_id=owner_id)
    known = repository.find_by_content(session, fetched.content_hash, owner_id=owner_id)
    if known is not None and known.id != track.id:
        return _give_way(session, track, known)
    found = fetched.inspection
    track.file_name = clean_name(fetched.file_name)
    track.media_key = media_key_of(track.id)
    track.content_hash = fetched.content_hash
    track.size_bytes = fetched.size_bytes
    track.container, track.codec = found.container, found.codec
    track.sample_rate_hz, track.channels = found.sample_rate_hz, found.channels
    track.duration_seconds, track.peak_db = found.duration_seconds, found.peak_db
    track.album = track.album or found.tags.album
    track.genre = track.genre or found.tags.genre
    track.year = track.year or found.tags.year
    track.changed_at = clock.now()
    session.add(track)
    announce(session, TrackChanged(track.id, owner_id))
    return track


def renew_track(session: Session, track: Track) -> Track:
    """Return a track without audio that stands in for one whose recording was the wrong one.

    It is a track of its own, so that nothing made of the old recording is taken for the new one's;
    the old one is thrown away, and can be taken back.
    """
    known = track.model_dump(include={"title", "genre", "rating", "source", *FILLED})
    _leave(session, track)
    newer = Track(owner_id=track.owner_id, duration_seconds=track.duration_seconds, **known)
    session.add(newer)
    session.flush()
    repository.hand_over_places(session, track.id, to=newer.id)
    hand_over_artwork(session, track.id, to=newer.id, owner_id=newer.owner_id)
    announce(session, TrackDeleted(track.id, track.owner_id))
    announce(session, TrackImported(newer.id, newer.owner_id, newer.title))
    return newer


def take_back(session: Session, track_id: UUID, *, instead_of: UUID, owner_id: UUID) -> Track:
    """Bring a track back that another stood in for, to all the places where that stands now.

    Raises:
        NotFound: if the owner has no such track, or it is purged.
    """
    newer = repository.get_any_track(session, instead_of, owner_id=owner_id)
    was_deleted = newer.deleted_at is not None
    learned = {"spotify_id": newer.spotify_id, "link": newer.link}
    _leave(session, newer)
    track = restore_track(session, track_id, owner_id=owner_id)
    for name, value in learned.items():
        if getattr(track, name) is None:
            setattr(track, name, value)
    session.add(track)
    repository.hand_over_places(session, newer.id, to=track.id)
    if not was_deleted:
        announce(session, TrackDeleted(newer.id, owner_id))
    return track


def audio_key(track: Track) -> MediaKey:
    """Return where the audio of a track lies.

    Raises:
        NoAudio: if it has not been fetched yet.
    """
    if not track.has_audio:
        raise NoAudio(f"'{track.title}' has no audio yet. Download it first.")
    return media_key_of(track.id)


def _give_way(session: Session, track: Track, known: Track) -> Track:
    """Let a track that was there before stand wherever one with the same audio stands.

    The other is thrown away, and goes for good with the jobs that tell how that came.
    """
    learned = {name: getattr(track, name) for name in FILLED}
    restore_track(session, known.id, owner_id=known.owner_id)
    repository.hand_over_places(session, track.id, to=known.id)
    hand_over_artwork(session, track.id, to=known.id, owner_id=known.owner_id)
    _leave(session, track)
    for name, value in learned.items():
        if getattr(known, name) is None:
            setattr(known, name, value)
    session.add(known)
    announce(session, TrackDeleted(track.id, known.owner_id))
    announce(session, TrackChanged(known.id, known.owner_id))
    return known


def _leave(session: Session, track: Track) -> None:
    """Throw a track away whose place another takes; what must not stand twice is free then."""
    track.spotify_id = track.link = None
    track.deleted_at = clock.now()
    session.add(track)
    session.flush()


def _fitting(link: str | None) -> str | None:
    """Return a link if an index can hold it."""
    return link if link and len(link.encode()) <= LINK_BYTES else None


def _shorten(words: str | None) -> str | None:
    return clean_text(words or "")[:MAX_NAME_LENGTH].strip() or None
