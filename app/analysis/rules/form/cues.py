"""Cue points that a DJ would set: where parts begin, where one mixes in and out, and why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from app.analysis.rules.form.changes import name_changes
from app.analysis.rules.form.sections import Part
from app.core.errors import InvalidInput

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
    "vocal": "#E86FB0",
    "mix in": "#4FBF5B",
}
"""The colour of each kind of cue; the front end may map them to its own."""

PRESETS: Final[dict[str, tuple[str, ...]]] = {
    "": (
        "start", "mix out", "drop", "outro", "vocal", "breakdown", "mix in", "chorus", "drop",
        "chorus", "build-up", "verse",
    ),
    "club": (
        "mix in", "mix out", "drop", "breakdown", "drop", "build-up", "start", "outro",
        "breakdown", "vocal", "drop", "verse",
    ),
    "song": (
        "start", "vocal", "chorus", "outro", "verse", "chorus", "breakdown", "drop", "verse",
        "mix in", "chorus", "mix out",
    ),
    "open format": (
        "start", "mix in", "vocal", "chorus", "drop", "outro", "breakdown", "verse", "chorus",
        "drop", "mix out", "build-up",
    ),
    "hip hop": (
        "mix in", "vocal", "verse", "chorus", "outro", "start", "verse", "chorus", "breakdown",
        "mix out", "drop", "verse",
    ),
}  # fmt: skip
"""What is set first, by style; a name that comes twice is the next one of its kind in the track.

