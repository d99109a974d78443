"""Whole songs that are drawn by a seed, with everything known that an analysis may be asked.

``plan = draw_song(7, style="house")`` says what is played, ``render(plan)`` plays it.
"""

from tests.analysis.rendered.drawing import draw_song
from tests.analysis.rendered.plan import (
    GHOST_GAIN,
    STYLES,
    Change,
    Chord,
    Mixdown,
    Passage,
    Plan,
)
from tests.analysis.rendered.rendering import RATE_HZ, Rendered, render, write
from tests.analysis.rendered.truth import (
    ChordTruth,
    CueTruth,
    KeyTruth,
    SectionTruth,
    SpanTruth,
    StrokeTruth,
    Truth,
    tell_truth,
)

__all__ = [
    "GHOST_GAIN",
    "RATE_HZ",
    "STYLES",
    "Change",
    "Chord",
    "ChordTruth",
    "CueTruth",
    "KeyTruth",
    "Mixdown",
    "Passage",
    "Plan",
    "Rendered",
    "SectionTruth",
    "SpanTruth",
    "StrokeTruth",
    "Truth",
    "draw_song",
    "render",
    "tell_truth",
    "write",
]
