"""Rooms, echoes, ducking and the last limiter, as pure functions on whole stems."""

from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt

from app.core.units import Audio
from app.sources.rules.instruments import RATE_HZ, Samples

_BLOCK: Final = 32
_GRID: Final = np.float32(1 << 23)

Curve = npt.NDArray[np.float32]


def with_room(stem: Audio, *, seconds: float, gain: float, seed: int) -> Audio:
    """Return a stem in a room: decaying noise, different left and right, convolved with it."""
    count = round(seconds * RATE_HZ)
    time = np.arange(count) / RATE_HZ
    noise = np.random.default_rng(seed).standard_normal((2, count)) * np.exp(-6.9 * time / seconds)
    noise *= np.clip(time / 0.012, 0, 1)  # the direct sound is there already
    dull = np.cumsum(noise, axis=1)
    dull -= np.cumsum(np.pad(noise, ((0, 0), (6, 0)))[:, :-6], axis=1)
    room = (dull / np.sqrt((dull**2).sum(axis=1, keepdims=True))).astype(np.float32)
    size = 1 << (stem.shape[1] + count).bit_length()
    spectrum = np.fft.rfft(stem.mean(axis=0), size)
    wet = np.stack([np.fft.irfft(spectrum * np.fft.rfft(side, size), size) for side in room])
    return (stem + np.float32(gain) * wet[:, : stem.shape[1]]).astype(np.float32)


def with_echo(stem: Audio, *, seconds: float, gain: float) -> Audio:
    """Return a stem with echoes that change sides and fade."""
    delay = round(seconds * RATE_HZ)
    echoed = stem.copy()
    for turn in range(1, 5):
        source = stem[::-1] if turn % 2 else stem
        echoed[:, turn * delay :] += np.float32(gain**turn) * source[:, : -turn * delay]
    return echoed


def ducking(starts: Iterable[int], count: int, *, depth: float, seconds: float) -> Curve:
    """Return a gain of shape ``(count,)`` that dips at each start and comes back, as by a pump."""
    length = round(seconds * RATE_HZ)
    # Ten milliseconds down, by a raised cosine: the pump is felt and makes no click of its own.
    down = 0.5 - 0.5 * np.cos(np.pi * np.clip(np.arange(length) / (0.010 * RATE_HZ), 0, 1))
    dip = down * (0.5 + 0.5 * np.cos(np.pi * np.arange(length) / length))
    gain = np.ones(count, np.float32)
    for start in starts:
        end = min(start + length, count)
        gain[start:end] = np.minimum(gain[start:end], 1 - depth * dip[: end - start])
    return gain


def limiting(mix: Audio, *, ceiling: float) -> Curve:
    """Return a gain of shape ``(samples,)`` under which the peaks of ``mix`` stay at the ceiling.

    It looks 6 ms ahead and changes over 12 ms: it turns down before a peak and is not heard.
    """
    count: int = mix.shape[1]
    blocks = -(-count // _BLOCK)
    peaks = np.zeros(blocks * _BLOCK, np.float32)
    peaks[:count] = np.abs(mix).max(axis=0)
    needed = np.minimum(1.0, ceiling / np.maximum(peaks.reshape(blocks, _BLOCK).max(axis=1), 1e-9))
    reach = round(0.006 * RATE_HZ / _BLOCK)
    width = 2 * reach + 1
    padded = np.pad(needed, 2 * reach + 1, mode="edge")
    lowest = np.lib.stride_tricks.sliding_window_view(padded, width + 2).min(axis=1)
    window = np.hanning(width + 2)[1:-1]
    smooth = np.convolve(lowest, window / window.sum(), mode="valid")
    centres: Samples = (np.arange(blocks, dtype=np.float64) + 0.5) * _BLOCK
    return np.interp(np.arange(count), centres, smooth).astype(np.float32)


def on_grid(stem: Audio, gain: Curve) -> Audio:
    """Return a stem times a gain, rounded to 24 bits, so that sums of stems are exact."""
    return (np.rint(stem * gain * _GRID) / _GRID).astype(np.float32)
