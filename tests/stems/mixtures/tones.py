"""What all instruments are made of: waves of one cycle, envelopes, filtered noise, strings.

``Wave`` is mono, float32, at the rate it is asked for.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal, cast

import numpy as np
import numpy.typing as npt
from scipy import signal

from app.core.units import Audio

Chance = np.random.Generator
Wave = npt.NDArray[np.float32]

Palette = Literal["additive", "modelled", "foreign"]
"""Which instruments play; no two palettes share one."""

CYCLE_SAMPLES: Final = 2_048

SHAPES: Final = ("saw", "square", "triangle", "sine", "organ", "hollow", "reed", "string")


@dataclass(frozen=True)
class Note:
    """Something played: when, how long, at what pitch (MIDI number) and how hard (0..1)."""

    start_seconds: float
    length_seconds: float
    pitch: float
    gain: float = 1.0


def partials_of(shape: str, count: int, chance: Chance) -> Wave:
    """Return the amplitudes of the first ``count`` partials of a named wave."""
    number = np.arange(1, count + 1, dtype=np.float64)
    odd = number % 2 == 1
    if shape == "square":
        weights = np.where(odd, 1 / number, 0)
    elif shape == "triangle":
        weights = np.where(odd, 1 / number**2, 0)
    elif shape == "sine":
        weights = np.where(number == 1, 1.0, 0.0)
    elif shape == "organ":
        weights = np.isin(number, (1, 2, 3, 4, 6, 8)) * chance.uniform(0.1, 1, count)
    elif shape == "hollow":
        weights = np.where(odd, 1, 0.25) / number**1.4
    elif shape == "reed":
        weights = np.exp(-np.square((number - chance.uniform(2, 6)) / 4)) + 0.3 / number
    elif shape == "string":
        weights = (0.4 + chance.uniform(0, 1, count)) / number**1.1
    else:
        weights = 1 / number
    return weights.astype(np.float32)


def cycle_of(weights: Wave, chance: Chance, *, aligned: bool) -> Wave:
    """Return one cycle with these partials, in one phase or in phases of chance; peak at 1."""
    spectrum = np.zeros(CYCLE_SAMPLES // 2 + 1, np.complex128)
    phases = np.zeros(len(weights)) if aligned else chance.uniform(0, 2 * np.pi, len(weights))
    spectrum[1 : len(weights) + 1] = weights * np.exp(1j * (phases - np.pi / 2))
    cycle = np.fft.irfft(spectrum)
    return (cycle / np.abs(cycle).max(initial=1e-9)).astype(np.float32)


def turn(cycle: Wave, pitch_hz: npt.ArrayLike, samples: int, rate_hz: int, phase: float) -> Wave:
    """Return a cycle played at a pitch that may move (a number, or one per sample)."""
    step = np.broadcast_to(np.asarray(pitch_hz, np.float64) / rate_hz, (samples,))
    place = (phase + np.cumsum(step)) % 1 * CYCLE_SAMPLES
    low = place.astype(np.int64)
    part = (place - low).astype(np.float32)
    after = cycle[(low + 1) % CYCLE_SAMPLES]
    return np.asarray(cycle[low] * (1 - part) + after * part, np.float32)


def most_partials(pitch_hz: float, rate_hz: int) -> int:
    """Return how many partials fit below the Nyquist frequency."""
    return int(np.clip(0.45 * rate_hz / pitch_hz, 1, CYCLE_SAMPLES // 4))


def to_hz(pitch: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the frequency of a MIDI number."""
    return 440.0 * 2 ** ((np.asarray(pitch, np.float64) - 69) / 12)


def held(samples: int, rate_hz: int, *, attack_seconds: float, release_seconds: float) -> Wave:
    """Return an envelope that rises, stays at 1 and falls within ``samples``."""
    time = np.arange(samples, dtype=np.float32)
    rise = np.minimum(1, time / max(1.0, attack_seconds * rate_hz))
    fall = np.minimum(1, time[::-1] / max(1.0, release_seconds * rate_hz))
    return (rise * fall).astype(np.float32)


def fading(samples: int, rate_hz: int, *, decay_seconds: float) -> Wave:
    """Return an envelope that starts at 1 and falls exponentially, without a click at its end."""
    time = np.arange(samples, dtype=np.float32) / rate_hz
    tail = np.minimum(1, np.arange(samples, dtype=np.float32)[::-1] / (0.005 * rate_hz))
    return (np.exp(-time / decay_seconds) * tail).astype(np.float32)


def band(
    wave: Wave, rate_hz: int, low_hz: float | None, high_hz: float | None, *, order: int = 2
) -> Wave:
    """Return what of a wave lies between two frequencies; either may be absent."""
    most_hz = 0.48 * rate_hz
    for edge_hz, kind in ((low_hz, "highpass"), (high_hz, "lowpass")):
        if edge_hz is not None and edge_hz < most_hz:
            sections = cast("Any", signal.butter)(order, edge_hz, kind, fs=rate_hz, output="sos")
            wave = np.asarray(signal.sosfilt(sections, wave), np.float32)
    return wave


def hiss(samples: int, chance: Chance) -> Wave:
    """Return white noise."""
    return chance.standard_normal(samples, dtype=np.float32)


def plucked(pitch_hz: float, samples: int, rate_hz: int, chance: Chance, *, damping: float) -> Wave:
    """Return a string after Karplus and Strong (1983), of any pitch; ``damping`` is 0..1."""
    period = max(2, round(rate_hz / pitch_hz - 0.5))
    excitation = np.zeros(samples, np.float32)
    burst = band(hiss(period, chance), rate_hz, None, chance.uniform(1_500, 9_000))
    excitation[:period] = burst[:samples]
    loss = np.float32(0.999 - 0.02 * damping)
    feedback = np.zeros(period + 2, np.float32)
    feedback[0], feedback[period], feedback[period + 1] = 1, -loss / 2, -loss / 2
    wave = np.asarray(signal.lfilter([1.0], feedback, excitation), np.float32)
    return wave / np.abs(wave).max(initial=1e-6)


def modulated(
    pitch_hz: float, samples: int, rate_hz: int, *, ratio: float, index: float, decay_seconds: float
) -> Wave:
    """Return a tone by frequency modulation (Chowning, 1973) that gets duller as it fades."""
    time = np.arange(samples) / rate_hz
    depth = index * np.exp(-time / decay_seconds)
    inner = np.sin(2 * np.pi * ratio * pitch_hz * time)
    return np.sin(2 * np.pi * pitch_hz * time + depth * inner).astype(np.float32)


def pan(wave: Wave, position: float) -> Audio:
    """Return a wave in stereo at -1 (left) to 1 (right), equally loud everywhere."""
    angle = (position + 1) * np.pi / 4
    return np.stack([np.cos(angle) * wave, np.sin(angle) * wave]).astype(np.float32)


def put(canvas: Audio, wave: Audio | Wave, at_seconds: float, rate_hz: int) -> None:
    """Add a wave to a canvas, cut at its end."""
    start = round(at_seconds * rate_hz)
    room = canvas.shape[-1] - start
    if room > 0:
        canvas[..., start : start + wave.shape[-1]] += wave[..., :room]
