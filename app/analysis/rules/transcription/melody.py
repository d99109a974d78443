"""The notes of a single voice, from what its pitch may be at each moment."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from app.analysis.rules.transcription.notes import (
    HeardNote,
    Series,
    hz_to_pitch,
    levels_to_velocities,
)
from app.analysis.rules.transcription.pitches import (
    CANDIDATES,
    LOOK_SECONDS,
    Compass,
    PitchCandidates,
)
from app.analysis.rules.transcription.strikes import LEVEL_SECONDS, Strikes

Matrix = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]

SILENCE = 0
"""The first state of the path; the others are pitches, from the lowest of the compass."""

_WIDTH = 0.5
_FARNESS = 0.25
_MOST_FARNESS = 4.0
_UNVOICED = 0.45
_CHANGE = 1.0
_BEGINNING = 0.8
_SILENT_DB = -60.0
_UNDER_LOUD_DB = 38.0
_LOUD_PERCENTILE = 95
_AT_ONCE = 4096
_FALL_DB = 16.0
_STRUCK_CHANGE = 0.3
_GLIDE_LOOKS = 12
_LEFT = 0.7


@dataclass(frozen=True)
class _Run:
    """Looks of one pitch, from ``start`` up to ``end``."""

    start: int
    end: int
    pitch: int


def find_melody(
    candidates: PitchCandidates, strikes: Strikes, compass: Compass, *, tuning_cents: float
) -> list[HeardNote]:
    """Return the notes of one voice in time.

    The likeliest path through silence and the semitones is found (Viterbi), where changing costs:
    a vibrato stays one note, and an octave that is mistaken for a moment is not followed.  Notes
    begin anew where the voice is struck, and end where it has died away.
    """
    if len(candidates.levels_db) == 0:
        return []
    lowest, highest = _span(compass, tuning_cents)
    scores = _Scores(candidates, lowest, highest, tuning_cents)
    path = _find_path(scores, _ease(len(scores), strikes))
    runs = _with_glides(
        _runs(path, lowest),
        hz_to_pitch(candidates.hz[:, 0].astype(np.float64), tuning_cents=tuning_cents),
    )
    pieces = [piece for run in runs for piece in _split(run, strikes, compass)]
    pieces = _without_short(pieces, compass)
    return _to_notes(pieces, strikes, compass)


def _span(compass: Compass, tuning_cents: float) -> tuple[int, int]:
    edges = hz_to_pitch(np.array([compass.low_hz, compass.high_hz]), tuning_cents=tuning_cents)
    return int(np.ceil(edges[0])), int(np.floor(edges[1]))


class _Scores:
    """How well each state fits each look, made in blocks so that an hour needs no more memory."""

    def __init__(
        self, candidates: PitchCandidates, lowest: int, highest: int, tuning_cents: float
    ) -> None:
        self._candidates = candidates
        self._pitches = np.arange(lowest, highest + 1, dtype=np.float32)
        self._tuning_cents = tuning_cents
        levels = candidates.levels_db
        loud = float(np.percentile(levels, _LOUD_PERCENTILE))
        self._is_heard = levels > max(_SILENT_DB, loud - _UNDER_LOUD_DB)

    @property
    def states(self) -> int:
        """Return how many there are, silence among them."""
        return len(self._pitches) + 1

    def __len__(self) -> int:
        return len(self._is_heard)

    def block(self, start: int) -> Matrix:
        """Return the scores of some looks, shape ``(looks, states)``."""
        end = min(start + _AT_ONCE, len(self))
        hz, strengths = self._candidates.hz[start:end], self._candidates.strengths[start:end]
        pitches = hz_to_pitch(np.maximum(hz, 1.0), tuning_cents=self._tuning_cents)
        scores = np.zeros((end - start, self.states), dtype=np.float32)
        scores[:, SILENCE] = _UNVOICED
        for place in range(CANDIDATES):
            away = (pitches[:, place, None] - self._pitches) / _WIDTH
            fit = strengths[:, place, None] - _FARNESS * np.minimum(away**2, _MOST_FARNESS)
            np.maximum(scores[:, 1:], fit, out=scores[:, 1:])
        scores[~self._is_heard[start:end], 1:] = 0.0
        scores[~self._is_heard[start:end], SILENCE] = 1.0
        return scores


def _ease(count: int, strikes: Strikes) -> Series:
    """Return what a change costs at each look as a share: less where something is struck."""
    ease = np.ones(count)
    struck = np.round(strikes.seconds / LOOK_SECONDS).astype(np.intp)
    for step in (-1, 0, 1):
        ease[np.clip(struck + step, 0, count - 1)] = _STRUCK_CHANGE
    return ease


def _with_glides(runs: list[_Run], pitches: Series) -> list[_Run]:
    """Return the runs with each glide given to the pitch that it leads to."""
    glided: list[_Run] = []
    for run in runs:
        start = run.start
        if glided and glided[-1].end == start:
            left = glided[-1].pitch
            while (
                start > max(glided[-1].start + 1, run.start - _GLIDE_LOOKS)
                and abs(pitches[start - 1] - left) > _LEFT
            ):
                start -= 1
            glided[-1] = replace(glided[-1], end=start)
        glided.append(replace(run, start=start))
    return glided


def _find_path(scores: _Scores, ease: Series) -> Places:
    """Return the state of each look on the best path (Viterbi, 1967).

    All changes cost the same, so the best state before each step is either the same or the best of
    all; no table of every pair is needed.
    """
    count, states = len(scores), scores.states
    stays = np.zeros((count, states), dtype=np.bool_)
    best_before = np.zeros(count, dtype=np.intp)
    cost = np.full(states, _BEGINNING, dtype=np.float32)
    cost[SILENCE] = _CHANGE
    total = np.zeros(states, dtype=np.float32)
    for start in range(0, count, _AT_ONCE):
        for number, row in enumerate(scores.block(start), start):
            best = int(total.argmax())
            changed = total[best] - cost * ease[number]
            np.greater_equal(total, changed, out=stays[number])
            total = np.maximum(total, changed) + row
            total -= total.max()
            best_before[number] = best
    path = np.zeros(count, dtype=np.intp)
    state = int(total.argmax())
    for number in range(count - 1, -1, -1):
        path[number] = state
        if not stays[number, state]:
            state = int(best_before[number])
    return path


def _runs(path: Places, lowest: int) -> list[_Run]:
    edges = np.flatnonzero(np.diff(path)) + 1
    starts, ends = np.concatenate([[0], edges]), np.concatenate([edges, [len(path)]])
    return [
        _Run(int(start), int(end), int(path[start]) - 1 + lowest)
        for start, end in zip(starts, ends, strict=True)
        if path[start] != SILENCE
    ]


def _split(run: _Run, strikes: Strikes, compass: Compass) -> list[_Run]:
    """Return the pieces of a pitch that is struck again while it sounds."""
    start_seconds, end_seconds = run.start * LOOK_SECONDS, run.end * LOOK_SECONDS
    again = (
        (strikes.seconds > start_seconds + compass.shortest_seconds)
        & (strikes.seconds < end_seconds - compass.shortest_seconds)
        & (strikes.strengths >= compass.struck_again)
    )
    looks = [round(second / LOOK_SECONDS) for second in strikes.seconds[again]]
    return [_Run(start, end, run.pitch) for start, end in pairwise([run.start, *looks, run.end])]


def _without_short(runs: list[_Run], compass: Compass) -> list[_Run]:
    """Return the runs with short ones given to what follows at once, as its beginning."""
    kept: list[_Run] = []
    start = -1
    for number, run in enumerate(runs):
        begin = start if start >= 0 else run.start
        start = -1
        if (run.end - begin) * LOOK_SECONDS >= compass.shortest_seconds:
            kept.append(replace(run, start=begin))
        elif number + 1 < len(runs) and runs[number + 1].start == run.end:
            start = begin
    return kept


def _to_notes(runs: list[_Run], strikes: Strikes, compass: Compass) -> list[HeardNote]:
    starts = [_begin(run, strikes, compass) for run in runs]
    latest = [
        min(run.end * LOOK_SECONDS, *starts[number + 1 : number + 2], np.inf)
        for number, run in enumerate(runs)
    ]
    spans = [
        (start, _end(start, last, strikes), run.pitch)
        for run, start, last in zip(runs, starts, latest, strict=True)
        if last > start
    ]
    levels = np.array([strikes.level_between(start, end) for start, end, _ in spans])
    return [
        HeardNote(start, end, pitch, velocity)
        for (start, end, pitch), velocity in zip(spans, levels_to_velocities(levels), strict=True)
    ]


def _begin(run: _Run, strikes: Strikes, compass: Compass) -> float:
    """Return when a run was struck; a voice that only changes its pitch is not struck."""
    heard = run.start * LOOK_SECONDS
    from_seconds, to_seconds = heard - compass.back_seconds, heard + compass.ahead_seconds
    near = (strikes.seconds >= from_seconds) & (strikes.seconds <= to_seconds)
    if not near.any():
        return heard
    return float(strikes.seconds[near][-1])


def _end(start_seconds: float, latest_seconds: float, strikes: Strikes) -> float:
    """Return when a note has died away, at the latest when it was last heard."""
    first = round(start_seconds / LEVEL_SECONDS)
    levels = strikes.levels_db[first : round(latest_seconds / LEVEL_SECONDS)]
    sounding = np.flatnonzero(levels > levels.max(initial=-120.0) - _FALL_DB)
    if len(sounding) == 0:
        return latest_seconds
    return (first + int(sounding[-1]) + 1) * LEVEL_SECONDS
