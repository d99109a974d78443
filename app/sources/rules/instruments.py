"""Drums, bass, chords and plucks, each as one sound in an array; no clock, no file, seeded noise.

Mono sounds have shape ``(samples,)``, stereo ones ``(2, samples)``; all are float32 within about
[-1, 1] and begin and end at zero, so that they can be placed anywhere without a click.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from app.core.units import Audio, Mono

RATE_HZ: Final = 44_100

_TABLE_SIZE: Final = 4_096
_HIGHEST_HZ: Final = 15_000.0
_CENT: Final = 2 ** (1 / 1_200)

Samples = npt.NDArray[np.float64]


def note_hz(note: float) -> float:
    """Return the frequency of a MIDI note number, A4 (69) being 440 Hz."""
    return float(440.0 * 2 ** ((note - 69) / 12))


def kick() -> Mono:
    """Return a bass drum: a sine that falls from 190 to 49 Hz, with a click in front."""
    time = _time(0.34)
    pitch_hz = 49 + 70 * np.exp(-time * 34) + 71 * np.exp(-time * 210)
    body = np.sin(2 * np.pi * np.cumsum(pitch_hz) / RATE_HZ) * np.exp(-time * 8.5)
    click = _noise(len(time), seed=1) * np.exp(-time * 900) * 0.25
    return _shaped(np.tanh(1.6 * (body + click)) / 0.95, attack_seconds=0.001)


def clap() -> Mono:
    """Return a clap: three short bursts and a tail of noise around 1.5 kHz, over a thin snare."""
    time = _time(0.26)
    starts = (0.0, 0.010, 0.021)
    bursts = sum(np.where(time >= s, np.exp(-np.abs(time - s) * 330), 0.0) for s in starts)
    tail = np.where(time >= starts[-1], np.exp(-(time - starts[-1]) * 19), 0.0)
    air = _band(_noise(len(time), seed=2), 900, 11_000) * (0.7 * bursts + 0.75 * tail)
    snare = 0.35 * np.sin(2 * np.pi * 196 * time) * np.exp(-time * 30)
    return _shaped(air + snare, attack_seconds=0.001)


def hat(*, is_open: bool, seed: int) -> Mono:
    """Return a hi-hat: noise above 7 kHz with a few metallic partials."""
    time = _time(0.24 if is_open else 0.07)
    partials = (5_310, 6_470, 7_790, 8_930, 10_210, 11_750)
    metal = sum(np.sign(np.sin(2 * np.pi * hz * time)) for hz in partials) / len(partials)
    sound = _band(_noise(len(time), seed=seed) + 0.5 * metal, 7_000, 16_000)
    return _shaped(sound * np.exp(-time * (13 if is_open else 65)), attack_seconds=0.0008)


def crash() -> Audio:
    """Return a crash cymbal in stereo, two and a half seconds long."""
    time = _time(2.5)
    sides = [_band(_noise(len(time), seed=seed), 2_500, 15_000) for seed in (3, 4)]
    return _shaped(np.stack(sides) * np.exp(-time * 2.1), attack_seconds=0.002)


def tom(note: int) -> Mono:
    """Return a tom-tom tuned to a MIDI note, for fills."""
    time = _time(0.3)
    pitch_hz = note_hz(note) * (1 + 0.5 * np.exp(-time * 40))
    body = np.sin(2 * np.pi * np.cumsum(pitch_hz) / RATE_HZ) * np.exp(-time * 11)
    skin = _band(_noise(len(time), seed=5), 300, 3_000) * np.exp(-time * 70) * 0.3
    return _shaped(body + skin, attack_seconds=0.001)


def riser(seconds: float) -> Audio:
    """Return noise that swells and brightens towards its end, in stereo, for a build-up."""
    time = _time(seconds)
    fraction = time / seconds
    sides: list[Samples] = []
    for seed in (6, 7):
        noise = _noise(len(time), seed=seed)
        dark, bright = _band(noise, 300, 2_000), _band(noise, 2_000, 12_000)
        sides.append((dark * (1 - fraction) + bright * fraction) * fraction**2)
    return _shaped(np.stack(sides), attack_seconds=0.01, release_seconds=0.02)


def bass(note: int, seconds: float, *, bite: float) -> Mono:
    """Return a bass note: harmonics that close like a filter; ``bite`` 0..1 is how far it opens."""
    time = _time(seconds)
    phase = 2 * np.pi * note_hz(note) * time
    sound = np.sin(phase)
    for harmonic in range(2, 15):
        level = bite * 0.9 / harmonic
        sound += level * np.exp(-time * harmonic * 1.6) * np.sin(harmonic * phase)
    envelope = 0.65 + 0.35 * np.exp(-time * 9)
    return _shaped(0.6 * sound * envelope, attack_seconds=0.006, release_seconds=0.025)


def chord(notes: tuple[int, ...], seconds: float, *, cutoff_hz: float) -> Audio:
    """Return a chord of detuned saws, wide in stereo; ``cutoff_hz`` is where they grow dull."""
    time = _time(seconds)
    sound = np.zeros((2, len(time)))
    for index, note in enumerate(notes):
        table = _saw_table(note_hz(note), cutoff_hz)
        for cents, left, right in ((-9, 0.9, 0.25), (0, 0.6, 0.6), (8, 0.25, 0.9)):
            start = (0.37 * index + 0.11 * cents) % 1.0
            phase = (start + note_hz(note) * _CENT**cents * time) % 1.0
            voice = _look_up(table, phase)
            sound[0] += left * voice
            sound[1] += right * voice
    return _shaped(sound / (2.2 * len(notes)), attack_seconds=0.012, release_seconds=0.03)


def pluck(note: int) -> Mono:
    """Return a bell-like pluck by frequency modulation (Chowning, 1973)."""
    time = _time(0.42)
    phase = 2 * np.pi * note_hz(note) * time
    sound = np.sin(phase + 2.2 * np.exp(-time * 22) * np.sin(2 * phase))
    return _shaped(sound * np.exp(-time * 9), attack_seconds=0.002, release_seconds=0.05)


def _time(seconds: float) -> Samples:
    return np.arange(round(seconds * RATE_HZ)) / RATE_HZ


def _noise(count: int, *, seed: int) -> Samples:
    return np.random.default_rng(seed).uniform(-1, 1, count)


def _band(sound: Samples, low_hz: float, high_hz: float) -> Samples:
    """Keep a band, with edges of a third of an octave, by weighing the spectrum."""
    spectrum = np.fft.rfft(sound)
    octaves = np.log2(np.maximum(np.fft.rfftfreq(len(sound), 1 / RATE_HZ), 1.0))
    rise = np.clip((octaves - np.log2(low_hz)) * 3 + 0.5, 0, 1)
    fall = np.clip((np.log2(high_hz) - octaves) * 3 + 0.5, 0, 1)
    return np.fft.irfft(spectrum * rise * fall, len(sound))


def _saw_table(hz: float, cutoff_hz: float) -> Samples:
    """Return one period of a saw without aliases, 12 dB per octave duller above the cutoff."""
    harmonics = np.arange(1, max(2, int(_HIGHEST_HZ / hz)))
    spectrum = np.zeros(_TABLE_SIZE // 2 + 1, np.complex128)
    gain = 1 / (1 + (harmonics * hz / cutoff_hz) ** 2)
    spectrum[harmonics] = -0.5j * _TABLE_SIZE * (2 / np.pi) * gain / harmonics
    table = np.fft.irfft(spectrum, _TABLE_SIZE)
    return np.append(table, table[0])


def _look_up(table: Samples, phase: Samples) -> Samples:
    position = phase * _TABLE_SIZE
    index = position.astype(np.intp)
    low = table[index]
    return low + (table[index + 1] - low) * (position - index)


def _shaped(
    sound: Samples, *, attack_seconds: float, release_seconds: float = 0.012
) -> npt.NDArray[np.float32]:
    """Fade both ends by a raised cosine, so that no sound begins or ends with a jump."""
    shaped = sound.copy()
    attack, release = _fade_in(attack_seconds), _fade_in(release_seconds)[::-1]
    shaped[..., : len(attack)] *= attack
    shaped[..., -len(release) :] *= release
    return shaped.astype(np.float32)


def _fade_in(seconds: float) -> Samples:
    count = max(2, round(seconds * RATE_HZ))
    return 0.5 - 0.5 * np.cos(np.pi * np.arange(count) / count)
