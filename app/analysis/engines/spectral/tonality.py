"""Keys and chords of a recording, from what is played from beat to beat."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from app.analysis.rules.harmony.chords import ChordRun, find_chords
from app.analysis.rules.harmony.harmony import Harmony
from app.analysis.rules.harmony.key_chords import support_keys
from app.analysis.rules.harmony.keys import LEAST_CLARITY, Key, KeyEstimate, all_keys, estimate_key
from app.analysis.rules.harmony.pitch import PITCH_RATE_HZ, Pitches
from app.analysis.rules.harmony.pitch_use import describe_pitch_use, phrase_starts
from app.analysis.rules.harmony.signatures import Stretch, find_stretches
from app.analysis.rules.rhythm.grid import BeatGrid

Series = npt.NDArray[np.float64]

_CLOCK_SECONDS = 0.5
_CLOCK_BEATS = 4
_HAIR_SECONDS = 0.001
_SHIFTED_ALIKE = 0.3


@dataclass(frozen=True)
class Beats:
    """Beats as spans: each lasts from its line to the next.

    ``places`` says which beat of its bar each is, ``bars`` the numbers of those that begin one.
    """

    lines_seconds: Series
    places: npt.NDArray[np.intp]
    bars: npt.NDArray[np.intp]
    beats_per_bar: int


@dataclass(frozen=True)
class KeyStretch:
    """A key that holds from one beat to another, without the last."""

    first: int
    last: int
    estimate: KeyEstimate


def lay_beats(grid: BeatGrid | None, duration_seconds: float) -> Beats:
    """Return the beats of a grid; without one, half seconds that are all alike."""
    if grid is None or len(grid.beats_seconds) == 0:
        count = max(1, round(duration_seconds / _CLOCK_SECONDS))
        lines = np.append(np.arange(count) * _CLOCK_SECONDS, duration_seconds)
        middles = np.full(count, _CLOCK_BEATS // 2)
        return Beats(lines, middles, np.arange(0, count, _CLOCK_BEATS), _CLOCK_BEATS)
    beats, per_bar = grid.beats_seconds, grid.beats_per_bar
    downbeats = np.searchsorted(beats, grid.downbeats_seconds - _HAIR_SECONDS)
    downbeats = downbeats[downbeats < len(beats)]
    pickup = int(downbeats[0]) if len(downbeats) else 0
    bars = np.union1d(0, downbeats)
    numbers = np.arange(len(beats))
    latest = bars[np.searchsorted(bars, numbers, side="right") - 1]
    places = np.where(numbers < pickup, numbers - pickup, numbers - latest) % per_bar
    return Beats(np.append(beats, _end(grid, duration_seconds)), places, bars, per_bar)


def _end(grid: BeatGrid, duration_seconds: float) -> float:
    """Return when the last beat ends: as long as the one before it, but with the track."""
    beats = grid.beats_seconds
    last = float(beats[-1] - beats[-2]) if len(beats) > 1 else 60.0 / grid.tempo_bpm
    end = float(beats[-1]) + last
    return min(end, duration_seconds) if duration_seconds > beats[-1] else end


def main_key(stretches: Sequence[KeyStretch]) -> KeyEstimate | None:
    """Return the key that holds for longest in all, at its clearest; None of none."""
    if not stretches:
        return None
    beats: dict[Key, int] = {}
    for stretch in stretches:
        key = stretch.estimate.key
        beats[key] = beats.get(key, 0) + stretch.last - stretch.first
    longest = max(beats, key=lambda key: beats[key])
    estimates = [stretch.estimate for stretch in stretches if stretch.estimate.key == longest]
    return max(estimates, key=lambda estimate: estimate.confidence)


class Ear:
    """Hears keys and chords in what is played."""

    def __init__(
        self, pitches: Pitches, harmony: Harmony, beats: Beats, section_starts: Sequence[float]
    ) -> None:
        self._pitches = pitches
        self._harmony = harmony
        self._beats = beats
        self._section_starts = section_starts

    def find_keys(self) -> list[KeyStretch]:
        """Return the key over time, without gaps; nothing where no key can be heard.

        What comes in another scale than the longest stretch is taken to be its music moved up or
        down, in the same mode, unless more speaks against it.
        """
        stretches = self._stretches()
        main = max(stretches, key=lambda stretch: stretch.last - stretch.first)
        runs = self.find_chords(None, 0, len(self._beats.places))
        base = self._estimate(main, runs, np.zeros(len(all_keys())))
        if base is None:
            return []
        found: list[KeyStretch] = []
        for stretch in stretches:
            shift = stretch.major - main.major
            moved = Key((base.key.tonic + shift) % 12, base.key.mode)
            bonus = np.array([_SHIFTED_ALIKE * (key == moved) for key in all_keys()])
            estimate = base if stretch is main else self._estimate(stretch, runs, bonus)
            if estimate is not None:
                found.append(KeyStretch(stretch.first, stretch.last, estimate))
        return _joined(found)

    def find_chords(self, key: Key | None, first: int, last: int) -> list[ChordRun]:
        """Return the chords of some beats; none where there are no clear pitches."""
        if self._pitches.clarity < LEAST_CLARITY:
            return [ChordRun(first, last, None, 1.0)]
        harmony = Harmony(self._harmony.treble[first:last], self._harmony.bass[first:last])
        places = self._beats.places[first:last]
        runs = find_chords(harmony, places.tolist(), self._beats.beats_per_bar, key)
        return [replace(run, first=run.first + first, last=run.last + first) for run in runs]

    def _stretches(self) -> list[Stretch]:
        """Return the stretches in one scale, in beats."""
        bars = self._beats.bars
        played = np.add.reduceat(self._harmony.chroma, bars, axis=0)
        edges = [*bars.tolist(), len(self._beats.places)]
        return [
            Stretch(edges[stretch.first], edges[stretch.last], stretch.major)
            for stretch in find_stretches(played)
        ]

    def _estimate(
        self, stretch: Stretch, runs: Sequence[ChordRun], support: Series
    ) -> KeyEstimate | None:
        """Return the likeliest key of a stretch."""
        lines = self._beats.lines_seconds
        start, end = float(lines[stretch.first]), float(lines[stretch.last])
        downbeats = lines[:-1][self._beats.places == 0]
        downbeats = downbeats[(downbeats >= start) & (downbeats < end)]
        openings = phrase_starts(downbeats, self._section_starts)
        beats = np.searchsorted(lines, openings - _HAIR_SECONDS)
        inside = [
            replace(run, first=max(run.first, stretch.first), last=min(run.last, stretch.last))
            for run in runs
            if run.first < stretch.last and run.last > stretch.first
        ]
        use = describe_pitch_use(
            _between(self._pitches, start, end),
            downbeats - start,
            section_starts_seconds=[section - start for section in self._section_starts],
        )
        return estimate_key(
            use,
            support + support_keys(inside, beats.tolist()),
            clarity=self._pitches.clarity,
            duration_seconds=end - start,
        )


def _between(pitches: Pitches, start_seconds: float, end_seconds: float) -> Pitches:
    first = round(start_seconds * PITCH_RATE_HZ)
    last = max(first + 1, round(end_seconds * PITCH_RATE_HZ))
    return replace(
        pitches,
        chroma=pitches.chroma[first:last],
        bass=pitches.bass[first:last],
        notes=pitches.notes[first:last],
    )


def _joined(stretches: Sequence[KeyStretch]) -> list[KeyStretch]:
    """Return the stretches, neighbours in the same key as one; they follow without a gap."""
    joined: list[KeyStretch] = []
    for stretch in stretches:
        if joined and joined[-1].estimate.key == stretch.estimate.key:
            joined[-1] = replace(joined[-1], last=stretch.last)
        else:
            joined.append(stretch)
    firsts = [0, *(stretch.first for stretch in joined[1:])]
    lasts = [*firsts[1:], joined[-1].last]
    return [
        replace(stretch, first=first, last=last)
        for stretch, first, last in zip(joined, firsts, lasts, strict=True)
    ]
