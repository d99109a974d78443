"""Rows for tests of the API, made without any work."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import event

from app.analysis import Analysis
from app.library import Track
from app.pipeline import Job, JobState, Queue
from tests.houses import House

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def make_track(house: House, title: str, number: int = 0, **more: Any) -> Track:
    track_id = uuid4()
    return Track(
        id=track_id,
        owner_id=house.owner_id,
        title=title,
        file_name=f"{title}.wav",
        media_key=f"tracks/{track_id}.audio",
        content_hash=f"{title} {number}"[:64],
        size_bytes=1000 + number,
        container="wav",
        codec="pcm",
        sample_rate_hz=44_100,
        channels=2,
        duration_seconds=100.0 + number,
        peak_db=-1.0,
        created_at=LONG_AGO + timedelta(minutes=number),
        **more,
    )


def make_analysis(track: Track, *, tempo_bpm: float, camelot: str, day: int = 1) -> Analysis:
    return Analysis(
        id=uuid4(),
        owner_id=track.owner_id,
        track_id=track.id,
        schema_version=1,
        tempo_bpm=tempo_bpm,
        key="A minor",
        camelot=camelot,
        key_confidence=0.5,
        loudness_lufs=-tempo_bpm / 10,
        energy=0.5,
        created_at=datetime(2020, 1, day, tzinfo=UTC),
    )


def make_job(track: Track, state: JobState, *, stage: str = "separate", day: int = 1) -> Job:
    return Job(
        owner_id=track.owner_id,
        track_id=track.id,
        stage=stage,
        queue=Queue.PROCESSING,
        title=track.title,
        state=state,
        progress=0.25,
        phase="separating",
        error="It broke." if state is JobState.FAILED else None,
        created_at=datetime(2020, 1, day, tzinfo=UTC),
        due_at=datetime(2099, 1, 1, tzinfo=UTC),
    )


def add(house: House, *rows: Any) -> None:
    with house.database.transaction() as session:
        for kind in (Track, Analysis, Job):
            session.add_all(row for row in rows if isinstance(row, kind))
            session.flush()


@contextmanager
def counting(house: House, *, about: str = "track") -> Generator[list[str]]:
    said: list[str] = []

    def hear(connection: object, cursor: object, statement: str, *rest: object) -> None:
        del connection, cursor, rest
        if about in statement:
            said.append(statement)

    event.listen(house.database.engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(house.database.engine, "before_cursor_execute", hear)
