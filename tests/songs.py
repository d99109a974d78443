"""Small pieces of music for tests that need real audio."""

from pathlib import Path

import numpy as np
import soundfile

RATE_HZ = 22_050


def write_song(
    path: Path, *, seconds: float = 6.0, tempo_bpm: float = 120.0, seed: int = 1
) -> Path:
    """Write a beat, a bass and a chord; another ``seed`` gives other bytes."""
    samples = int(seconds * RATE_HZ)
    time = np.arange(samples) / RATE_HZ
    beat = time % (60 / tempo_bpm)
    kick = np.sin(2 * np.pi * 55 * beat) * np.exp(-beat * 18)
    hat = np.random.default_rng(seed).normal(size=samples) * np.exp(-((beat + 0.25) % 0.5) * 60)
    chord = sum(np.sin(2 * np.pi * hz * time) for hz in (220.0, 261.63, 329.63))
    left = 0.5 * kick + 0.05 * hat + 0.08 * chord
    right = 0.5 * kick - 0.05 * hat + 0.08 * chord
    soundfile.write(path, np.column_stack([left, right]).astype(np.float32), RATE_HZ)
    return path
