"""A small song renderer: drums, bass and chords whose tempo, grid, key and sections are known."""

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from app.core.units import Mono

RATE_HZ = 44_100

Pattern = Literal["house", "rock", "breakbeat", "hiphop", "waltz", "ballad", "none"]

# Where in the bar, in beats, a drum is struck.
KICKS: dict[str, tuple[float, ...]] = {
    "house": (0, 1, 2, 3),
    "rock": (0, 1.5, 2),
    "breakbeat": (0, 2.5),
    "hiphop": (0, 0.75, 2.5),
    "waltz": (0,),
    "ballad": (0, 2),
    "none": (),
}
SNARES: dict[str, tuple[float, ...]] = {
    "house": (1, 3),
    "rock": (1, 3),
    "breakbeat": (1, 3),
    "hiphop": (1, 3),
    "waltz": (1, 2),
    "ballad": (1, 3),
    "none": (),
}
HATS: dict[str, tuple[float, ...]] = {
    "house": (0.5, 1.5, 2.5, 3.5),
    "rock": tuple(np.arange(0, 4, 0.5)),
    "breakbeat": tuple(np.arange(0, 4, 0.5)),
    "hiphop": tuple(np.arange(0, 4, 0.5)),
    "waltz": (0, 0.5, 1, 1.5, 2, 2.5),
    "ballad": tuple(np.arange(0, 4, 0.5)),
    "none": (),
}
MINOR_LOOP = (0, 8, 3, 10)
"""i VI III VII: the roots above the tonic; the same four chords as I V vi IV of the relative."""
MAJOR_LOOP = (0, 7, 9, 5)
STEPS = {"major": (0, 2, 4, 5, 7, 9, 11), "minor": (0, 2, 3, 5, 7, 8, 10)}


@dataclass(frozen=True)
class Part:
    """A stretch of the song and who plays in it."""

    bars: int
    drums: bool = True
    bass: bool = True
    chords: bool = True
    rising: bool = False


@dataclass(frozen=True)
class Song:
    """What to render; ``tonic`` is a pitch class, 0 is C."""

    tempo_bpm: float = 124.0
    pattern: Pattern = "house"
    tonic: int = 9
    mode: Literal["major", "minor"] = "minor"
    loop: tuple[int, ...] | None = None
    lead_in_seconds: float = 0.0
    detune_cents: float = 0.0
    seed: int = 0
    parts: tuple[Part, ...] = field(default=(Part(16),))

    @property
    def beats_per_bar(self) -> int:
        """Return 3 for a waltz and 4 for everything else."""
        return 3 if self.pattern == "waltz" else 4

    @property
    def bars(self) -> int:
        """Return how many bars there are in all."""
        return sum(part.bars for part in self.parts)

    @property
    def beat_seconds(self) -> float:
        """Return how long a beat is."""
        return 60.0 / self.tempo_bpm

    @property
    def beats(self) -> npt.NDArray[np.float64]:
        """Return the time of every beat."""
        numbers = np.arange(self.bars * self.beats_per_bar, dtype=np.float64)
        return self.lead_in_seconds + numbers * self.beat_seconds

    @property
    def downbeats(self) -> npt.NDArray[np.float64]:
        """Return the time of every bar's first beat."""
        return self.beats[:: self.beats_per_bar]

    def lasting(self, seconds: float) -> "Song":
        """Return the song with one part, as many whole bars as fit the time."""
        bars = int(seconds / (self.beat_seconds * self.beats_per_bar))
        return replace(self, parts=(Part(bars),))


def render(song: Song) -> Mono:
    """Return the song as sound, peak at 0.8."""
    beats = song.beats
    out = np.zeros(int((beats[-1] + song.beat_seconds + 0.5) * RATE_HZ), dtype=np.float32)
    bar = 0
    for part in song.parts:
        for index in range(part.bars):
            _play_bar(out, song, part, bar, rise=index / part.bars if part.rising else 1.0)
            bar += 1
    return (0.8 * out / np.abs(out).max()).astype(np.float32)


def write(song: Song, folder: Path, *, name: str = "song.wav") -> Path:
    """Render a song into a 16-bit file and return its path."""
    return save(render(song), folder / name)


