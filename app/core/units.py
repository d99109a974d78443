"""The words numbers are written in, and the conversions between them."""

import math
from typing import NewType

import numpy as np
import numpy.typing as npt

Audio = npt.NDArray[np.float32]
"""PCM in [-1, 1], shape ``(channels, samples)``."""

Mono = npt.NDArray[np.float32]
"""PCM in [-1, 1], shape ``(samples,)``."""

Bpm = NewType("Bpm", float)
"""A tempo in beats per minute."""

KILO = 1000

SILENCE_DB = -120.0
"""What a level of nothing at all is called, so that JSON never has to carry an infinity."""


def gain_to_db(gain: float) -> float:
    """Return an amplitude ratio in decibels, never below :data:`SILENCE_DB`."""
    if gain <= 0:
        return SILENCE_DB
    return max(20.0 * math.log10(gain), SILENCE_DB)


def db_to_gain(level_db: float) -> float:
    """Return decibels as an amplitude ratio."""
    return 10.0 ** (level_db / 20.0)


def seconds_to_samples(seconds: float, rate_hz: int) -> int:
    """Return the sample nearest to a time."""
    return round(seconds * rate_hz)


def seconds_to_words(seconds: float) -> str:
    """Return a duration as people write it: ``0:45``, ``3:07`` or ``1:02:03``."""
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


def seconds_to_position(seconds: float) -> str:
    """Return a place in a track as people write it, to the tenth: ``0:26.5``, ``1:02:03.0``."""
    tenths = math.floor(seconds * 10 + 0.5)
    return f"{seconds_to_words(tenths // 10)}.{tenths % 10}"


def bytes_to_words(size_bytes: int) -> str:
    """Return a size as people read it: ``812 B``, ``4.2 MB``, ``1.3 GB``."""
    if size_bytes < KILO:
        return f"{size_bytes} B"
    size = float(size_bytes)
    for unit in ("kB", "MB"):
        size /= KILO
        if size < KILO:
            return f"{size:.1f} {unit}"
    return f"{size / KILO:.1f} GB"
