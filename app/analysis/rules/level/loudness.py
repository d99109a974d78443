"""Loudness after ITU-R BS.1770-4 and EBU Tech 3342, measured from a stream of any length."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.analysis.rules.level.true_peak import TruePeakMeter
from app.core.units import SILENCE_DB, Audio, gain_to_db

STEP_SECONDS = 0.1
_BLOCK_STEPS = 4
_SHORT_TERM_STEPS = 30
_ABSOLUTE_GATE_LUFS = -70.0
_RELATIVE_GATE_LU = -10.0
_RANGE_GATE_LU = -20.0
_OFFSET_DB = -0.691
_REPLAY_LUFS = -18.0
_HIGHEST_PEAK_DB = -1.0
_HAIR = 1e-9

# Weights of left, right, centre, low effects, left and right surround; others count as front.
_CHANNEL_WEIGHTS = (1.0, 1.0, 1.0, 0.0, 1.41, 1.41)
_SURROUND = len(_CHANNEL_WEIGHTS)

Series = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Loudness:
    """What a loudness meter shows at the end, and its curves.

    ``momentary_lufs`` and ``short_term_lufs`` have one value per 100 ms, the loudness of the 400 ms
    and of the three seconds that begin there.  ``range_lu`` and ``short_term_max_lufs`` are None
    for tracks shorter than three seconds.
    """

    integrated_lufs: float
    range_lu: float | None
    short_term_max_lufs: float | None
    true_peak_db: float
    sample_peak_db: float
    momentary_lufs: Series
    short_term_lufs: Series


class LoudnessMeter:
    """Measures blocks of audio as they come, at their own sample rate."""

    def __init__(self, rate_hz: int, channels: int) -> None:
        weights = _CHANNEL_WEIGHTS if channels == _SURROUND else (1.0,) * channels
        self._weights = np.array(weights)
        self._filter = k_weighting(rate_hz)
        self._state = np.zeros((len(self._filter), channels, 2))
        self._step = round(rate_hz * STEP_SECONDS)
        self._rest: Series = np.zeros(0)
        self._powers: list[Series] = []
        self._peaks = TruePeakMeter(channels)

    def push(self, block: Audio) -> None:
        """Take more of the stream, shape ``(channels, samples)``."""
        from scipy.signal import sosfilt  # pyright: ignore[reportUnknownVariableType]

        self._peaks.push(block)
        weighted, self._state = sosfilt(
            self._filter, block.astype(np.float64), axis=1, zi=self._state
        )
        power = self._weights @ (weighted * weighted)
        joined = np.concatenate([self._rest, power])
        whole = len(joined) // self._step * self._step
        self._rest = joined[whole:]
        self._powers.append(joined[:whole].reshape(-1, self._step).mean(axis=1))

    def finish(self) -> Loudness:
        """Return what the whole stream measures."""
        powers = np.concatenate([*self._powers, self._last_step()])
        short_term = power_to_lufs(_sliding_mean(powers, _SHORT_TERM_STEPS))
        is_long = len(powers) >= _SHORT_TERM_STEPS
        return Loudness(
            integrated_lufs=integrated_loudness(powers),
            range_lu=loudness_range(powers),
            short_term_max_lufs=float(short_term.max()) if is_long else None,
            true_peak_db=gain_to_db(self._peaks.finish()),
            sample_peak_db=gain_to_db(self._peaks.sample_peak),
            momentary_lufs=power_to_lufs(_sliding_mean(powers, _BLOCK_STEPS)),
            short_term_lufs=short_term,
        )

    def _last_step(self) -> Series:
        """Return the power of an unfinished step, if nothing else was measured."""
        measured = sum(len(powers) for powers in self._powers)
        if measured >= _BLOCK_STEPS or len(self._rest) == 0:
            return np.zeros(0)
        return np.array([float(self._rest.mean())])


def k_weighting(rate_hz: int) -> npt.NDArray[np.float64]:
    """Return the two sections of the K filter for any rate, shape ``(2, 6)``.

    The analogue prototypes behind the coefficients that BS.1770-4 gives for 48 kHz, transformed
    bilinearly (De Man, 2014).
    """
    turn = math.tan(math.pi * 1681.974450955533 / rate_hz)
    quality, gain = 0.7071752369554196, 10.0 ** (3.999843853973347 / 20.0)
    middle = gain**0.4996667741545416
    norm = 1.0 + turn / quality + turn * turn
    shelf = [
        (gain + middle * turn / quality + turn * turn) / norm,
        2.0 * (turn * turn - gain) / norm,
        (gain - middle * turn / quality + turn * turn) / norm,
        1.0,
        2.0 * (turn * turn - 1.0) / norm,
        (1.0 - turn / quality + turn * turn) / norm,
    ]
    turn, quality = math.tan(math.pi * 38.13547087602444 / rate_hz), 0.5003270373238773
    norm = 1.0 + turn / quality + turn * turn
    low_cut = [1.0, -2.0, 1.0, 1.0]
    low_cut += [2.0 * (turn * turn - 1.0) / norm, (1.0 - turn / quality + turn * turn) / norm]
    return np.array([shelf, low_cut])


def power_to_lufs(power: Series) -> Series:
    """Return the loudness of K-weighted mean squares."""
    floor = 10.0 ** ((SILENCE_DB - _OFFSET_DB) / 10.0)
    return _OFFSET_DB + 10.0 * np.log10(np.maximum(power, floor))


def integrated_loudness(powers: Series) -> float:
    """Return the gated loudness of the mean squares of 100 ms steps (BS.1770-4, annex 1)."""
    blocks = _sliding_mean(powers, _BLOCK_STEPS)
    audible = blocks[power_to_lufs(blocks) > _ABSOLUTE_GATE_LUFS]
    if len(audible) == 0:
        return SILENCE_DB
    gate = float(power_to_lufs(audible.mean(keepdims=True))[0]) + _RELATIVE_GATE_LU
    kept = audible[power_to_lufs(audible) > gate]
    return float(power_to_lufs(kept.mean(keepdims=True))[0])


def loudness_range(powers: Series) -> float | None:
    """Return the spread between the 10th and 95th percentile in LU (EBU Tech 3342).

    None if there is less than the three seconds of one short-term block.
    """
    if len(powers) < _SHORT_TERM_STEPS:
        return None
    blocks = _sliding_mean(powers, _SHORT_TERM_STEPS)
    audible = blocks[power_to_lufs(blocks) > _ABSOLUTE_GATE_LUFS]
    if len(audible) == 0:
        return 0.0
    gate = float(power_to_lufs(audible.mean(keepdims=True))[0]) + _RANGE_GATE_LU
    levels = power_to_lufs(audible)
    low, high = np.percentile(levels[levels > gate], (10, 95))
    return float(high - low)


def replay_gain(integrated_lufs: float, true_peak_db: float) -> float:
    """Return the gain in decibels that brings a track to -18 LUFS (ReplayGain 2.0).

    Not so much that its true peak would rise above -1 dBTP, as EBU R 128 demands of programmes;
    none for what is too quiet to be measured.
    """
    if integrated_lufs < _ABSOLUTE_GATE_LUFS:
        return 0.0
    return min(_REPLAY_LUFS - integrated_lufs, _HIGHEST_PEAK_DB - true_peak_db)


def loudness_rows(loudness: Loudness, *, step_seconds: float) -> npt.NDArray[np.float32]:
    """Return momentary and short-term loudness over time, shape ``(rows, 2)``.

    The blocks of a row lie around its middle, as far as the track reaches; what is below the gate
    of -70 LUFS counts as that.
    """
    steps = len(loudness.momentary_lufs) + _BLOCK_STEPS - 1
    rows = max(1, math.ceil(steps * STEP_SECONDS / step_seconds - _HAIR))
    middles = (np.arange(rows) + 0.5) * step_seconds / STEP_SECONDS
    curves = (
        (loudness.momentary_lufs, _BLOCK_STEPS),
        (loudness.short_term_lufs, _SHORT_TERM_STEPS),
    )
    columns = [
        curve[np.clip(np.round(middles - size / 2).astype(np.intp), 0, len(curve) - 1)]
        for curve, size in curves
    ]
    return np.maximum(np.stack(columns, axis=1), _ABSOLUTE_GATE_LUFS).astype(np.float32)


def _sliding_mean(powers: Series, steps: int) -> Series:
    """Return the means of ``steps`` neighbours; of all there is, if there are fewer."""
    if len(powers) == 0:
        return powers
    size = min(steps, len(powers))
    return np.convolve(powers, np.full(size, 1.0 / size), mode="valid")
