"""A voice that sings vowels: harmonics of a gliding pitch, weighed by the formants of the mouth.

Source: additive formant synthesis after Klatt (1980), *Software for a cascade/parallel formant
synthesizer*; formants of a female voice after Peterson and Barney (1952).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from app.core.units import Mono
from app.sources.rules.instruments import RATE_HZ, note_hz

_STEP: Final = 64
"""Samples between two looks at pitch, loudness and vowel; between them all are lines."""

_FORMANTS_HZ: Final = {
    "a": (850, 1_220, 2_810, 3_800),
    "e": (610, 2_100, 2_900, 3_900),
    "i": (340, 2_650, 3_200, 4_000),
    "o": (540, 900, 2_700, 3_700),
    "u": (380, 850, 2_600, 3_600),
}
_BANDWIDTHS_HZ: Final = np.array([90.0, 110.0, 160.0, 260.0])
_LEVELS: Final = np.array([1.0, 0.7, 0.45, 0.3])
_HARMONICS: Final = 26
_VIBRATO_HZ: Final = 5.6
_VIBRATO_CENTS: Final = 28.0

Curve = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Syllable:
    """A sung note: when it begins and how long it lasts in beats, its pitch, and its vowel."""

    beat: float
    beats: float
    note: int
    vowel: str


def sing(syllables: tuple[Syllable, ...], *, beats: float, beat_seconds: float) -> Mono:
    """Return a melody, ``beats`` long, shape ``(samples,)``, that begins and ends in silence."""
    count = round(beats * beat_seconds * RATE_HZ)
    steps = count // _STEP + 2
    time = np.arange(steps) * _STEP / RATE_HZ
    starts = np.array([syllable.beat * beat_seconds for syllable in syllables])
    current = np.maximum(np.searchsorted(starts, time, side="right") - 1, 0)
    loudness = _loudness(syllables, time, current, beat_seconds)
    pitch_hz = _pitch(syllables, time - starts[current], current)
    voice = _harmonics(pitch_hz, _formants(syllables, current), loudness)
    breath = _breath(starts, loudness, len(voice))
    return (voice + breath)[:count].astype(np.float32)


def _loudness(
    syllables: tuple[Syllable, ...], time: Curve, current: npt.NDArray[np.intp], beat_seconds: float
) -> Curve:
    """Return how loud each step is: a soft attack, a swell, and a release before the next note."""
    loudness = np.zeros(len(time))
    for index, syllable in enumerate(syllables):
        age = time - syllable.beat * beat_seconds
        left = syllable.beats * beat_seconds - age
        here = (current == index) & (age >= 0) & (left >= 0)
        swell = 0.85 + 0.15 * np.sin(np.pi * np.clip(age / (syllable.beats * beat_seconds), 0, 1))
        edge = np.clip(age / 0.035, 0, 1) * np.clip(left / 0.06, 0, 1)
        loudness[here] = (swell * (0.5 - 0.5 * np.cos(np.pi * edge)))[here]
    loudness[-2:] = 0.0
    return loudness


def _pitch(syllables: tuple[Syllable, ...], age: Curve, current: npt.NDArray[np.intp]) -> Curve:
    """Return the pitch of each step: a glide into the note, then a vibrato that sets in."""
    notes = np.array([float(syllable.note) for syllable in syllables])
    before = np.concatenate([notes[:1] - 1.5, notes[:-1]])
    glide = np.clip(age / 0.055, 0, 1)
    note = before[current] + (notes - before)[current] * glide * glide * (3 - 2 * glide)
    depth = _VIBRATO_CENTS / 100 * np.clip((age - 0.16) / 0.25, 0, 1)
    drift = 0.06 * np.sin(2 * np.pi * 0.9 * np.arange(len(age)) * _STEP / RATE_HZ)
    wave = np.sin(2 * np.pi * _VIBRATO_HZ * np.maximum(age, 0))
    return note_hz(69) * 2 ** ((note + depth * wave + drift - 69) / 12)


def _formants(syllables: tuple[Syllable, ...], current: npt.NDArray[np.intp]) -> Curve:
    """Return the formants of each step, shape ``(steps, 4)``, gliding from vowel to vowel."""
    targets = np.array([_FORMANTS_HZ[syllable.vowel] for syllable in syllables], float)[current]
    width = round(0.05 * RATE_HZ / _STEP)
    window = np.hanning(width + 2)[1:-1]
    window /= window.sum()
    padded = np.pad(targets, ((width // 2, width - 1 - width // 2), (0, 0)), mode="edge")
    columns: list[Curve] = [np.convolve(column, window, "valid") for column in padded.T]
    return np.stack(columns, axis=1)


def _harmonics(pitch_hz: Curve, formants_hz: Curve, loudness: Curve) -> Curve:
    """Return the sum of all harmonics; each is a turning vector, multiplied up from the first."""
    phase = 2 * np.pi * np.cumsum(_upsampled(pitch_hz)) / RATE_HZ
    first = np.exp(1j * phase).astype(np.complex64)
    turning = np.ones_like(first)
    voice = np.zeros(len(phase), np.float32)
    for harmonic in range(1, _HARMONICS + 1):
        turning *= first
        hz = harmonic * pitch_hz
        level = loudness * _mouth(hz, formants_hz) / harmonic**0.45
        level *= np.clip((9_000 - hz) / 2_000, 0, 1)
        voice += turning.imag * _upsampled(level).astype(np.float32)
    return 0.62 * voice.astype(np.float64)


def _mouth(hz: Curve, formants_hz: Curve) -> Curve:
    """Return the gain of the mouth at a frequency: four resonances in parallel."""
    distance = (hz[:, None] - formants_hz) / _BANDWIDTHS_HZ
    return (_LEVELS / np.sqrt(1 + distance**2)).sum(axis=1)


def _breath(starts: Curve, loudness: Curve, count: int) -> Curve:
    """Return the air: a little along the voice, and a puff before each syllable."""
    noise = np.random.default_rng(11).uniform(-1, 1, count)
    bright = noise - 0.6 * np.roll(noise, 1) - 0.3 * np.roll(noise, 2)
    level = 0.012 * _upsampled(loudness)
    time = np.arange(round(0.06 * RATE_HZ)) / RATE_HZ
    puff = 0.05 * np.sin(np.pi * time / time[-1]) ** 2
    for start in starts:
        at = max(0, round((float(start) - 0.02) * RATE_HZ))
        end = min(at + len(puff), count)
        level[at:end] += puff[: end - at]
    return bright * level


def _upsampled(steps: Curve) -> Curve:
    """Return one value per sample, on lines between the steps."""
    ramp = np.arange(_STEP) / _STEP
    return (steps[:-1, None] + (steps[1:] - steps[:-1])[:, None] * ramp).reshape(-1)
