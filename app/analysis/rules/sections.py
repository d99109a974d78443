"""The parts of a track: where they begin, on bar lines, and what they are called."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from app.analysis.rules.energy import level_to_energy, loudest, mean_level
from app.analysis.rules.novelty import describe_bars, novelty_curve, pick_boundaries
from app.analysis.rules.onsets import KICK, Onsets

Label = Literal["intro", "verse", "chorus", "breakdown", "build-up", "drop", "outro"]
"""What a section is called."""

Series = npt.NDArray[np.float64]

_FULL_DB = 3.0
_MISSING_DB = 2.5
_DROP_DB = 4.0
_THIN_DB = 7.0
_RISE_DB = 2.5
_WITHOUT_KICK = 0.35
_STEADY_KICK = 0.9
_LONGEST_BUILD_UP_BARS = 8
_HIGH_BANDS = 2


@dataclass(frozen=True)
class Part:
    """A section with what was measured of it.

    ``novelty_db`` says how different it is from the one before, ``level_lufs`` how loud it is,
    ``missing_db`` how far its bands are below the fullest section's on average, ``kick`` how much
    of the track's strongest kick it has (0..1), ``rise_db`` how much louder or brighter its end is
    than its beginning.
    """

    start_seconds: float
    end_seconds: float
    bars: int
    novelty_db: float
    level_lufs: float
    energy: float
    missing_db: float
    kick: float
    rise_db: float
    label: Label = "verse"


def find_parts(lines_seconds: Series, onsets: Onsets, momentary_lufs: Series) -> list[Part]:
    """Return the labelled sections between the first and the last of the bar lines."""
    levels, accents = describe_bars(onsets, lines_seconds)
    novelty = novelty_curve(np.hstack([levels, accents]))
    edges = [0, *pick_boundaries(novelty), len(novelty)]
    sounds = np.stack([levels[start:end].mean(axis=0) for start, end in pairwise(edges)])
    missing = (sounds.max(axis=0) - sounds).mean(axis=1)
    kicks = 10.0 ** (accents[:, KICK] / 20.0)
    strongest = float(np.percentile(kicks, 90))
    measured = [
        _measured(
            lines_seconds[start : end + 1],
            momentary_lufs,
            novelty_db=float(novelty[start]),
            missing_db=float(lacking),
            kick=float(np.minimum(kicks[start:end] / strongest, 1.0).mean()),
            opening_db=_opening(levels[start:end]),
        )
        for (start, end), lacking in zip(pairwise(edges), missing, strict=True)
    ]
    return label_parts(measured)


def _measured(
    lines: Series,
    momentary_lufs: Series,
    *,
    novelty_db: float,
    missing_db: float,
    kick: float,
    opening_db: float,
) -> Part:
    """Return a section that lies between the first and the last of some bar lines."""
    begin, finish = float(lines[0]), float(lines[-1])
    third = (finish - begin) / 3
    level = mean_level(momentary_lufs, begin, finish)
    first_level = mean_level(momentary_lufs, begin, begin + third)
    last_level = mean_level(momentary_lufs, finish - third, finish)
    return Part(
        start_seconds=begin,
        end_seconds=finish,
        bars=len(lines) - 1,
        novelty_db=novelty_db,
        level_lufs=level,
        energy=level_to_energy(level, loudest(momentary_lufs)),
        missing_db=missing_db,
        kick=kick,
        rise_db=max(last_level - first_level, opening_db),
    )


def _opening(levels: Series) -> float:
    """Return by how much the highest bands rise from the first to the second half, in dB."""
    half = len(levels) // 2
    if half == 0:
        return 0.0
    high = levels[:, -_HIGH_BANDS:].mean(axis=1)
    return float(high[-half:].mean() - high[:half].mean())


def label_parts(parts: list[Part]) -> list[Part]:
    """Return the sections with their names, by level, kick, and what comes before and after."""
    labelled: list[Part] = []
    for index, part in enumerate(parts):
        following = parts[index + 1] if index + 1 < len(parts) else None
        before = labelled[-1] if labelled else None
        label = _label(part, before, following, parts)
        labelled.append(replace(part, label=label))
    return labelled


def _label(part: Part, before: Part | None, following: Part | None, parts: list[Part]) -> Label:
    full = _is_full(part, parts)
    if before is None:
        return "verse" if full or following is None else "intro"
    if following is not None and _builds_up(part, following, parts):
        return "build-up"
    if full:
        jumps = part.level_lufs - before.level_lufs >= _DROP_DB and not _is_full(before, parts)
        return "drop" if jumps or before.label in {"build-up", "breakdown"} else "chorus"
    if following is None:
        return "outro"
    return "breakdown" if _is_thin(part, parts) else "verse"


def _builds_up(part: Part, following: Part, parts: list[Part]) -> bool:
    """Return whether a short section rises to a full one, while the kick thins out or is away."""
    rises = part.rise_db >= _RISE_DB and part.bars <= _LONGEST_BUILD_UP_BARS
    unsettled = part.kick < _STEADY_KICK or not _is_full(part, parts)
    return rises and unsettled and _is_full(following, parts)


def _is_full(part: Part, parts: list[Part]) -> bool:
    """Return whether everybody plays: as loud as the loudest, and with the kick if there is one."""
    top = max(other.level_lufs for other in parts)
    loud = part.level_lufs >= top - _FULL_DB and part.missing_db <= _MISSING_DB
    return loud and _has_kick(part, parts)


def _is_thin(part: Part, parts: list[Part]) -> bool:
    """Return whether much is missing: the kick, or a good deal of the level."""
    top = max(other.level_lufs for other in parts)
    return part.level_lufs < top - _THIN_DB or not _has_kick(part, parts)


def _has_kick(part: Part, parts: list[Part]) -> bool:
    return part.kick >= _WITHOUT_KICK * max(other.kick for other in parts)
