"""The parts of a track: where they begin, on bar lines, and what was measured of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from app.analysis.rules.form.boundaries import pick_boundaries
from app.analysis.rules.form.novelty import BarSounds, novelty_curve
from app.analysis.rules.form.repetition import group_sections, harmonic_novelty
from app.analysis.rules.level.energy import level_to_energy, loudest, mean_level
from app.analysis.rules.rhythm.onsets import KICK

Label = Literal["intro", "verse", "chorus", "breakdown", "build-up", "drop", "outro"]
"""What a section is called."""

Series = npt.NDArray[np.float64]

_HIGH_BANDS = 2


@dataclass(frozen=True)
class Part:
    """A section with what was measured of it.

    ``novelty_db`` says how different it is from the one before, ``level_lufs`` how loud it is,
    ``missing_db`` how far its bands are below the fullest section's on average, ``kick`` how much
    of the track's strongest kick it has (0..1), ``rise_db`` how much louder or brighter its end is
    than its beginning, ``vocals`` how much of it is sung (0..1; None where that is not known),
    ``other_chords`` how surely its chords are others than before (0..1), and ``group`` is the same
    number for sections that sound alike.
    """

    start_seconds: float
    end_seconds: float
    bars: int
    level_lufs: float
    energy: float
    rise_db: float
    novelty_db: float = 0.0
    missing_db: float = 0.0
    kick: float = 1.0
    vocals: float | None = None
    other_chords: float = 0.0
    group: int = 0
    label: Label = "verse"


@dataclass(frozen=True)
class MeasuredBars:
    """The bars between ``lines_seconds``, of which there is one more than bars.

    ``momentary_lufs`` has one value per 100 ms; ``vocals`` says how much of each bar is sung, 0..1,
    and is None where that is not known.
    """

    lines_seconds: Series
    sounds: BarSounds
    momentary_lufs: Series
    vocals: Series | None = None


def find_parts(bars: MeasuredBars) -> list[Part]:
    """Return the sections between the first and the last of the bar lines, without their names."""
    novelty = novelty_curve(bars.sounds, bars.vocals)
    sound, chords = bars.sounds.steps_db(bars.vocals), harmonic_novelty(bars.sounds.chroma)
    cuts = pick_boundaries(novelty, sound, chords)
    return measure_parts(bars, list(pairwise([0, *cuts, len(novelty)])))


def measure_parts(bars: MeasuredBars, spans: Sequence[tuple[int, int]]) -> list[Part]:
    """Return sections with what is measured of them; their names are not given yet.

    ``spans`` are the numbers of the bar lines that each section begins and ends with.
    """
    sounds, novelty = bars.sounds, novelty_curve(bars.sounds, bars.vocals)
    levels = np.stack([sounds.levels_db[start:end].mean(axis=0) for start, end in spans])
    accents = np.stack([sounds.accents_db[start:end].mean(axis=0) for start, end in spans])
    missing = (levels.max(axis=0) - levels).mean(axis=1)
    chords = [sounds.chroma[start:end] for start, end in spans]
    groups = group_sections(np.hstack([levels, accents]), chords)
    kicks, turns = kick_of_bars(sounds), harmonic_novelty(sounds.chroma)
    return [
        replace(
            _measured(bars, start, end),
            novelty_db=float(novelty[start]),
            missing_db=float(missing[number]),
            kick=float(kicks[start:end].mean()),
            other_chords=float(turns[start]),
            group=groups[number],
        )
        for number, (start, end) in enumerate(spans)
    ]


def kick_of_bars(bars: BarSounds) -> Series:
    """Return how much of the track's strongest kick each bar has, 0..1."""
    kicks = 10.0 ** (bars.accents_db[:, KICK] / 20.0)
    return np.minimum(kicks / float(np.percentile(kicks, 90)), 1.0)


def _measured(bars: MeasuredBars, start: int, end: int) -> Part:
    """Return a section between two bar lines with what does not depend on the others."""
    lines, momentary = bars.lines_seconds, bars.momentary_lufs
    begin, finish = float(lines[start]), float(lines[end])
    third = (finish - begin) / 3
    level = mean_level(momentary, begin, finish)
    first_level = mean_level(momentary, begin, begin + third)
    last_level = mean_level(momentary, finish - third, finish)
    return Part(
        start_seconds=begin,
        end_seconds=finish,
        bars=end - start,
        level_lufs=level,
        energy=level_to_energy(level, loudest(momentary)),
        rise_db=max(last_level - first_level, _opening(bars.sounds.levels_db[start:end])),
        vocals=None if bars.vocals is None else float(bars.vocals[start:end].mean()),
    )


def _opening(levels: Series) -> float:
    """Return by how much the highest bands rise from the first to the second half, in dB."""
    half = len(levels) // 2
    if half == 0:
        return 0.0
    high = levels[:, -_HIGH_BANDS:].mean(axis=1)
    return float(high[-half:].mean() - high[:half].mean())
