"""Bring audio in."""

from pathlib import Path

from pydantic import BaseModel

from app.core.audio import FlacWriter
from app.core.work import Report, Task
from app.sources.rules.demo_song import DemoSong, render_demo_song


def write_demo_song(path: Path) -> DemoSong:
    """Render the demo song into a FLAC file of 24 bits with its title and artist, and return it.

    Raises:
        StorageFailed: if the disk refuses.
    """
    song = render_demo_song()
    with FlacWriter(path, rate_hz=song.rate_hz, channels=len(song.mix)) as writer:
        writer.tag(title=song.title, artist=song.artist)
        writer.write(song.mix)
    return song


class DemoRequest(BaseModel):
    """Where the demo song is to be written."""

    path: Path


class DemoReport(BaseModel):
    """The demo song as it was written."""

    title: str
    artist: str


def _render(request: DemoRequest, report: Report) -> DemoReport:
    report(0.0, "playing the demo song")
    song = write_demo_song(request.path)
    return DemoReport(title=song.title, artist=song.artist)


RENDER_DEMO = Task("sources.render_demo", DemoRequest, DemoReport, _render)
