"""The place of a track by which one knows it: where it drops, or else where it is loudest."""

from collections.abc import Sequence
from typing import Final

import numpy as np

_STRONG: Final = ("drop", "chorus")
_STRETCH_SECONDS = 8.0
_EVERYWHERE = 3.0
"""Of a track of which nothing is known, a third is past the beginning and before the end."""


def find_highlight(
    places: Sequence[tuple[str, float]],
    energy: Sequence[float],
    *,
    step_seconds: float,
    duration_seconds: float,
) -> float:
    """Return where to listen into a track, in seconds.

    ``places`` are what cues and sections are called, with where they begin, the more telling ones
    first; ``energy`` is a curve over time with one value per ``step_seconds``. It is the first
    drop, else the first chorus, else where the eight seconds with the most energy begin, else a
    third of the way.
    """
    for label in _STRONG:
        for name, start_seconds in places:
            if name.casefold().startswith(label) and start_seconds < duration_seconds:
                return start_seconds
    width = max(1, round(_STRETCH_SECONDS / step_seconds)) if step_seconds > 0 else 0
    if not width or len(energy) < width:
        return max(0.0, duration_seconds / _EVERYWHERE)
    sums = np.convolve(np.asarray(energy, dtype=np.float64), np.ones(width), mode="valid")
    start = int(np.argmax(sums)) * step_seconds
    return round(min(start, max(0.0, duration_seconds - _STRETCH_SECONDS)), 3)
