"""Everything that audio comes from; so far, the song that the project makes itself."""

from app.sources.rules.demo_song import DemoSection, DemoSong, render_demo_song
from app.sources.service import write_demo_song

__all__ = ["DemoSection", "DemoSong", "render_demo_song", "write_demo_song"]