def save(sound: npt.NDArray[np.float32], path: Path, *, rate_hz: int = RATE_HZ) -> Path:
    """Write a mono sound, or ``(channels, samples)``, into a file and return its path."""
    import soundfile

    soundfile.write(path, sound.T, rate_hz)
    return path


def _play_bar(out: Mono, song: Song, part: Part, bar: int, *, rise: float) -> None:
    start = song.lead_in_seconds + bar * song.beats_per_bar * song.beat_seconds
    if part.drums:
        for places, hit, gain in (
            (KICKS, _kick(), 0.9),
            (SNARES, _snare(), 0.5),
            (HATS, _hat(), 0.18),
        ):
            for place in places[song.pattern]:
                _add(out, hit * (gain * rise), start + place * song.beat_seconds)
    loop = song.loop or (MINOR_LOOP if song.mode == "minor" else MAJOR_LOOP)
    root = loop[bar % len(loop)]
    if part.chords:
        for interval in _triad(root, song.mode):
            note = _note(48 + song.tonic + interval, song.beats_per_bar, song, 4.0)
            _add(out, note * (0.10 * rise), start)
    if part.bass:
        for half in np.arange(0, song.beats_per_bar, 0.5):
            note = _note(36 + (song.tonic + root) % 12, 0.45, song, 2.0)
            _add(out, note * (0.16 * rise), start + half * song.beat_seconds)


def _triad(root: int, mode: str) -> tuple[int, int, int]:
    """Return the diatonic triad over a scale step, in semitones above the tonic."""
    scale = STEPS[mode]
    step = scale.index(root)
    third, fifth = scale[(step + 2) % 7], scale[(step + 4) % 7]
    return (root, third + 12 * (third < root), fifth + 12 * (fifth < root))


def _note(midi: int, beats: float, song: Song, brightness: float) -> Mono:
    return _tone(midi + song.detune_cents / 100, beats * song.beat_seconds, brightness)


@cache
def _tone(midi: float, seconds: float, brightness: float) -> Mono:
    """Return a soft saw: harmonics that fall with their number, and a fade at both ends."""
    time = np.arange(int(seconds * RATE_HZ)) / RATE_HZ
    frequency = 440.0 * 2 ** ((midi - 69) / 12)
    sound = sum(
        np.sin(2 * np.pi * frequency * k * time) * np.exp(-k / brightness) for k in range(1, 9)
    )
    fade = np.minimum(1.0, np.minimum(time / 0.006, (seconds - time) / 0.03))
    return (sound * np.maximum(fade, 0.0)).astype(np.float32)


@cache
def _kick() -> Mono:
    time = np.arange(int(0.25 * RATE_HZ)) / RATE_HZ
    phase = 2 * np.pi * (48 * time + (160 - 48) * 0.03 * (1 - np.exp(-time / 0.03)))
    click = np.exp(-time / 0.002) * _noise(len(time), 1) * 0.2
    return ((np.sin(phase) * np.exp(-time / 0.09)) + click).astype(np.float32)


@cache
def _snare() -> Mono:
    time = np.arange(int(0.2 * RATE_HZ)) / RATE_HZ
    body = np.sin(2 * np.pi * 190 * time) * np.exp(-time / 0.05)
    return (0.5 * body + 0.6 * _noise(len(time), 2) * np.exp(-time / 0.06)).astype(np.float32)


@cache
def _hat() -> Mono:
    time = np.arange(int(0.06 * RATE_HZ)) / RATE_HZ
    return (np.diff(_noise(len(time) + 1, 3)) * np.exp(-time / 0.015)).astype(np.float32)


def _noise(samples: int, seed: int) -> npt.NDArray[np.float64]:
    return np.random.default_rng(seed).uniform(-1.0, 1.0, samples)


def _add(out: Mono, sound: Mono, at_seconds: float) -> None:
    start = round(at_seconds * RATE_HZ)
    end = min(start + len(sound), len(out))
    out[start:end] += sound[: end - start]


def strike(times_seconds: list[float]) -> Mono:
    """Return kick and snare in turn at the given times."""
    out = np.zeros(int((times_seconds[-1] + 0.5) * RATE_HZ), dtype=np.float32)
    for index, at_seconds in enumerate(times_seconds):
        _add(out, _snare() * 0.5 if index % 2 else _kick() * 0.8, at_seconds)
    return out
