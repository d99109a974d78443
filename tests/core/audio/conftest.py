"""Small real files, made once per worker: a tone with noise that every codec can carry."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.core.audio import ffmpeg_path
from app.core.units import Audio

RATE_HZ = 44_100
Encode = Callable[..., Path]


@pytest.fixture(scope="session")
def music() -> Audio:
    """Three seconds of stereo on the grid of 16 bits, with a beginning that can be found again."""
    time = np.arange(3 * RATE_HZ + 123) / RATE_HZ
    random = np.random.default_rng(7)
    left = 0.3 * np.sin(2 * np.pi * 220 * time) * np.exp(-(time % 0.5) * 6)
    right = 0.2 * np.sin(2 * np.pi * 331 * time)
    audio = np.stack([left, right]) + 0.02 * random.standard_normal((2, len(time)))
    return (np.rint(audio * 32_768) / 32_768).astype(np.float32)


@pytest.fixture(scope="session")
def wav(music: Audio, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The music as a WAV of 16 bits."""
    path = tmp_path_factory.mktemp("audio") / "music.wav"
    soundfile.write(path, music.T, RATE_HZ, subtype="PCM_16")
    return path


@pytest.fixture(scope="session")
def encode(wav: Path) -> Encode:
    """Return a function that lets the ffmpeg program encode the music, once per set of options."""

    def encode_once(name: str, *options: str, source: Path = wav) -> Path:
        path = wav.with_name(name)
        if not path.exists():
            command = [ffmpeg_path(), "-nostdin", "-loglevel", "error", "-y", "-i", source]
            subprocess.run([*command, *options, path], check=True)
        return path

    return encode_once
