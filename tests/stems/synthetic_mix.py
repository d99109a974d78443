"""A small song of four known stems, rendered from a seed: what separators are measured on."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from app.core.units import Audio

Wave = npt.NDArray[np.float64]

CHORDS = ((0, 4, 7), (9, 12, 16), (5, 9, 12), (7, 11, 14))
"""I vi IV V as semitones above the key."""


def render_stems(
    *, seconds: float = 12.0, rate_hz: int = 22_050, seed: int = 0, tempo_bpm: float = 120.0
) -> dict[str, Audio]:
    """Return vocals, drums, bass and other, each ``(2, samples)``; their sum stays below 1."""
    random = np.random.default_rng(seed)
    time = np.arange(round(seconds * rate_hz)) / rate_hz
    beat = 60.0 / tempo_bpm
    key_hz = 55.0 * 2 ** (random.integers(0, 12) / 12)
    return {
        "vocals": _pan(0.1 * _sing(time, beat, key_hz * 4, random), 0.0),
        "drums": _drum(time, beat, random),
        "bass": _pan(0.14 * _play_bass(time, beat, key_hz), 0.0),
        "other": _play_chords(time, beat, key_hz * 4),
    }


def _pan(wave: Wave, position: float) -> Audio:
    angle = (position + 1) * np.pi / 4
    stereo = np.stack([np.cos(angle) * wave, np.sin(angle) * wave]) * np.sqrt(2)
    return stereo.astype(np.float32)


def _hold(time: Wave, length: float, values: Sequence[float]) -> Wave:
    return np.asarray(values)[(time / length).astype(int) % len(values)]


def _sing(time: Wave, beat: float, key_hz: float, random: np.random.Generator) -> Wave:
    """A voice that never repeats: a gliding melody with vibrato through two moving formants."""
    scale = np.array([0, 2, 4, 5, 7, 9, 11, 12])
    notes = scale[random.integers(0, len(scale), 256)].tolist()
    length = beat * 0.75
    target = _hold(time, length, notes)
    glide = np.exp(-np.arange(round(0.2 / (time[1] - time[0]))) / 1_200)
    pitch = np.convolve(target, glide / glide.sum())[: len(time)]
    pitch += 0.4 * np.sin(2 * np.pi * 5.6 * time)
    phase = 2 * np.pi * np.cumsum(key_hz * 2 ** (pitch / 12)) * (time[1] - time[0])
    formants = 700 + 250 * np.sin(2 * np.pi * 0.9 * time), 1_500 + 500 * np.sin(1.3 * time)
    wave = np.zeros_like(time)
    for partial in range(1, 16):
        place = partial * key_hz * 2 ** (pitch / 12)
        weight = sum(np.exp(-np.square((place - formant) / 300)) for formant in formants)
        wave += (weight + 0.15 / partial) * np.sin(partial * phase)
    sings = _hold(time, beat * 8, [1.0, 1.0, 0.0]) * np.minimum(1, (time % length) / 0.04)
    return wave * sings


def _drum(time: Wave, beat: float, random: np.random.Generator) -> Audio:
    since_beat, since_half = time % beat, time % (beat / 2)
    kick = np.sin(2 * np.pi * (48 * since_beat + 4.5 * (1 - np.exp(-since_beat / 0.03))))
    kick *= np.exp(-since_beat / 0.09)
    noise = random.standard_normal((2, len(time)))
    snare = np.where((time / beat).astype(int) % 2 == 1, np.exp(-since_beat / 0.06), 0.0)
    hat = np.exp(-since_half / 0.02) * np.diff(noise, prepend=0.0, axis=1)
    return (0.24 * kick + 0.08 * snare * noise[:1] + 0.035 * hat).astype(np.float32)


def _play_bass(time: Wave, beat: float, key_hz: float) -> Wave:
    roots = [chord[0] for chord in CHORDS]
    pitch_hz = key_hz * 2 ** (_hold(time, beat * 4, [root % 12 for root in roots]) / 12)
    phase = 2 * np.pi * np.cumsum(pitch_hz) * (time[1] - time[0])
    since = time % (beat / 2)
    wave = sum(np.sin(partial * phase) / partial**2 for partial in range(1, 6))
    return np.asarray(wave * np.minimum(1, since / 0.01) * np.exp(-since / 0.4))


def _play_chords(time: Wave, beat: float, key_hz: float) -> Audio:
    audio = np.zeros((2, len(time)), np.float32)
    for voice, position in enumerate((-0.8, 0.7, -0.3)):
        semitones = [chord[voice] for chord in CHORDS]
        pitch_hz = key_hz * 2 ** (_hold(time, beat * 4, semitones) / 12)
        phase = 2 * np.pi * np.cumsum(pitch_hz) * (time[1] - time[0])
        wave = sum(np.sin(partial * phase + voice) / partial for partial in range(1, 10))
        audio += _pan(0.04 * np.asarray(wave), position)
    return audio
