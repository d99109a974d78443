"""Beats that are tracked from one to the next, where no clock is known: at an end, after a hold."""

import math

import numpy as np
import numpy.typing as npt

Series = npt.NDArray[np.float64]

_PER_OCTAVE = 36
_REACH_OCTAVES = 0.8
_CHANGE = 5
_PRICE_PER_OCTAVE = 2.5
_AWAY = 0.15


def track_beats(
    heights: Series, *, period_seconds: float, start_seconds: float, rate_hz: float
) -> Series:
    """Return the beats after one at ``start_seconds`` to the end, whatever their tempo does.

    ``heights`` are attacks, ``rate_hz`` a second.  The best path through times and tempi (Viterbi):
    every beat earns the attack it meets times its length, and pays for each change of tempo.
    """
    steps = np.arange(-round(_REACH_OCTAVES * _PER_OCTAVE), round(_REACH_OCTAVES * _PER_OCTAVE) + 1)
    lengths = 2.0 ** (steps / _PER_OCTAVE)
    lags = np.maximum(1, np.round(period_seconds * rate_hz * lengths)).astype(np.intp)
    first = round(start_seconds * rate_hz)
    count = len(heights) - first
    longest = int(lags.max())
    if count <= longest // 2:
        return np.zeros(0)
    padded = np.full((longest + count, len(steps) + 2 * _CHANGE), -np.inf)
    padded[longest, _CHANGE + len(steps) // 2] = 0.0
    changes = np.arange(-_CHANGE, _CHANGE + 1)
    price = _PRICE_PER_OCTAVE * np.abs(changes) / _PER_OCTAVE
    away = _AWAY * (steps / _PER_OCTAVE) ** 2
    columns = np.arange(len(steps))[:, None] + _CHANGE + changes
    rows = np.arange(len(steps))
    origins = np.zeros((count, len(steps)), dtype=np.int8)
    for frame in range(int(lags.min()), count):
        reached = padded[(longest + frame - lags)[:, None], columns] - price
        best = np.argmax(reached, axis=1)
        origins[frame] = changes[best]
        earned = (heights[first + frame] - away) * lengths
        padded[longest + frame, _CHANGE:-_CHANGE] = reached[rows, best] + earned
    table = padded[longest:, _CHANGE:-_CHANGE]
    return first / rate_hz + _traced(table, origins, lags, count) / rate_hz


def _traced(
    table: Series, origins: npt.NDArray[np.int8], lags: npt.NDArray[np.intp], count: int
) -> Series:
    """Return the frames of the best path that ends within its last beat of the end."""
    left = count - 1 - np.arange(count)
    final = np.where(left[:, None] < lags[None, :], table, -np.inf)
    frame, tempo = (int(index) for index in np.unravel_index(np.argmax(final), final.shape))
    frames: list[int] = []
    while frame > 0 and math.isfinite(table[frame, tempo]):
        frames.append(frame)
        change = int(origins[frame, tempo])
        frame, tempo = frame - int(lags[tempo]), tempo + change
    return np.array(frames[::-1], dtype=np.float64)
