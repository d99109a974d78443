"""Cue points that a DJ would set: where parts begin, and loops to mix in and out with."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from app.analysis.rules.sections import Label, Part

CueType = Literal["hot", "memory", "loop_in", "loop_out"]
"""What a cue is for."""

Series = npt.NDArray[np.float64]

MOST_CUES = 8
COLOURS: dict[str, str] = {
    "intro": "#3E8EDE",
    "verse": "#2FB5A5",
    "chorus": "#E8B93B",
    "breakdown": "#8A6FD1",
    "build-up": "#E88A3B",
    "drop": "#E2483D",
    "outro": "#6B7A8F",
    "load": "#F2F2F2",
    "loop": "#4FBF5B",
}
"""The colour of each kind of cue; the front end may map them to its own."""

_RANKS: dict[Label, int] = {
    "drop": 0,
    "outro": 1,
    "breakdown": 2,
    "chorus": 3,
    "build-up": 4,
    "verse": 5,
    "intro": 6,
}
_LOOP_BARS = 4
_USUAL_NOVELTY_DB = 4.0
_SAME_DB = 1.0


@dataclass(frozen=True)
class Cue:
    """A position worth returning to, and why."""

    position_seconds: float
    label: str
    type: CueType
    colour: str
    explanation: str
    confidence: float


def propose_cues(parts: list[Part], lines_seconds: Series, *, trust: float) -> list[Cue]:
    """Return up to eight cues in time, all on bar lines.

    The load point and a loop to mix out with come first, then the beginnings of the parts in the
    order of what they are worth to a DJ.  ``trust`` is the confidence of the grid, 0..1.
    """
    if not parts or len(lines_seconds) == 0:
        return []
    fixed = [_load_point(lines_seconds, trust), *_mix_out_loop(parts, lines_seconds, trust)]
    starts = [
        (_RANKS[part.label], _part_cue(part, before, trust)) for before, part in pairwise(parts)
    ]
    ranked = [cue for _, cue in sorted(starts, key=lambda start: start[0])]
    chosen = [*fixed, *ranked][:MOST_CUES]
    return sorted(chosen, key=lambda cue: (cue.position_seconds, cue.type))


def _load_point(lines_seconds: Series, trust: float) -> Cue:
    return Cue(
        position_seconds=float(lines_seconds[0]),
        label="start",
        type="memory",
        colour=COLOURS["load"],
        explanation="start: the first bar line of the music",
        confidence=round(trust, 3),
    )


def _mix_out_loop(parts: list[Part], lines_seconds: Series, trust: float) -> list[Cue]:
    """Return a loop over the first four bars of the outro, if it is as long as that."""
    last = parts[-1]
    first_line = int(np.argmin(np.abs(lines_seconds - last.start_seconds)))
    if last.label != "outro" or first_line + _LOOP_BARS >= len(lines_seconds):
        return []
    sides: tuple[tuple[int, CueType, str], ...] = (
        (0, "loop_in", "start"),
        (_LOOP_BARS, "loop_out", "end"),
    )
    return [
        Cue(
            position_seconds=float(lines_seconds[first_line + bars]),
            label="mix out",
            type=kind,
            colour=COLOURS["loop"],
            explanation=f"mix out: {side} of a {_LOOP_BARS}-bar loop in the outro",
            confidence=round(trust, 3),
        )
        for bars, kind, side in sides
    ]


def _part_cue(part: Part, before: Part, trust: float) -> Cue:
    sure = trust * min(1.0, part.novelty_db / _USUAL_NOVELTY_DB)
    return Cue(
        position_seconds=part.start_seconds,
        label=part.label,
        type="hot",
        colour=COLOURS[part.label],
        explanation=f"{part.label}: {_difference(part, before)}",
        confidence=round(max(0.0, sure), 3),
    )


def _difference(part: Part, before: Part) -> str:
    """Return in words what is different from the part before."""
    step_db = part.level_lufs - before.level_lufs
    if abs(step_db) >= _SAME_DB:
        return f"energy {step_db:+.0f} dB"
    return f"the sound changes by {part.novelty_db:.0f} dB at the same energy"
