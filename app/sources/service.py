"""Bring audio in."""

from pathlib import Path

from app.core.audio import FlacWriter
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
