"""The room and the desk: reverberation, width, tone and level of a whole stem."""

import numpy as np
from scipy import signal

from app.core.units import Audio
from tests.stems.mixtures.tones import Chance, band


def with_room(dry: Audio, rate_hz: int, chance: Chance, *, most: float) -> Audio:
    """Return a stem with a tail of noise that fades, up to ``most`` of the dry level, or none."""
    if chance.random() < 0.25:
        return dry
    seconds = chance.uniform(0.2, 2.2)
    length = round(1.5 * seconds * rate_hz)
    time = np.arange(length, dtype=np.float32) / rate_hz
    tail = chance.standard_normal((2, length), dtype=np.float32) * np.exp(-6.9 * time / seconds)
    tail = np.roll(tail, round(chance.uniform(0, 0.03) * rate_hz), axis=1)
    tail = np.stack([band(side, rate_hz, 200, chance.uniform(2_500, 9_000)) for side in tail])
    tail /= np.sqrt(np.square(tail).sum(axis=1, keepdims=True)) + 1e-9
    wet = np.asarray(signal.fftconvolve(dry, tail, axes=1), np.float32)[:, : dry.shape[1]]
    return np.asarray(dry + np.float32(chance.uniform(0, most)) * wet, np.float32)


def with_echo(dry: Audio, rate_hz: int, chance: Chance, *, step_seconds: float) -> Audio:
    """Return a stem with echoes that change sides."""
    delay = round(step_seconds * float(chance.choice([2, 3, 4])) * rate_hz)
    gain = np.float32(chance.uniform(0.15, 0.4))
    wet, turn = dry.copy(), dry
    for _ in range(3):
        turn = gain * np.roll(turn[::-1], delay, axis=1)
        turn[:, :delay] = 0
        wet += turn
    return wet


def with_tone(dry: Audio, rate_hz: int, chance: Chance) -> Audio:
    """Return a stem with its highs and lows a little up or down."""
    split_hz = float(chance.uniform(600, 4_000))
    gain = np.float32(10 ** (chance.uniform(-4, 4) / 20))
    low = np.stack([band(side, rate_hz, None, split_hz, order=1) for side in dry])
    return np.asarray(low + gain * (dry - low), np.float32)


def widened(dry: Audio, width: float) -> Audio:
    """Return a stem whose sides differ ``width`` times as much."""
    middle, side = (dry[0] + dry[1]) / 2, (dry[0] - dry[1]) / 2 * np.float32(width)
    return np.stack([middle + side, middle - side])


def levelled(stem: Audio, level_db: float) -> Audio:
    """Return a stem at a root-mean-square level over the time that it sounds."""
    power = np.square(stem).mean(axis=0)
    sounding = power > 1e-4 * power.max(initial=0)
    if not sounding.any():
        return stem
    return stem * np.float32(10 ** (level_db / 20) / np.sqrt(power[sounding].mean() + 1e-12))
