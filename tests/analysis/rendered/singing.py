"""The voice: pulses of a glottis through the resonances of vowels, with glides and vibrato."""

from typing import Final

import numpy as np
from scipy import signal

from tests.analysis.rendered.chance import draw_for
from tests.analysis.rendered.plan import Plan
from tests.stems.mixtures.tones import Chance, Note, Wave, band, held, hiss, put, to_hz

# The first three formants of seven vowels, in hertz (Peterson & Barney, 1952, rounded).
VOWELS: Final = (
    (730, 1_090, 2_440), (530, 1_840, 2_480), (270, 2_290, 3_010), (570, 840, 2_410),
    (300, 870, 2_240), (660, 1_720, 2_410), (490, 1_350, 1_690),
)  # fmt: skip
_WIDTHS_HZ: Final = (90.0, 120.0, 170.0)
_GAINS: Final = (1.0, 0.6, 0.35)
_FADE_SECONDS = 0.04


def sing(notes: tuple[Note, ...], plan: Plan, samples: int, rate_hz: int) -> Wave:
    """Return the voice on a canvas of so many samples, peak at 1 where it sings at all."""
    canvas = np.zeros(samples, np.float32)
    chance = draw_for(plan.seed, "singer")
    size, depth = float(chance.uniform(0.95, 1.2)), float(chance.uniform(0.1, 0.6))
    rate, often = float(chance.uniform(4.8, 6.4)), float(chance.uniform(0.1, 0.7))
    before = notes[0].pitch if notes else 60.0
    for note in notes:
        count = round((note.length_seconds + _FADE_SECONDS) * rate_hz)
        time = np.arange(count) / rate_hz
        pitch = note.pitch + (before - note.pitch) * np.exp(-time / 0.03)
        pitch += depth * np.sin(2 * np.pi * rate * time) * np.clip((time - 0.15) / 0.25, 0, 1)
        before = note.pitch
        source = _glottis(to_hz(pitch + plan.tuning_cents / 100), rate_hz, chance)
        voiced = _through_vowel(source, size, rate_hz, chance)
        edge = held(count, rate_hz, attack_seconds=0.025, release_seconds=0.06)
        put(canvas, np.float32(note.gain) * voiced * edge, note.start_seconds, rate_hz)
        if chance.random() < often:
            sound = _consonant(rate_hz, chance)
            put(canvas, sound, max(0.0, note.start_seconds - 0.06), rate_hz)
    return canvas / np.abs(canvas).max(initial=1e-6)


def _glottis(pitch_hz: np.ndarray, rate_hz: int, chance: Chance) -> Wave:
    """Return the flow's slope: a sine that opens and shuts fast in each turn, and some breath."""
    turns = np.cumsum(pitch_hz) / rate_hz % 1
    opening = 0.6
    flow = np.where(turns < opening, np.sin(np.pi * turns / opening) ** 2 * turns, 0.0)
    breath = 0.02 * chance.standard_normal(len(turns)) * flow
    return np.diff(flow + breath, prepend=0.0).astype(np.float32)


def _through_vowel(source: Wave, size: float, rate_hz: int, chance: Chance) -> Wave:
    """Return a source behind the resonances of a vowel, peak at 1."""
    vowel = VOWELS[int(chance.integers(len(VOWELS)))]
    voiced = 0.02 * source.astype(np.float64)
    for formant, width, gain in zip(vowel, _WIDTHS_HZ, _GAINS, strict=True):
        radius = np.exp(-np.pi * width / rate_hz)
        angle = 2 * np.pi * formant * size / rate_hz
        poles = [1.0, -2 * radius * np.cos(angle), radius**2]
        voiced += gain * np.asarray(signal.lfilter([1 - radius], poles, source))
    return (voiced / np.abs(voiced).max(initial=1e-9)).astype(np.float32)


def _consonant(rate_hz: int, chance: Chance) -> Wave:
    """Return a short noise, as of an s, an f or a t."""
    samples = round(float(chance.uniform(0.03, 0.1)) * rate_hz)
    low_hz = float(chance.uniform(2_000, 6_000))
    noise = band(hiss(samples, chance), rate_hz, low_hz, 12_000)
    shape = held(samples, rate_hz, attack_seconds=0.02, release_seconds=0.03)
    return np.float32(chance.uniform(0.05, 0.25)) * noise * shape
