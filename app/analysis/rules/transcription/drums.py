"""Strokes of drums as notes of the percussion map of General MIDI."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from app.analysis.rules.stems.drum_events import Hit
from app.analysis.rules.stems.strokes import Drum
from app.analysis.rules.transcription.notes import HeardNote, levels_to_velocities

DRUM_PITCHES: Final[dict[Drum, int]] = {"kick": 36, "snare": 38, "hat": 42}
"""Bass drum 1, acoustic snare and closed hi-hat (General MIDI level 1, 1991)."""

STROKE_SECONDS: Final = 0.1
"""How long a stroke is written, unless the drum is struck again before; samplers ignore it."""


def hits_to_notes(hits: Sequence[Hit]) -> list[HeardNote]:
    """Return strokes as notes, in time."""
    levels_db = np.array([20.0 * np.log10(max(hit.strength, 1e-3)) for hit in hits])
    following: dict[Drum, float] = {}
    notes: list[HeardNote] = []
    velocities = levels_to_velocities(levels_db)
    for hit, velocity in zip(reversed(hits), reversed(velocities), strict=True):
        end = min(hit.seconds + STROKE_SECONDS, following.get(hit.drum, np.inf))
        notes.append(HeardNote(hit.seconds, end, DRUM_PITCHES[hit.drum], velocity))
        following[hit.drum] = hit.seconds
    return notes[::-1]
