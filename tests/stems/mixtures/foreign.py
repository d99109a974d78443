"""The palette that no fit has seen: another voice, another kit, other basses and instruments.

Bursts of damped sines sing (Rodet, 1984), partials that die one after the other are struck, saws
out of tune swell, noise rings in combs. None of it is used by the other palettes.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from scipy import signal

from tests.stems.mixtures.tones import (
    Chance,
    Note,
    Wave,
    band,
    fading,
    held,
    hiss,
    most_partials,
    put,
    to_hz,
)

VOWELS: Final = (
    (650, 1_080, 2_650, 2_900, 3_250), (400, 1_700, 2_600, 3_200, 3_580),
    (290, 1_870, 2_800, 3_250, 3_540), (400, 800, 2_600, 2_800, 3_000),
    (350, 600, 2_700, 2_900, 3_300),
)  # fmt: skip


def sing_foreign(notes: list[Note], samples: int, rate_hz: int, chance: Chance) -> Wave:
    """Return a voice of bursts: each turn of the vocal cords sets off damped sines."""
    wave = np.zeros(samples, np.float32)
    size, rate, depth = chance.uniform(0.9, 1.2), chance.uniform(4.8, 6.2), chance.uniform(0, 0.5)
    before = notes[0].pitch if notes else 60.0
    for note in notes:
        count = round((note.length_seconds + 0.04) * rate_hz)
        time = np.arange(count) / rate_hz
        glide = np.clip(time / 0.06, 0, 1)
        pitch = before + (note.pitch - before) * glide
        pitch = pitch + depth * np.sin(2 * np.pi * rate * time) * np.clip(time / 0.25, 0, 1)
        before = note.pitch
        turns = np.cumsum(to_hz(pitch)) / rate_hz
        pulses = np.diff(np.floor(turns), prepend=0.0)
        burst = _burst(VOWELS[int(chance.integers(len(VOWELS)))], size, rate_hz)
        voiced = np.asarray(signal.fftconvolve(pulses, burst), np.float32)[:count]
        edge = held(count, rate_hz, attack_seconds=0.03, release_seconds=0.06)
        put(wave, np.float32(note.gain) * voiced * edge, note.start_seconds, rate_hz)
        if chance.random() < 0.4:
            sound = band(hiss(round(0.09 * rate_hz), chance), rate_hz, 3_000, 8_000)
            sound *= np.hanning(len(sound)).astype(np.float32) * np.float32(
                chance.uniform(0.1, 0.4)
            )
            put(wave, sound, max(0.0, note.start_seconds - 0.06), rate_hz)
    return wave / np.abs(wave).max(initial=1e-6)


def _burst(formants: tuple[int, ...], size: float, rate_hz: int) -> Wave:
    time = np.arange(round(0.03 * rate_hz)) / rate_hz
    burst = np.zeros(len(time))
    gains, widths = (1.0, 0.4, 0.2, 0.15, 0.06), (70, 80, 110, 120, 130)
    for formant, gain, width in zip(formants, gains, widths, strict=True):
        burst += gain * np.exp(-np.pi * width * time) * np.sin(2 * np.pi * formant * size * time)
    return (burst * np.minimum(1, time / 0.001)).astype(np.float32)


def build_foreign_kit(rate_hz: int, chance: Chance) -> dict[str, Wave]:
    """Return a kit of noises in combs and falling tones."""

    def ringing(seconds: float, decay: float, pitch_hz: float, low_hz: float) -> Wave:
        samples = round(seconds * rate_hz)
        delay = max(2, round(rate_hz / pitch_hz))
        comb = np.zeros(delay + 1)
        comb[0], comb[-1] = 1.0, -0.7
        noise = np.asarray(signal.lfilter([1.0], comb, hiss(samples, chance)), np.float32)
        return _full(
            band(noise, rate_hz, low_hz, None) * fading(samples, rate_hz, decay_seconds=decay)
        )

    def falling(seconds: float, start_hz: float, end_hz: float, decay: float) -> Wave:
        time = np.arange(round(seconds * rate_hz)) / rate_hz
        pitch_hz = end_hz + (start_hz - end_hz) * np.clip(1 - time / 0.06, 0, 1) ** 3
        tone = np.sin(2 * np.pi * np.cumsum(pitch_hz) / rate_hz).astype(np.float32)
        return tone * fading(len(time), rate_hz, decay_seconds=decay)

    kick = falling(0.5, chance.uniform(150, 320), chance.uniform(44, 58), chance.uniform(0.08, 0.2))
    beater = band(hiss(len(kick), chance), rate_hz, None, 3_000)
    kick += np.float32(0.2) * beater * fading(len(kick), rate_hz, decay_seconds=0.006)
    snare = ringing(0.5, chance.uniform(0.05, 0.12), chance.uniform(180, 330), 150)
    return {
        "kick": _full(kick),
        "snare": snare,
        "hat": ringing(0.4, chance.choice([0.02, 0.05, 0.12]), chance.uniform(2_000, 5_000), 6_000),
        "shaker": ringing(0.12, 0.04, 3_100, 4_000),
        "tom": falling(0.5, 300, chance.uniform(80, 160), 0.18),
        "crash": ringing(1.6, 0.5, 1_700, 2_500),
    }


def pluck_foreign_bass(rate_hz: int, chance: Chance) -> Callable[[Note], Wave]:
    """Return a bass whose partials die one after the other, or one of three pipes."""
    is_pipe, speed = bool(chance.random() < 0.4), chance.uniform(0.5, 2)
    pick = chance.uniform(0.1, 0.4)

    def play(note: Note) -> Wave:
        samples = round((note.length_seconds + 0.03) * rate_hz)
        if is_pipe:
            return _partials(note, samples, rate_hz, gains=[1, 0.5, 0.25], speeds=[0, 0, 0])
        number = np.arange(1, min(24, most_partials(float(to_hz(note.pitch)), rate_hz)))
        gains = np.abs(np.sin(np.pi * number * pick)) / number**1.3
        return _partials(
            note, samples, rate_hz, gains=gains.tolist(), speeds=(speed * number**0.9).tolist()
        )

    return play


def choose_foreign_instrument(part: str, rate_hz: int, chance: Chance) -> Callable[[Note], Wave]:
    """Return saws out of tune, a piano, or an organ before a rotor."""
    kinds = ["saws", "rotor"] if part == "pad" else ["saws", "piano", "piano", "rotor"]
    kind = str(chance.choice(kinds))
    dull_hz, turning = chance.uniform(1_500, 6_000), chance.uniform(0.8, 7)
    spread = chance.uniform(0.05, 0.2)
    bars = chance.uniform(0.1, 1, 6)

    def play(note: Note) -> Wave:
        samples = round((note.length_seconds + 0.2) * rate_hz)
        edge = held(samples, rate_hz, attack_seconds=0.01, release_seconds=0.15)
        if kind == "piano":
            number = np.arange(1, min(16, most_partials(float(to_hz(note.pitch)), rate_hz)))
            gains = (1 / number**1.2).tolist()
            return edge * _partials(
                note, samples, rate_hz, gains=gains, speeds=(1 + number * 0.8).tolist()
            )
        time = np.arange(samples) / rate_hz
        if kind == "rotor":
            organ = _partials(note, samples, rate_hz, gains=bars.tolist(), speeds=[0.0] * 6)
            return edge * organ * (1 + 0.3 * np.sin(2 * np.pi * turning * time)).astype(np.float32)
        saws = np.zeros(samples)
        for cents in (-spread, -spread / 2, 0.0, spread / 2, spread):
            saws += (float(to_hz(note.pitch + cents)) * time + chance.random()) % 1 - 0.5
        return edge * band(saws.astype(np.float32), rate_hz, None, dull_hz)

    return play


def _partials(
    note: Note, samples: int, rate_hz: int, *, gains: list[float], speeds: list[float]
) -> Wave:
    time = np.arange(samples) / rate_hz
    wave = np.zeros(samples)
    pitch_hz = float(to_hz(note.pitch))
    for number, (gain, speed) in enumerate(zip(gains, speeds, strict=True), start=1):
        stretched = number * np.sqrt(1 + 2e-4 * number**2) if speed else number
        tone = np.sin(2 * np.pi * pitch_hz * stretched * time)
        wave += gain * np.exp(-speed * time) * tone
    return wave.astype(np.float32)


def _full(wave: Wave) -> Wave:
    return wave / np.abs(wave).max(initial=1e-6)
