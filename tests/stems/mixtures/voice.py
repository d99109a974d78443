"""Something like a singer: glides, vibrato, vowels that move, consonants and breath.

The additive palette adds partials under moving formants; the modelled one sends pulses of a
glottis through resonators, with other vowels, as another synthesiser would.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import signal

from app.core.units import Audio
from tests.stems.mixtures.foreign import sing_foreign
from tests.stems.mixtures.score import Score, write_melody
from tests.stems.mixtures.tones import (
    Chance,
    Note,
    Palette,
    Wave,
    band,
    fading,
    held,
    hiss,
    pan,
    put,
    to_hz,
)

Curve = npt.NDArray[np.float64]

CONTROL_SAMPLES: Final = 256
MOST_PARTIALS: Final = 60

VOWELS: Final = (
    (800, 1_150, 2_900), (400, 1_600, 2_700), (350, 2_000, 2_800), (450, 800, 2_830),
    (325, 700, 2_700), (600, 1_700, 2_500), (500, 1_500, 2_500),
)  # fmt: skip
OTHER_VOWELS: Final = (
    (730, 1_090, 2_440), (530, 1_840, 2_480), (270, 2_290, 3_010), (570, 840, 2_410),
    (300, 870, 2_240), (660, 1_720, 2_410),
)  # fmt: skip
FRICATIVES: Final = ((4_500, 11_000), (2_200, 7_000), (1_000, 9_000), (5_500, 14_000))


def sing(score: Score, rate_hz: int, chance: Chance, *, palette: Palette) -> Audio:
    """Return a voice, ``(2, samples)``, in the centre or near it, sometimes with a second one."""
    centre = chance.uniform(48, 70)
    samples = round(score.seconds * rate_hz)
    notes = write_melody(score, chance, centre=centre)
    make = VOICES[palette]
    lead = pan(
        make(notes, samples, rate_hz, chance), chance.choice([0, 0, 0, 0.1, -0.1, 0.3, -0.5])
    )
    if chance.random() < 0.25:
        shift = float(chance.choice([0, 3, 4, 7, -12]))
        others = [
            Note(
                n.start_seconds + chance.uniform(0, 0.03), n.length_seconds, n.pitch + shift, n.gain
            )
            for n in notes
        ]
        side = chance.uniform(0.2, 0.9)
        for place in (-side, side):
            lead += np.float32(0.35) * pan(make(others, samples, rate_hz, chance), place)
    return lead


def _pitch_curve(notes: list[Note], points: int, point_hz: float, chance: Chance) -> Curve:
    """Return the pitch over time: notes joined by glides, with late vibrato and drift."""
    target = np.full(points, notes[0].pitch if notes else 60.0)
    depth = np.zeros(points)
    most, late = chance.uniform(0, 0.8), chance.choice([0.0, 0.2, 0.2])
    for note in notes:
        start = round(note.start_seconds * point_hz)
        target[start:] = note.pitch
        length = max(1, round(note.length_seconds * point_hz))
        ramp = np.clip(np.arange(length) / point_hz / 0.4 + 0.2 - 2 * late, 0, 1)
        span = depth[start : start + length]
        span[:] = most * ramp[: len(span)]
        scoop = chance.choice([0, 0, -1.5, -3, 1]) * np.exp(-np.arange(length) / (0.05 * point_hz))
        target[start : start + length] += scoop[: len(span)]
    glide_seconds = chance.uniform(0.005, 0.09)
    decay = float(np.exp(-1 / (glide_seconds * point_hz)))
    start_state = [decay * target[0]]
    pitch, _ = signal.lfilter([1 - decay], [1, -decay], target, zi=start_state)
    drift = np.cumsum(chance.standard_normal(points)) * 0.01
    time = np.arange(points) / point_hz
    trembling = depth * np.sin(2 * np.pi * chance.uniform(4.5, 7) * time + 0.5 * np.sin(time))
    return np.asarray(pitch, np.float64) + trembling + 0.3 * np.tanh(drift)


def _loudness(notes: list[Note], points: int, point_hz: float, chance: Chance) -> Curve:
    level = np.zeros(points)
    for note in notes:
        start = round(note.start_seconds * point_hz)
        length = max(3, round(note.length_seconds * point_hz))
        attack, release = chance.uniform(0.01, 0.08), chance.uniform(0.03, 0.12)
        shape = held(length, round(point_hz), attack_seconds=attack, release_seconds=release)
        span = level[start : start + length]
        swell = 1 + 0.3 * np.sin(np.linspace(0, np.pi * chance.uniform(0.5, 2), length))
        span[:] = np.maximum(span, (note.gain * shape * swell)[: len(span)])
    return level


def _formants(
    notes: list[Note],
    points: int,
    point_hz: float,
    chance: Chance,
    vowels: tuple[tuple[int, ...], ...],
) -> Curve:
    """Return where three formants lie over time, ``(3, points)``; every note moves to a vowel."""
    place = np.zeros((3, points))
    size = chance.uniform(0.88, 1.2)
    place[:] = size * np.asarray(vowels[int(chance.integers(len(vowels)))])[:, None]
    for note in notes:
        for part in range(int(chance.integers(1, 3))):
            start = round((note.start_seconds + part * note.length_seconds / 2) * point_hz)
            place[:, start:] = size * np.asarray(vowels[int(chance.integers(len(vowels)))])[:, None]
    decay = float(np.exp(-1 / (0.04 * point_hz)))
    return np.asarray(signal.lfilter([1 - decay], [1, -decay], place - place[:, :1]) + place[:, :1])


def _additive(notes: list[Note], samples: int, rate_hz: int, chance: Chance) -> Wave:
    points = samples // CONTROL_SAMPLES + 2
    point_hz = rate_hz / CONTROL_SAMPLES
    pitch = to_hz(_pitch_curve(notes, points, point_hz, chance))
    level = _loudness(notes, points, point_hz, chance)
    formants = _formants(notes, points, point_hz, chance, VOWELS)
    widths, gains = chance.uniform(60, 180, 3) * (1, 1.3, 2), (1.0, chance.uniform(0.3, 0.8), 0.3)
    tilt, floor = chance.uniform(0.4, 1.3), float(chance.choice([0.01, 0.04, 0.1, 0.3]))
    time, at = np.arange(samples), np.arange(points) * CONTROL_SAMPLES
    phase = 2 * np.pi * np.cumsum(np.interp(time, at, pitch)) / rate_hz
    wave = np.zeros(samples, np.float32)
    for number in range(1, MOST_PARTIALS + 1):
        place = number * pitch
        if place.min() > min(0.45 * rate_hz, 10_000):
            break
        response = np.full(points, floor)
        for gain, formant, width in zip(gains, formants, widths, strict=True):
            response += gain / (1 + ((place - formant) / width) ** 2)
        audible: Curve = np.clip((0.47 * rate_hz - place) / 500, 0, 1)
        weight: Curve = response * audible * level / number**tilt
        wave += (np.interp(time, at, weight) * np.sin(number * phase)).astype(np.float32)
    return _with_consonants(_full(wave), notes, np.interp(time, at, level), rate_hz, chance)


def _glottal(notes: list[Note], samples: int, rate_hz: int, chance: Chance) -> Wave:
    points = samples // CONTROL_SAMPLES + 2
    point_hz = rate_hz / CONTROL_SAMPLES
    pitch = to_hz(_pitch_curve(notes, points, point_hz, chance))
    level = _loudness(notes, points, point_hz, chance)
    time, at = np.arange(samples), np.arange(points) * CONTROL_SAMPLES
    jitter = 1 + 0.004 * np.interp(time, at, chance.standard_normal(points))
    turns = np.cumsum(np.interp(time, at, pitch) * jitter) / rate_hz % 1
    opening = chance.uniform(0.4, 0.65)
    flow = np.where(turns < opening, np.sin(np.pi * turns / opening) ** 2 * turns, 0.0)
    source = np.diff(flow, prepend=0.0) * np.interp(time, at, level)
    source += chance.uniform(0, 0.004) * chance.standard_normal(samples) * flow
    wave = _through_vowels(source, notes, rate_hz, chance)
    return _with_consonants(_full(wave), notes, np.interp(time, at, level), rate_hz, chance)


def _through_vowels(source: Curve, notes: list[Note], rate_hz: int, chance: Chance) -> Wave:
    """Return a source behind one vowel per note, cross-faded where they change."""
    size = chance.uniform(0.9, 1.2)
    choice = chance.integers(len(OTHER_VOWELS), size=max(1, len(notes)))
    wave = np.zeros(len(source), np.float32)
    fade = np.hanning(round(0.04 * rate_hz))
    for index, vowel in enumerate(OTHER_VOWELS):
        mask = np.zeros(len(source))
        for place, note in enumerate(notes):
            if choice[place] == index:
                end = notes[place + 1].start_seconds if place + 1 < len(notes) else np.inf
                stop = min(len(source), round(min(end, 1e4) * rate_hz))
                mask[round(note.start_seconds * rate_hz) : stop] = 1
        if not mask.any():
            continue
        mask = np.asarray(signal.fftconvolve(mask, fade / fade.sum(), mode="same"))
        voiced = np.zeros(len(source))
        for formant, width, gain in zip(vowel, (80, 110, 160), (1, 0.7, 0.4), strict=True):
            radius = np.exp(-np.pi * width / rate_hz)
            angle = 2 * np.pi * min(formant * size, 0.45 * rate_hz) / rate_hz
            poles = [1, -2 * radius * np.cos(angle), radius**2]
            voiced += gain * np.asarray(signal.lfilter([1 - radius], poles, source))
        wave += (mask * (voiced + 0.02 * source)).astype(np.float32)
    return wave


def _with_consonants(
    wave: Wave, notes: list[Note], level: Curve, rate_hz: int, chance: Chance
) -> Wave:
    """Return a voice with noise before its notes, as in s, sh, f, t and k, and breath in it."""
    loud, often = chance.uniform(0.03, 0.2), max(0.0, chance.uniform(-0.2, 0.8))
    breath = band(hiss(len(wave), chance), rate_hz, 1_500, 9_000) * level.astype(np.float32)
    wave = np.asarray(wave + np.float32(chance.uniform(0, 0.02)) * breath, np.float32)
    for note in notes:
        if chance.random() > often:
            continue
        low_hz, high_hz = FRICATIVES[int(chance.integers(len(FRICATIVES)))]
        seconds = chance.uniform(0.05, 0.16)
        samples = round(seconds * rate_hz)
        sound = band(hiss(samples, chance), rate_hz, low_hz, high_hz)
        if chance.random() < 0.35:
            sound *= fading(samples, rate_hz, decay_seconds=0.012)
        else:
            sound *= held(samples, rate_hz, attack_seconds=0.03, release_seconds=0.03)
        put(wave, np.float32(loud) * sound, max(0.0, note.start_seconds - seconds * 0.8), rate_hz)
    return wave


def _full(wave: Wave) -> Wave:
    return wave / np.abs(wave).max(initial=1e-6)


VOICES: Final = {"additive": _additive, "modelled": _glottal, "foreign": sing_foreign}
