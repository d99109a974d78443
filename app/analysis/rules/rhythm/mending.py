"""Ends of a grid that the music has left: a ritardando, a free intro, the music after a hold."""

import numpy as np
import numpy.typing as npt

from app.analysis.rules.rhythm.attacks import ATTACK_RATE_HZ
from app.analysis.rules.rhythm.meeting import Heights
from app.analysis.rules.rhythm.tracking import track_beats

Series = npt.NDArray[np.float64]

_MISSED = 0.45
_LEAST_BEATS = 8
_LEAST_LOST = 2.0
_NEARBY = 4
_PACE_BEATS = 8
_THINNING = 8
_BETTER = 1.5
_HARMONICS = (2, 3, 4)
_AUDIBLE = 0.2
_LIKENESS, _MORE_LIKE = 0.55, 0.3
_SLOWEST, _FASTEST = 1.4, 0.72
_EARLY, _LATE = 8, 16
_LEAST_DEPARTURE = 0.3
_BENDS = 5
_UNEVEN = 0.05


def mend_ends(
    heights: Heights, beats_seconds: Series, *, first: float, last: float
) -> Series | None:
    """Return the beats with an end tracked anew that they had lost, None where both ends hold."""
    ending = _mend_end(heights, beats_seconds, last)
    beats = beats_seconds if ending is None else ending
    length = len(heights.values) / ATTACK_RATE_HZ
    backwards = Heights(heights.values[::-1])
    beginning = _mend_end(backwards, (length - beats)[::-1], length - first)
    if beginning is not None:
        return np.maximum((length - beginning)[::-1], 0.0)
    return ending


def _mend_end(heights: Heights, beats: Series, last: float) -> Series | None:
    """Return the beats with their end tracked anew, None where they hold to it or as well."""
    anchor = _find_loss(heights, beats)
    if anchor is None:
        return None
    pace = float(np.median(np.diff(beats[max(0, anchor - _PACE_BEATS) : anchor + 1])))
    count = min(len(heights.values), round(last * ATTACK_RATE_HZ) + _THINNING)
    thinned = heights.values[: count // _THINNING * _THINNING].reshape(-1, _THINNING).max(axis=1)
    tracked = track_beats(
        thinned,
        period_seconds=pace,
        start_seconds=float(beats[anchor]),
        rate_hz=ATTACK_RATE_HZ / _THINNING,
    )
    if len(tracked) < _LEAST_BEATS // 2:
        return None
    tracked = np.concatenate([beats[anchor : anchor + 1], _on_attacks(heights, tracked)])
    if not _is_better(heights, beats, anchor, tracked):
        return None
    return np.concatenate([beats[:anchor], tracked])


def _find_loss(heights: Heights, beats: Series) -> int | None:
    """Return the last beat that holds before an end that misses the attacks, None without one."""
    if len(beats) < _PACE_BEATS + _LEAST_BEATS:
        return None
    met = heights.at(beats)
    usual = float(np.median(met))
    lengths = np.diff(beats, append=2 * beats[-1] - beats[-2])
    missed = (_MISSED * usual - np.minimum(met, usual)) * lengths
    sums = np.cumsum(missed[::-1])[::-1]
    start = int(np.argmax(sums))
    lost = float(sums[start]) / max(usual * float(np.median(lengths)), 1e-9)
    if start < _PACE_BEATS or len(beats) - start < _LEAST_BEATS or lost < _LEAST_LOST:
        return None
    return start - _NEARBY + int(np.argmax(met[start - _NEARBY : start]))


def _on_attacks(heights: Heights, beats: Series) -> Series:
    """Return the beats moved to the highest attack within 12 ms before and 23 ms after each."""
    moves = np.arange(-_EARLY, _LATE + 1)
    places = np.round(beats * ATTACK_RATE_HZ).astype(np.intp)
    around = np.clip(places[:, None] + moves, 0, len(heights.values) - 1)
    return (places + moves[np.argmax(heights.values[around], axis=1)]) / ATTACK_RATE_HZ


def _is_better(heights: Heights, beats: Series, anchor: int, tracked: Series) -> bool:
    """Return whether the tracked beats meet more, and the rest of the music's rhythm as well.

    Beats are free to meet what they like; but only under the right ones does the rhythm of the end
    look like that of the rest.  In a passage without drums it looks so under the old ones, too.
    """
    pace = float(np.median(np.diff(tracked))) / float(np.median(np.diff(beats)))
    if not _FASTEST < pace < _SLOWEST or not _is_a_course(beats, anchor, tracked):
        return False
    kept = beats[anchor:]
    if _earned(heights, tracked) < _BETTER * _earned(heights, kept):
        return False
    usual = _rhythm(heights, beats[: anchor + 1])
    old, new = (_alike(_rhythm(heights, part), usual) for part in (kept, tracked))
    return old < _LIKENESS < new and new > old + _MORE_LIKE


def _is_a_course(beats: Series, anchor: int, tracked: Series) -> bool:
    """Return whether the tracked beats leave the old ones, and as players do: slower or faster.

    In a breakdown of steady music they jump from one attack to another instead.
    """
    usual = float(np.median(np.diff(beats[: anchor + 1])))
    counted = min(len(tracked), len(beats) - anchor) - 1
    departure = abs(float(tracked[counted] - beats[anchor + counted])) / usual
    lengths = np.diff(tracked) / usual
    places = np.arange(len(lengths))
    course = np.polyval(np.polyfit(places, lengths, _BENDS), places)
    return departure >= _LEAST_DEPARTURE and float(np.std(lengths - course)) <= _UNEVEN


def _earned(heights: Heights, beats: Series) -> float:
    return float(np.sum(heights.at(beats[:-1]) * np.diff(beats)) / (beats[-1] - beats[0]))


def _rhythm(heights: Heights, beats: Series) -> npt.NDArray[np.complex128]:
    """Return how halves, thirds and quarters of the beat are struck: amounts and places."""
    start, end = (round(float(beats[place]) * ATTACK_RATE_HZ) for place in (0, -1))
    strengths = np.maximum(heights.values[start:end] - _AUDIBLE, 0.0)
    times = np.arange(start, start + len(strengths)) / ATTACK_RATE_HZ
    phases = np.interp(times, beats, np.arange(len(beats), dtype=np.float64))
    turns = np.exp(2j * np.pi * np.outer(_HARMONICS, phases)).astype(np.complex128)
    return turns @ strengths.astype(np.complex128) / max(float(strengths.sum()), 1e-9)


def _alike(rhythm: npt.NDArray[np.complex128], usual: npt.NDArray[np.complex128]) -> float:
    """Return how much of the usual rhythm is in another, 1 where it is all there."""
    power = max(float(np.sum(np.abs(usual) ** 2)), 1e-12)
    return float(np.sum(np.real(rhythm * usual.conj()))) / power
