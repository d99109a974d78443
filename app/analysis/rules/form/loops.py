"""Loops that nobody hears the seam of: whole bars whose end goes on as their beginning does."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from app.analysis.rules.form.novelty import BarSounds
from app.analysis.rules.form.sections import Part
from app.analysis.rules.harmony.pitch import PITCH_RATE_HZ, Pitches
from app.analysis.rules.rhythm.onsets import ONSET_RATE_HZ, Onsets

Series = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

MOST_LOOPS = 8
LENGTHS_BARS: Final = (1, 2, 4, 8, 16)

_SEAM_SECONDS = 0.4
_ATTACK_SECONDS = 0.04
_ALIKE_DB = 10.0
_RANGE_DB = 30.0
_LEAST_SCORE = 0.5
# What each measure weighs in the score: how the end goes on, how it was led to, whether the bars
# come again, whether an attack hides the seam.
_FOLLOW, _LEAD, _REPEAT, _ATTACK = 0.35, 0.2, 0.3, 0.15
_WORTH: Final = {1: 0.8, 2: 0.88, 4: 1.0, 8: 1.0, 16: 0.94}
_OFF_PHRASE, _PHRASE_BARS = 0.9, 4
_LEAST_ATTACK = 0.1
_SAME_LENGTH, _SAME_SOUND = 0.93, 0.9


@dataclass(frozen=True)
class Loop:
    """A stretch of whole bars; ``score`` is 0..1, 1 where no seam can be heard."""

    start_seconds: float
    end_seconds: float
    bars: int
    score: float
    label: str
    explanation: str


@dataclass(frozen=True)
class Seams:
    """The sound at each bar line.

    Levels ``(lines, mels)`` and chroma ``(lines, 12)`` of the 0.4 s after and before it, and how
    strongly something begins there against other lines, 0..1.
    """

    levels_after: Series
    levels_before: Series
    chroma_after: Series
    chroma_before: Series
    attack: Series


@dataclass(frozen=True)
class _Offer:
    """A loop by the number of its first bar, with what was measured of it, 0..1.

    ``worth`` is its score less what its length and its place in the phrase take from it.
    """

    first: int
    bars: int
    section: int
    group: int
    follow: float
    repeat: float
    score: float
    worth: float


def describe_seams(onsets: Onsets, pitches: Pitches, lines_seconds: Series) -> Seams:
    """Return what sounds at the bar lines."""
    levels = np.maximum(onsets.levels_db, float(onsets.levels_db.max()) - 2 * _RANGE_DB)
    reach = round(_ATTACK_SECONDS * ONSET_RATE_HZ)
    frames = np.round(lines_seconds * ONSET_RATE_HZ).astype(np.intp)
    around = np.clip(frames[:, None] + np.arange(-reach, reach + 1), 0, len(onsets.rises) - 1)
    strength = onsets.envelope[around].max(axis=1).astype(np.float64)
    usual = float(np.percentile(strength, 75))
    return Seams(
        levels_after=_means(levels, lines_seconds, lines_seconds + _SEAM_SECONDS),
        levels_before=_means(levels, lines_seconds - _SEAM_SECONDS, lines_seconds),
        chroma_after=_means(pitches.chroma, lines_seconds, lines_seconds + _SEAM_SECONDS),
        chroma_before=_means(pitches.chroma, lines_seconds - _SEAM_SECONDS, lines_seconds),
        attack=np.minimum(strength / max(usual, 1e-6), 1.0),
    )


def suggest_loops(
    parts: list[Part], lines_seconds: Series, bars: BarSounds, seams: Seams
) -> list[Loop]:
    """Return up to eight loops in time that do not overlap, the best of each length and sound.

    A loop lies within one section.  Its seam is compared with what the music does there by itself:
    what follows the end with what follows the start, what leads to the one with what leads to the
    other, and the bars of the loop with as many bars after it.
    """
    inside = _section_of_bars(parts, lines_seconds, len(bars.chroma))
    offers = [
        offer
        for length in LENGTHS_BARS
        if length < len(bars.chroma)
        for offer in _offers(length, inside, parts, bars, seams)
    ]
    loops = [_loop(offer, parts[offer.section], lines_seconds) for offer in _chosen(offers)]
    return sorted(loops, key=lambda loop: loop.start_seconds)


def _section_of_bars(parts: list[Part], lines_seconds: Series, bars: int) -> Places:
    """Return the number of the section that the middle of each bar is in, -1 for none."""
    middles = (lines_seconds[:-1] + lines_seconds[1:])[:bars] / 2
    starts = np.array([part.start_seconds for part in parts])
    ends = np.array([part.end_seconds for part in parts])
    found = np.searchsorted(starts, middles, side="right") - 1
    return np.where((found >= 0) & (middles < ends[found]), found, -1)


def _offers(
    length: int, inside: Places, parts: list[Part], bars: BarSounds, seams: Seams
) -> Iterator[_Offer]:
    """Yield the loops of one length that are good enough."""
    count = len(inside)
    first = np.arange(count - length)
    first = first[(inside[first] == inside[first + length - 1]) & (inside[first] >= 0)]
    end = first + length
    follow = _likeness(seams.levels_after, seams.chroma_after, first, end)
    lead = _likeness(seams.levels_before, seams.chroma_before, first, end)
    sound = np.hstack([bars.levels_db, bars.accents_db])
    again = np.minimum(end[:, None] + np.arange(length), count - 1)
    alike = _likeness(sound, bars.chroma, first[:, None] + np.arange(length), again)
    repeat = alike.mean(axis=1)
    attack = np.maximum(np.sqrt(seams.attack[first] * seams.attack[end]), _LEAST_ATTACK)
    score = follow**_FOLLOW * lead**_LEAD * repeat**_REPEAT * attack**_ATTACK
    for place in np.flatnonzero(score >= _LEAST_SCORE):
        bar, section = int(first[place]), int(inside[first[place]])
        opening = int(np.flatnonzero(inside == section)[0])
        on_phrase = (bar - opening) % min(length, _PHRASE_BARS) == 0
        yield _Offer(
            first=bar,
            bars=length,
            section=section,
            group=parts[section].group,
            follow=float(follow[place]),
            repeat=float(repeat[place]),
            score=float(score[place]),
            worth=float(score[place]) * _WORTH[length] * (1.0 if on_phrase else _OFF_PHRASE),
        )


def _chosen(offers: list[_Offer]) -> list[_Offer]:
    """Return the offers that are worth most, each less for what was chosen before it."""
    lengths: Counter[int] = Counter()
    groups: Counter[int] = Counter()
    chosen: list[_Offer] = []

    def worth(offer: _Offer) -> float:
        return (
            offer.worth * _SAME_LENGTH ** lengths[offer.bars] * _SAME_SOUND ** groups[offer.group]
        )

    while offers and len(chosen) < MOST_LOOPS:
        best = max(offers, key=worth)
        chosen.append(best)
        lengths[best.bars] += 1
        groups[best.group] += 1
        offers = [
            offer
            for offer in offers
            if offer.first + offer.bars <= best.first or offer.first >= best.first + best.bars
        ]
    return chosen


def _loop(offer: _Offer, part: Part, lines_seconds: Series) -> Loop:
    count = "1 bar" if offer.bars == 1 else f"{offer.bars} bars"
    return Loop(
        start_seconds=float(lines_seconds[offer.first]),
        end_seconds=float(lines_seconds[offer.first + offer.bars]),
        bars=offer.bars,
        score=round(offer.score, 3),
        label=f"{part.label} {count}",
        explanation=(
            f"{part.label} {count}: the end goes on {offer.follow:.0%} as the start does, "
            f"the bars after it are {offer.repeat:.0%} the same"
        ),
    )


def _likeness(levels: Series, chroma: Series, one: Places, other: Places) -> Series:
    """Return how alike the rows of some numbers are in level and chords, 0..1."""
    distance = np.sqrt(np.mean(np.square(levels[one] - levels[other]), axis=-1))
    unit = chroma / np.maximum(np.linalg.norm(chroma, axis=1, keepdims=True), 1e-9)
    silent = (unit[one].sum(axis=-1) == 0) & (unit[other].sum(axis=-1) == 0)
    chords = np.where(silent, 1.0, np.sum(unit[one] * unit[other], axis=-1))
    return np.exp(-distance / _ALIKE_DB) * np.clip(chords, 0.0, 1.0)


def _means(rows: npt.NDArray[np.float32], starts: Series, ends: Series) -> Series:
    """Return the mean of the rows between each two times, at least of one row."""
    sums = np.concatenate([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0, dtype=np.float64)])
    first = np.clip(np.round(starts * PITCH_RATE_HZ), 0, len(rows) - 1).astype(np.intp)
    last = np.clip(np.round(ends * PITCH_RATE_HZ).astype(np.intp), first + 1, len(rows))
    return (sums[last] - sums[first]) / (last - first)[:, None]