The usual set has one of everything.  Clubs blend from beat to beat, so the places where the beat
begins and where it can go on for ever come first, then every drop with what leads to it.  Songs are
jumped to where somebody sings.  Open format needs quick starts of all kinds; hip hop is cut on the
first beat of a verse, where the drums and the voice are.  ``pop`` is another name for ``song``.
What is left goes to the beginnings of the other parts in time.
"""

_OTHER_NAMES: Final = {"pop": "song", "usual": ""}
_LOOP_BARS = 4
_USUAL_NOVELTY_DB = 4.0
_BEAT = 0.5
_NEAR_LINE = 0.25


@dataclass(frozen=True)
class Cue:
    """A position worth returning to, and why."""

    position_seconds: float
    label: str
    type: CueType
    colour: str
    explanation: str
    confidence: float


@dataclass(frozen=True)
class Scene:
    """What cues are chosen from.

    ``kicks`` says how much kick each bar has, 0..1; ``first_vocal_seconds`` is None where nobody
    sings or nobody knows; ``vocal_trust`` and ``trust``, of the grid, are 0..1.
    """

    parts: list[Part]
    lines_seconds: Series
    kicks: Series
    trust: float
    first_vocal_seconds: float | None = None
    vocal_trust: float = 0.0


def propose_cues(scene: Scene, *, style: str = "") -> list[Cue]:
    """Return up to eight cues in time, all on bar lines, chosen by the preset of a style.

    Raises:
        InvalidInput: if there is no preset of that name.
    """
    order = find_preset(style)
    if not scene.parts or len(scene.lines_seconds) == 0:
        return []
    waiting = {name: make(scene) for name, make in _MAKERS.items()}
    for before, part in pairwise(scene.parts):
        waiting.setdefault(part.label, []).append([_part_cue(scene, part, before)])
    groups = [waiting[name].pop(0) for name in order if waiting.get(name)]
    rest = [group for name in waiting if name not in _MAKERS for group in waiting[name]]
    groups += sorted(rest, key=lambda group: group[0].position_seconds)
    return sorted(_fitting(groups), key=lambda cue: (cue.position_seconds, cue.type))


def find_preset(style: str) -> tuple[str, ...]:
    """Return what is worth a cue in a style, first to last.

    Raises:
        InvalidInput: if there is no such style; the sentence says what may have been meant.
    """
    wanted = style.strip().lower()
    wanted = _OTHER_NAMES.get(wanted, wanted)
    if wanted not in PRESETS:
        names = [name for name in (*PRESETS, *_OTHER_NAMES) if name]
        close = get_close_matches(wanted, names, n=1)
        meant = f"Did you mean '{close[0]}'?" if close else f"There are: {', '.join(names)}."
        raise InvalidInput(f"There are no cues in the style '{style[:40]}'. {meant}")
    return PRESETS[wanted]


def _fitting(groups: list[list[Cue]]) -> Iterator[Cue]:
    """Yield the cues of the first groups that fit; none twice at a place for the same purpose."""
    taken: set[tuple[float, CueType]] = set()
    for group in groups:
        places: set[tuple[float, CueType]] = {(cue.position_seconds, cue.type) for cue in group}
        if len(taken) + len(group) <= MOST_CUES and not places & taken:
            taken |= places
            yield from group


def _start(scene: Scene) -> list[list[Cue]]:
    """Return the point to load the track at: the first bar line."""
    name = "intro" if scene.parts[0].label == "intro" else "start"
    return [[_cue(scene, 0, name, "memory", "load", "the first bar line of the music")]]


def _mix_in(scene: Scene) -> list[list[Cue]]:
    """Return where the beat begins, if there is one."""
    beating = np.flatnonzero(scene.kicks >= _BEAT)
    if len(beating) == 0:
        return []
    return [[_cue(scene, int(beating[0]), "mix in", "hot", "mix in", "the kick begins")]]


def _vocal(scene: Scene) -> list[list[Cue]]:
    """Return the bar in which somebody begins to sing; an upbeat belongs to the bar after it."""
    seconds, lines = scene.first_vocal_seconds, scene.lines_seconds
    if seconds is None:
        return []
    bar = float(np.median(np.diff(lines))) if len(lines) > 1 else 0.0
    place = int(np.searchsorted(lines, seconds + _NEAR_LINE * bar, side="right")) - 1
    place = min(max(place, 0), len(lines) - 1)
    sure = scene.trust * scene.vocal_trust
    return [[_cue(scene, place, "vocal", "hot", "vocal", "somebody begins to sing", sure=sure)]]


def _mix_out(scene: Scene) -> list[list[Cue]]:
    """Return a loop over the first four bars of the outro, if it is as long as that."""
    last = scene.parts[-1]
    first_line = _nearest_line(scene, last.start_seconds)
    if last.label != "outro" or first_line + _LOOP_BARS >= len(scene.lines_seconds):
        return []
    sides: tuple[tuple[int, CueType, str], ...] = (
        (0, "loop_in", "start"),
        (_LOOP_BARS, "loop_out", "end"),
    )
    return [
        [
            _cue(
                scene,
                first_line + bars,
                "mix out",
                kind,
                "loop",
                f"{side} of a {_LOOP_BARS}-bar loop in the outro",
            )
            for bars, kind, side in sides
        ]
    ]


def _part_cue(scene: Scene, part: Part, before: Part) -> Cue:
    sure = scene.trust * min(1.0, part.novelty_db / _USUAL_NOVELTY_DB)
    place = _nearest_line(scene, part.start_seconds)
    why = name_changes(part, before)
    return _cue(scene, place, part.label, "hot", part.label, why, sure=sure)


def _cue(
    scene: Scene,
    line: int,
    label: str,
    kind: CueType,
    colour: str,
    why: str,
    *,
    sure: float | None = None,
) -> Cue:
    return Cue(
        position_seconds=float(scene.lines_seconds[line]),
        label=label,
        type=kind,
        colour=COLOURS[colour],
        explanation=f"{label}: {why}",
        confidence=round(max(0.0, scene.trust if sure is None else sure), 3),
    )


def _nearest_line(scene: Scene, seconds: float) -> int:
    return int(np.argmin(np.abs(scene.lines_seconds - seconds)))


_MAKERS: Final[dict[str, Callable[[Scene], list[list[Cue]]]]] = {
    "start": _start,
    "mix in": _mix_in,
    "vocal": _vocal,
    "mix out": _mix_out,
}
