"""Everything that audio comes from; so far, the song that the project makes itself."""

from app.sources.rules.demo_song import DemoSection, DemoSong, render_demo_song
from app.sources.service import RENDER_DEMO, DemoReport, DemoRequest, write_demo_song

__all__ = [
    "RENDER_DEMO",
    "DemoReport",
    "DemoRequest",
    "DemoSection",
    "DemoSong",
    "render_demo_song",
    "write_demo_song",
]
