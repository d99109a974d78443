"""The audio that benchmarks measure on: the demo song, repeated to three minutes."""

from pathlib import Path

import numpy as np

from app.core import audio
from app.sources import render_demo_song

SECONDS = 180


def write_three_minutes(folder: Path) -> Path:
    """Write three minutes of stereo at 44.1 kHz and return the file."""
    song = render_demo_song()
    whole = np.tile(song.mix, (1, 4))[:, : SECONDS * song.rate_hz]
    path = folder / "three-minutes.flac"
    audio.write_flac(path, whole, song.rate_hz, bits=16)
    return path
