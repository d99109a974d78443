"""The desk: room, width and pumping of the stems, and what is done to their sum."""

import numpy as np

from app.core.units import Audio
from tests.analysis.rendered.chance import draw_for
from tests.analysis.rendered.plan import Mixdown, Plan
from tests.stems.mixtures.tones import Wave, band

_COMBS_SECONDS = (0.0297, 0.0371, 0.0411, 0.0437)
_SIDES = (1.0, 1.013)
_TILT_HZ = 900.0
_DUCK_SECONDS = 0.14


def placed(dry: Audio, mixdown: Mixdown, rate_hz: int, *, share: float) -> Audio:
    """Return a dry part in a room whose two sides differ as much as the width says."""
    wet = mixdown.room * share
    if wet <= 0:
        return dry
    dull = band(dry.mean(axis=0), rate_hz, 150, 6_000, order=1)
    left, right = (_tail(dull, mixdown.room_seconds, side, rate_hz) for side in _SIDES)
    middle, apart = (left + right) / 2, (left - right) / 2 * np.float32(mixdown.width)
    tails = np.stack([middle + apart, middle - apart])
    return np.asarray(dry + wet * tails, np.float32)


def _tail(wave: Wave, seconds: float, side: float, rate_hz: int) -> Wave:
    """Return four combs side by side (Schroeder, 1962), fading by 60 dB in ``seconds``."""
    total = np.zeros_like(wave)
    for comb in _COMBS_SECONDS:
        delay = round(comb * side * rate_hz)
        gain = np.float32(10 ** (-3 * comb * side / seconds))
        blocks = -(-len(wave) // delay)
        rows = np.zeros((blocks + 1, delay), np.float32)
        rows[1:].reshape(-1)[: len(wave)] = wave
        for block in range(1, blocks + 1):
            rows[block] += gain * rows[block - 1]
        total += rows[:-1].reshape(-1)[: len(wave)]
    return np.asarray(total / len(_COMBS_SECONDS), np.float32)


def pumped(stem: Audio, kicks_seconds: list[float], depth: float, rate_hz: int) -> Audio:
    """Return a stem that every kick pushes down and that comes back at once."""
    if depth <= 0:
        return stem
    gain = np.ones(stem.shape[1], np.float32)
    length = round(4 * _DUCK_SECONDS * rate_hz)
    time = np.arange(length, dtype=np.float32) / rate_hz
    dip = 1 - np.float32(min(depth, 0.95)) * np.exp(-time / _DUCK_SECONDS)
    for kick in kicks_seconds:
        start = round(kick * rate_hz)
        span = gain[start : start + length]
        np.minimum(span, dip[: len(span)], out=span)
    return stem * gain


def mixed(stems: dict[str, Audio], plan: Plan, rate_hz: int, *, fade_from_seconds: float) -> Audio:
    """Return the sum of the stems with tone, noise and a soft limit, at the plan's peak."""
    mixdown = plan.mixdown
    mix = np.asarray(np.sum(list(stems.values()), axis=0), np.float32)
    mix /= np.float32(np.abs(mix).max(initial=1e-9))
    if mixdown.tilt_db:
        low = np.stack([band(side, rate_hz, None, _TILT_HZ, order=1) for side in mix])
        half = 10 ** (mixdown.tilt_db / 40)
        mix = np.asarray(low / half + (mix - low) * half, np.float32)
    if mixdown.drive > 0:
        mix = np.tanh(mix * np.float32(1 + mixdown.drive))
    mix *= np.float32(mixdown.peak / np.abs(mix).max(initial=1e-9))
    if mixdown.fades:
        mix *= _fade(mix.shape[1], fade_from_seconds, rate_hz)
    hiss = draw_for(plan.seed, "hiss").standard_normal(mix.shape, dtype=np.float32)
    return np.clip(mix + np.float32(10 ** (mixdown.noise_db / 20)) * hiss, -1.0, 1.0)


def _fade(samples: int, from_seconds: float, rate_hz: int) -> Wave:
    """Return a gain that falls to nearly nothing from some time on."""
    gain = np.ones(samples, np.float32)
    start = round(from_seconds * rate_hz)
    gain[start:] = np.geomspace(1.0, 0.02, samples - start)
    return gain
