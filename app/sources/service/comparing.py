"""Whether two files are the same recording, listened to as the fingerprints of recordings are."""

from pathlib import Path

import numpy as np

from app.core import audio
from app.core.units import Audio, Mono
from app.sources.rules.fingerprint import FINGERPRINT_RATE_HZ, FingerprintListener, Listened
from app.sources.rules.recognition import Likeness, compare

_CANCELLED = 0.01
"""A sum that has less than this share of its channels' power is no picture of them."""


def compare_files(first: Path, second: Path) -> Likeness:
    """Return how the recording in one file compares with that in another.

    Raises:
        UnusableAudio: if one of them is no audio, or too short to tell.
    """
    return compare(listen_to(second), listen_to(first).fingerprint)


def listen_to(path: Path) -> Listened:
    """Return what is heard in a file.

    Raises:
        UnusableAudio: if it is no audio.
        InvalidInput: if it is too short to tell.
    """
    listener = FingerprintListener()
    for block in audio.stream(path, rate_hz=FINGERPRINT_RATE_HZ, channels=2):
        listener.push(_to_mono(block))
    return listener.finish()


def _to_mono(block: Audio) -> Mono:
    """Return the mean of two channels, or the left one where they cancel each other."""
    mean: Mono = (block[0] + block[1]) * np.float32(0.5)
    cancels = float(np.mean(mean * mean)) < _CANCELLED * float(np.mean(block * block))
    return np.ascontiguousarray(block[0]) if cancels else mean
