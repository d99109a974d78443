"""What a loop is played on: drums and tones of a few lines each."""

import math
from typing import Any, Final, Literal, cast

import numpy as np
import numpy.typing as npt
import scipy.signal

Sound = npt.NDArray[np.float64]
Chance = np.random.Generator
Make = Literal["electric", "acoustic"]
Voice = Literal["piano", "guitar", "pad", "saw", "sub", "organ", "bass"]

RATE_HZ: Final = 44_100

_signal = cast("Any", scipy.signal)
_DRUM_SECONDS = 0.35
_RELEASE_SECONDS = 0.03


def make_kit(make: Make, chance: Chance) -> dict[str, Sound]:
    """Return a sound for every drum, each of peak 1; no two kits are alike."""
    time = np.arange(round(_DRUM_SECONDS * RATE_HZ)) / RATE_HZ
    kit = _electric(time, chance) if make == "electric" else _acoustic(time, chance)
    kit["rim"] = _noise(time, chance, 1200, 3500) * _decay(time, 0.012)
    bells = sum(np.sin(2 * np.pi * pitch * time) for pitch in (3217.0, 4510.0, 5903.0))
    kit["ride"] = (0.4 * _noise(time, chance, 3500, 12_000) + 0.1 * bells) * _decay(time, 0.15)
    kit["shaker"] = _noise(time, chance, 4500, 12_000) * _onset(time, 0.02) * _decay(time, 0.03)
    kit["tom"] = _thump(time, 110, 40, 0.03) * _decay(time, 0.12)
    kit["click"] = np.sin(2 * np.pi * 1000 * time) * _decay(time, 0.01)
    kit["high click"] = np.sin(2 * np.pi * 1500 * time) * _decay(time, 0.01)
    return {name: sound / np.abs(sound).max() for name, sound in kit.items()}


def _electric(time: Sound, chance: Chance) -> dict[str, Sound]:
    """Return a deep kick, a clap of three hands, and short hats."""
    fall = float(chance.uniform(150, 400))
    kick = _thump(time, float(chance.uniform(42, 58)), fall, 0.02)
    hiss, clap = _noise(time, chance, 900, 5000), np.zeros(len(time))
    for delay, seconds in ((0.0, 0.006), (0.011, 0.006), (0.021, 0.09)):
        start = round(delay * RATE_HZ)
        clap[start:] += hiss[: len(hiss) - start] * _decay(time, seconds)[: len(hiss) - start]
    return {
        "kick": kick * _decay(time, float(chance.uniform(0.08, 0.2))),
        "snare": clap,
        "hat": _noise(time, chance, 7000, 16_000)
        * _decay(time, float(chance.uniform(0.015, 0.03))),
        "open hat": _noise(time, chance, 6000, 15_000) * _decay(time, 0.12),
    }


def _acoustic(time: Sound, chance: Chance) -> dict[str, Sound]:
    """Return a kick with its beater, a snare with its wires, and hats."""
    kick = _thump(time, float(chance.uniform(55, 80)), 60, 0.01) * _decay(time, 0.09)
    skin = np.sin(2 * np.pi * float(chance.uniform(170, 230)) * time) * _decay(time, 0.06)
    wires = _noise(time, chance, 300, 9000) * _decay(time, float(chance.uniform(0.06, 0.14)))
    return {
        "kick": kick + 0.3 * _noise(time, chance, 1500, 5000) * _decay(time, 0.004),
        "snare": 0.5 * skin + 0.5 * wires,
        "hat": _noise(time, chance, 5000, 14_000) * _decay(time, float(chance.uniform(0.02, 0.05))),
        "open hat": _noise(time, chance, 4000, 14_000) * _decay(time, 0.2),
    }


def sound_tone(voice: Voice, midi: int, seconds: float, chance: Chance) -> Sound:
    """Return a tone that is held for a while, of peak 1."""
    time = np.arange(round((seconds + 0.15) * RATE_HZ)) / RATE_HZ
    pitch = 440.0 * 2 ** ((midi - 69) / 12)
    tone = _pluck(pitch, len(time), chance) if voice == "guitar" else _sum(voice, pitch, time)
    tone = tone * np.clip((seconds - time) / _RELEASE_SECONDS + 1.0, 0.0, 1.0)
    return tone / max(1e-9, float(np.abs(tone).max()))


def _sum(voice: Voice, pitch: float, time: Sound) -> Sound:
    """Return the partials of a voice, under its onset."""
    partials = [k for k in range(1, 12) if pitch * k < 9_000]
    waves = {k: 2 * np.pi * pitch * k * time for k in partials}
    match voice:
        case "piano":
            stretched = {k: wave * math.sqrt(1 + 0.0004 * k * k) for k, wave in waves.items()}
            each = [
                np.sin(wave) * np.exp(-time * (1.5 + 0.7 * k)) / k**1.3
                for k, wave in stretched.items()
            ]
            return np.sum(each, axis=0) * _onset(time, 0.003)
        case "pad":
            each = [np.sin(wave * bend) / k for k, wave in waves.items() for bend in (0.997, 1.003)]
            return np.sum(each, axis=0) * _onset(time, 0.08)
        case "saw":
            each = [np.sin(wave) / k for k, wave in waves.items()]
            return np.sum(each, axis=0) * np.exp(-2 * time) * _onset(time, 0.002)
        case "organ":
            return np.sum([np.sin(waves[k]) for k in partials[:4]], axis=0) * _onset(time, 0.008)
        case "sub":
            return (np.sin(waves[1]) + 0.15 * np.sin(waves[2])) * _onset(time, 0.006)
        case _:
            each = [np.sin(wave) * np.exp(-1.2 * k * time) / k for k, wave in waves.items()]
            return np.sum(each, axis=0) * _onset(time, 0.004)


def _pluck(pitch: float, samples: int, chance: Chance) -> Sound:
    """Return a plucked string (Karplus and Strong, 1983)."""
    period = round(RATE_HZ / pitch)
    noise, loop = np.zeros(samples), np.zeros(period + 2)
    noise[:period] = chance.uniform(-1.0, 1.0, min(period, samples))
    loop[0], loop[period], loop[period + 1] = 1.0, -0.498, -0.498
    return np.asarray(_signal.lfilter([1.0], loop, noise))


def _thump(time: Sound, pitch: float, fall: float, seconds: float) -> Sound:
    """Return a tone that falls to its pitch."""
    return np.sin(2 * np.pi * (pitch * time + fall * seconds * (1 - np.exp(-time / seconds))))


def _noise(time: Sound, chance: Chance, low_hz: float, high_hz: float) -> Sound:
    band = _signal.butter(2, [low_hz, high_hz], "band", fs=RATE_HZ, output="sos")
    return np.asarray(_signal.sosfilt(band, chance.normal(size=len(time))))


def _decay(time: Sound, seconds: float) -> Sound:
    return np.exp(-time / seconds)


def _onset(time: Sound, seconds: float) -> Sound:
    return np.minimum(1.0, time / seconds)
