"""A library with all that its views show: names, albums, tempi, keys, ratings, years and tags."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from app import accounts, library
from app.analysis import Analysis
from app.core import clock
from app.library import Track, TrackSource
from tests.browser.served import Served

GENRES = ("House", "Techno", "Drum & Bass", "Deep House")
ARTISTS = ("Ann Bell", "Björk Ray", "Cy Dunn", '"Weird Al" Yankovic', "Daft, Punk & Co", "Élan")
TITLES = ("First Light", "Second Sun", "Third Rail", "Nachtfahrt", "Slow Motion", "Paper Moon")


def owner_of(served: Served) -> UUID:
    """Return who owns the library."""
    with served.tools.database.reading() as session:
        return accounts.get_by_email(session, served.settings.owner_email).id


def fill(served: Served, count: int) -> Sequence[Track]:
    """Put tracks into the library, the oldest first; the newest has the highest number."""
    owner_id = owner_of(served)
    tracks = [_make_track(owner_id, number) for number in range(count)]
    heard = [_make_analysis(track, number) for number, track in enumerate(tracks) if number % 9]
    with served.tools.database.transaction() as session:
        session.add_all(tracks)
        session.flush()
        session.add_all(heard)
        session.flush()
        marked = [track.id for track in tracks[::5]]
        library.tag_tracks(session, marked, ["peak time", "vocal"], owner_id=owner_id)
    return tracks


def _make_track(owner_id: UUID, number: int) -> Track:
    track_id = uuid4()
    return Track(
        id=track_id,
        owner_id=owner_id,
        title=f"{TITLES[number % len(TITLES)]} {number:04}",
        artist=ARTISTS[number % len(ARTISTS)],
        album=f"Album {number // 4 % 40:02}",
        genre=GENRES[number % len(GENRES)],
        year=1990 + number % 30,
        rating=number % 6 or None,
        source=TrackSource.FILE if number % 3 else TrackSource.SPOTIFY,
        file_name=f"{number}.wav",
        media_key=f"tracks/{track_id}.audio",
        content_hash=f"{number:064}",
        size_bytes=5_000_000 + 100_000 * number,
        container="wav",
        codec="pcm",
        sample_rate_hz=44_100,
        channels=2,
        duration_seconds=180.0 + number % 200,
        peak_db=-1.0,
        created_at=clock.now() - timedelta(days=count_back(number)),
    )


def count_back(number: int) -> int:
    """Return how many days ago a track came: the first of them long ago."""
    return 2000 - number


def _make_analysis(track: Track, number: int) -> Analysis:
    return Analysis(
        id=uuid4(),
        owner_id=track.owner_id,
        track_id=track.id,
        schema_version=1,
        tempo_bpm=100.0 + number % 60,
        key="A minor",
        camelot=f"{number % 12 + 1}{'AB'[number % 2]}",
        key_confidence=0.5,
        loudness_lufs=-6.0 - number % 8,
        energy=number % 11 / 10,
        created_at=clock.now(),
    )
