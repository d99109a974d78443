"""Drums: kick, snare or clap, hats, and now and then toms, a shaker and cymbals.

The additive palette sweeps sines and filters noise; the modelled one builds the same kit otherwise
(frequency modulation, modes of a skin, rung squares), as another drum machine would.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from app.core.units import Audio
from tests.stems.mixtures.foreign import build_foreign_kit
from tests.stems.mixtures.score import HATS, KICKS, SNARES, Score
from tests.stems.mixtures.tones import (
    Chance,
    Palette,
    Wave,
    band,
    fading,
    held,
    hiss,
    modulated,
    pan,
    put,
)


def play_drums(score: Score, rate_hz: int, chance: Chance, *, palette: Palette) -> Audio:
    """Return a drum track, ``(2, samples)``."""
    canvas = np.zeros((2, round(score.seconds * rate_hz)), np.float32)
    kit = KITS[palette](rate_hz, chance)
    kicks, snares, hats = (_pick(patterns, chance) for patterns in (KICKS, SNARES, HATS))
    has_shaker, has_toms = chance.random() < 0.2, chance.random() < 0.35
    hat_side, ghost = chance.uniform(-0.5, 0.5), chance.uniform(0, 0.15)
    for bar in range(score.bars):
        if not score.plays("drums", bar):
            continue
        lanes: list[tuple[Wave | Audio, Sequence[int], float, float]] = [
            (kit["kick"], kicks, 1.0, 0.0),
            (kit["snare"], snares, 0.9, 0.0),
            (kit["hat"], hats, 0.45, hat_side),
        ]
        if has_shaker:
            lanes.append((kit["shaker"], range(16), 0.25, -hat_side))
        if has_toms and bar % 2 == 1:
            lanes.append((kit["tom"], (12, 13, 14, 15), 0.7, chance.uniform(-0.7, 0.7)))
        if bar % 4 == 0 and chance.random() < 0.5:
            lanes.append((kit["crash"], (0,), 0.6, chance.uniform(-0.6, 0.6)))
        for sound, steps, gain, side in lanes:
            for step in steps:
                if chance.random() < ghost:
                    continue
                hit = np.float32(gain * chance.uniform(0.6, 1.0)) * sound
                put(canvas, pan(hit, side), score.at(bar, step), rate_hz)
    return canvas


def _pick(patterns: Sequence[Sequence[int]], chance: Chance) -> Sequence[int]:
    return patterns[int(chance.integers(len(patterns)))]


def _additive_kit(rate_hz: int, chance: Chance) -> dict[str, Wave]:
    def noise(seconds: float, decay: float, low: float | None, high: float | None) -> Wave:
        samples = round(seconds * rate_hz)
        wave = band(hiss(samples, chance), rate_hz, low, high)
        return _full(wave * fading(samples, rate_hz, decay_seconds=decay))

    snare = noise(0.5, chance.uniform(0.04, 0.16), chance.uniform(200, 1_800), None)
    body = _sweep(0.5, rate_hz, chance.uniform(160, 260), 0.1, chance.uniform(0.03, 0.1))
    snare = np.float32(chance.uniform(0.4, 1)) * snare + np.float32(chance.uniform(0, 0.8)) * body
    if chance.random() < 0.3:
        snare = _clap(rate_hz, chance)
    snare = np.asarray(snare, np.float32)
    return {
        "kick": _kick(rate_hz, chance),
        "snare": _full(snare),
        "hat": noise(
            0.4, chance.choice([0.015, 0.03, 0.05, 0.12]), chance.uniform(4_000, 9_000), None
        ),
        "shaker": noise(0.1, 0.03, 3_000, chance.uniform(7_000, 14_000)),
        "tom": _sweep(0.5, rate_hz, chance.uniform(80, 180), 0.3, 0.15),
        "crash": noise(1.6, chance.uniform(0.3, 0.7), chance.uniform(1_500, 5_000), None),
    }


def _kick(rate_hz: int, chance: Chance) -> Wave:
    kick = _sweep(
        0.6, rate_hz, chance.uniform(38, 65), chance.uniform(0.5, 4), chance.uniform(0.06, 0.35)
    )
    samples = round(0.02 * rate_hz)
    click = band(hiss(samples, chance), rate_hz, chance.uniform(500, 3_000), None)
    kick[:samples] += (
        chance.uniform(0, 0.25) * click * fading(samples, rate_hz, decay_seconds=0.004)
    )
    return _full(np.tanh(kick * chance.uniform(1, 3)).astype(np.float32))


def _sweep(seconds: float, rate_hz: int, end_hz: float, bend: float, decay: float) -> Wave:
    time = np.arange(round(seconds * rate_hz)) / rate_hz
    pitch_hz = end_hz * (1 + bend * np.exp(-time / 0.03))
    wave = np.sin(2 * np.pi * np.cumsum(pitch_hz) / rate_hz).astype(np.float32)
    return wave * fading(len(wave), rate_hz, decay_seconds=decay)


def _clap(rate_hz: int, chance: Chance) -> Wave:
    clap = np.zeros(round(0.4 * rate_hz), np.float32)
    for at, decay in ((0.0, 0.006), (0.011, 0.006), (0.023, chance.uniform(0.04, 0.12))):
        burst = hiss(round(0.3 * rate_hz), chance)
        put(clap, burst * fading(len(burst), rate_hz, decay_seconds=decay), at, rate_hz)
    return band(clap, rate_hz, chance.uniform(600, 1_200), chance.uniform(4_000, 12_000))


def _modelled_kit(rate_hz: int, chance: Chance) -> dict[str, Wave]:
    def ring(seconds: float, decay: float, low_hz: float) -> Wave:
        """Six squares beside each other, as the machines of 1980 made cymbals."""
        time = np.arange(round(seconds * rate_hz)) / rate_hz
        base = chance.uniform(250, 420)
        ratios = (1, 1.342, 1.231, 1.652, 1.946, 2.152)
        wave = sum(np.sign(np.sin(2 * np.pi * base * ratio * time)) for ratio in ratios)
        wave = np.asarray(wave, np.float32) + hiss(len(time), chance)
        wave = band(wave, rate_hz, low_hz, None, order=4)
        return _full(wave * fading(len(wave), rate_hz, decay_seconds=decay))

    samples = round(0.5 * rate_hz)
    kick = modulated(
        chance.uniform(42, 60), samples, rate_hz, ratio=1.5, index=6, decay_seconds=0.02
    ) * fading(samples, rate_hz, decay_seconds=chance.uniform(0.08, 0.2))
    skin_hz = chance.uniform(150, 230)
    modes = (1, 1.59, 2.14, 2.3, 2.65, 2.92)
    skin = sum(_sweep(0.5, rate_hz, skin_hz * mode, 0.05, 0.08 / mode) for mode in modes)
    wires = band(hiss(samples, chance), rate_hz, 900, 11_000, order=1)
    gate = held(samples, rate_hz, attack_seconds=0.001, release_seconds=0.3)
    snare = 0.25 * np.asarray(skin) + chance.uniform(0.2, 0.6) * wires * gate**3
    return {
        "kick": _full(kick),
        "snare": _full(np.asarray(snare, np.float32)),
        "hat": ring(0.4, chance.choice([0.02, 0.04, 0.15]), chance.uniform(5_500, 8_000)),
        "shaker": ring(0.1, 0.02, 7_000),
        "tom": _full(_sweep(0.5, rate_hz, chance.uniform(90, 160), 0.2, 0.2)),
        "crash": ring(1.6, 0.6, 3_000),
    }


def _full(wave: Wave) -> Wave:
    return wave / np.abs(wave).max(initial=1e-6)


KITS: Final = {"additive": _additive_kit, "modelled": _modelled_kit, "foreign": build_foreign_kit}
