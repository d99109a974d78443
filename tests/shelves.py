"""Tracks put into a library without any work on them, as many as a test needs."""

from uuid import UUID, uuid4

from app import library
from app.core.audio import Inspection, Tags
from app.library import TrackSource
from app.pipeline import Tools
from tests.houses import sha256_of


def add_tracks(tools: Tools, owner_id: UUID, *titles: str) -> list[UUID]:
    """Add a track of ten seconds for each title, with a file that can be opened as its audio."""
    ids = [uuid4() for _ in titles]
    with tools.database.transaction() as session:
        for track_id, title in zip(ids, titles, strict=True):
            library.add_track(
                session,
                _inspection(title),
                track_id=track_id,
                owner_id=owner_id,
                file_name=f"{title}.wav",
                content_hash=sha256_of(track_id.bytes),
                size_bytes=4,
                source=TrackSource.FILE,
            )
    for track_id in ids:
        file = tools.media.scratch(track_id) / "audio"
        file.write_bytes(b"RIFF")
        tools.media.put(library.media_key_of(track_id), file)
        tools.media.drop_scratch(track_id)
    return ids


def _inspection(title: str) -> Inspection:
    return Inspection(
        duration_seconds=10.0,
        sample_rate_hz=44_100,
        channels=2,
        container="wav",
        codec="pcm",
        bits=16,
        peak_db=-1.0,
        tags=Tags(title=title),
    )
