"""The studio as a program of its own, with a library in it and separations to do."""

import re
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

import httpx
import numpy as np

from app import accounts, analysis, library
from app.core import audio
from app.core.database import Database
from app.core.events import LocalBus
from app.core.settings import Settings
from app.sources import render_demo_song
from tests import editions
from tests.programs import Program, free_port

AS_SHIPPED = {"keeper_seconds": 0.5, "job_lease_seconds": 15.0, "job_backoff_seconds": 15.0}
LINK = re.compile(r"http://\S+/sign-in/\S+")
PATIENCE_SECONDS = 600.0
LONG_SECONDS = 600
LONG_SONGS = 3
LONG = "Long Song"
CROWD = 1000
SEPARATIONS = 2


@dataclass(frozen=True)
class Running:
    """A studio that runs, and a client that is signed in to it."""

    settings: Settings
    address: str
    client: httpx.Client

    def tracks(self, search: str) -> list[dict[str, Any]]:
        """Return the first tracks that have these words in their names."""
        asked = {"search": search, "count": 10}
        return self.client.get("/api/v1/tracks", params=asked).json()["rows"]

    def jobs(self, stage: str) -> list[dict[str, Any]]:
        """Return the jobs of a stage that are not over."""
        answer = self.client.get("/api/v1/jobs", params={"live": True})
        return [job for job in answer.json() if job["stage"] == stage]

    def bring(self, path: Path) -> None:
        """Import a file and take it apart with the draft engine."""
        asked = {"name": path.name, "engine": "draft"}
        answer = self.client.post("/api/v1/uploads", params=asked, content=path.read_bytes())
        answer.raise_for_status()

    def rest(self) -> None:
        """Wait until there is nothing to do."""
        wait_until(lambda: not self.client.get("/api/v1/jobs", params={"live": True}).json())


@contextmanager
def running_studio(folder: Path) -> Generator[Running, None, None]:
    """Start a studio with the settings as shipped, sign in by its link, and stop it at the end."""
    port = free_port()
    with (
        editions.embedded(folder, port=port, **AS_SHIPPED) as settings,
        Program(settings, "serve") as program,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_SECONDS) as client,
    ):
        wait_until(lambda: LINK.search(program.log) is not None)
        found = LINK.search(program.log)
        assert found is not None  # noqa: S101  — it was waited for
        client.post(found[0], follow_redirects=True).raise_for_status()
        yield Running(settings, f"http://127.0.0.1:{port}", client)
        program.stop()


def fill(studio: Running) -> dict[str, Any]:
    """Bring the demo song in, and rows for a library of a thousand; return the song's track."""
    studio.client.post("/api/v1/demo").raise_for_status()
    wait_until(lambda: bool(studio.tracks("")))
    studio.rest()
    (track,) = studio.tracks("")
    add_rows(studio.settings, CROWD - 1)
    return track


def write_long_songs(folder: Path) -> list[Path]:
    """Write songs of ten minutes that differ only in their level."""
    song = render_demo_song()
    whole = np.tile(song.mix, (1, 14))[:, : LONG_SECONDS * song.rate_hz]
    paths: list[Path] = []
    for number in range(LONG_SONGS):
        path = folder / f"{LONG} {number}.flac"
        audio.write_flac(path, whole * np.float32(0.95**number), song.rate_hz, bits=16)
        paths.append(path)
    return paths


def add_rows(settings: Settings, count: int) -> None:
    """Add tracks that are rows only, each with what a list shows of an analysis."""
    database = Database(settings.database_address, bus=LocalBus())
    with database.transaction() as session:
        owner_id = accounts.get_by_email(session, settings.owner_email).id
        pattern = library.list_tracks(session, owner_id=owner_id)[0]
        heard = analysis.find_analysis(session, owner_id=owner_id, track_id=pattern.id)
        assert heard is not None  # noqa: S101  — it was imported and analysed
        for number in range(count):
            track_id = uuid4()
            changes: dict[str, Any] = {"id": track_id, "title": f"Row {number:04d}"}
            changes["content_hash"] = uuid4().hex
            changes["created_at"] = pattern.created_at - timedelta(hours=1 + number)
            session.add(library.Track(**{**pattern.model_dump(), **changes}))
            session.flush()
            changes = {"id": uuid4(), "track_id": track_id}
            session.add(analysis.Analysis(**{**heard.model_dump(), **changes}))
    database.dispose()


@contextmanager
def separating(
    studio: Running, songs: list[Path], *, engine: str, model: str
) -> Generator["Work", None, None]:
    """Keep two separations of the songs at work, from before the body until after it."""
    work = Work(studio, engine=engine, model=model)
    for song in songs:
        studio.bring(song)
    work.start()
    try:
        yield work
    finally:
        work.stop()


class Work(threading.Thread):
    """Asks again for separations, so that there are always some to do, and counts who works."""

    def __init__(self, studio: Running, *, engine: str, model: str) -> None:
        super().__init__(name="work")
        self.counts: list[int] = []
        self._asked = {"engine": engine, "model": model, "again": True}
        self._studio = studio
        self._over = threading.Event()

    def start(self) -> None:
        """Begin, and return when two separations are really under way."""
        wait_until(lambda: len(self._studio.tracks(LONG)) == LONG_SONGS)
        self._look()
        wait_until(lambda: self._look() == SEPARATIONS)
        super().start()

    def run(self) -> None:
        """Count and ask every second."""
        while not self._over.wait(1.0):
            self.counts.append(self._look())

    def stop(self) -> None:
        """Cancel what is left."""
        self._over.set()
        self.join()
        for job in self._studio.jobs("separate"):
            self._studio.client.post(f"/api/v1/jobs/{job['id']}/cancel")
        self._studio.rest()

    def _look(self) -> int:
        """Ask for what nobody does, and return how many separations are under way."""
        jobs = self._studio.jobs("separate")
        waiting = {job["track_id"] for job in jobs}
        for track in self._studio.tracks(LONG):
            if track["id"] not in waiting:
                path = f"/api/v1/tracks/{track['id']}/separations"
                self._studio.client.post(path, json=self._asked).raise_for_status()
        return sum(job["state"] == "processing" and job["progress"] > 0 for job in jobs)


def wait_until(condition: Callable[[], bool]) -> None:
    """Look again and again until ``condition`` holds.

    Raises:
        TimeoutError: if it never does.
    """
    deadline = monotonic() + PATIENCE_SECONDS
    pause = threading.Event()
    while not condition():
        if monotonic() > deadline:
            message = "The studio did not get there."
            raise TimeoutError(message)
        pause.wait(0.05)
