"""How much of each pitch class sounds over time, for people to look at."""

import numpy as np

from app.analysis.rules.harmony.pitch import PITCH_RATE_HZ, Matrix, Pitches

CHROMA_NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")

_FRAMES_PER_ROW = 2
CHROMA_STEP_SECONDS = _FRAMES_PER_ROW / PITCH_RATE_HZ
"""The time from one row to the next, about 0.19 seconds."""

_FAINT = 0.01


def chroma_rows(pitches: Pitches) -> Matrix:
    """Return the chroma over time, tuned, shape ``(rows, 12)``, C first.

    The strongest pitch class of a row is 1, as in librosa's chroma; what is 40 dB below the
    strongest of the track is nothing.
    """
    chroma = pitches.chroma
    starts = np.arange(0, len(chroma), _FRAMES_PER_ROW)
    rows = np.add.reduceat(chroma, starts, axis=0)
    highest = rows.max(axis=1, keepdims=True)
    floor = max(_FAINT * float(rows.max()), 1e-9)
    return np.where(highest > floor, rows / np.maximum(highest, floor), 0.0).astype(np.float32)
