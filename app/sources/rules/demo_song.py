"""A song that the project makes itself: every number about it is known, and it may be shared.

128 BPM, A minor (the E major chord settles it against C major), 24 bars in seven sections.
What is played stands in ``score``, how it sounds in ``instruments``, ``singing``, ``mastering``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from app.core.units import Audio, Bpm, Mono, db_to_gain
from app.sources.rules import instruments
from app.sources.rules.instruments import RATE_HZ
from app.sources.rules.mastering import ducking, limiting, on_grid, with_echo, with_room
from app.sources.rules.score import BEATS_PER_BAR, CHORDS, PARTS, ROOTS, Part
from app.sources.rules.singing import sing

TEMPO_BPM: Final = Bpm(128.0)
FIRST_BEAT_SECONDS: Final = 0.25

_BEAT_SECONDS: Final = 60.0 / TEMPO_BPM
_TAIL_SECONDS: Final = 0.5
_SWING_BEATS: Final = 0.02
_HAT_GAINS: Final = (0.28, 0.18, 0.42, 0.18)
_HALF: Final = 0.5
_BARS: Final = sum(len(part.chords) for part in PARTS)
_SAMPLES: Final = round(
    (FIRST_BEAT_SECONDS + _BARS * BEATS_PER_BAR * _BEAT_SECONDS + _TAIL_SECONDS) * RATE_HZ
)

_LEVELS_DB: Final = {"vocals": -13.0, "drums": -6.0, "bass": -6.0, "other": -5.0}
_MASTER_DB: Final = 0.6
"""Measured once with ITU-R BS.1770: it brings the mix to -12 LUFS."""

_CEILING: Final = db_to_gain(-2.0)
"""The highest sample; what a converter makes between samples stays below -1 dB true peak."""


@dataclass(frozen=True)
class DemoSection:
    """A part of the song, on bar lines."""

    label: str
    start_seconds: float
    end_seconds: float


@dataclass(frozen=True)
class DemoSong:
    """The song, its stems and all that is true of it; ``mix`` is the exact sum of the stems."""

    title: str
    artist: str
    tempo_bpm: Bpm
    key: str
    beats_per_bar: int
    first_beat_seconds: float
    sections: tuple[DemoSection, ...]
    rate_hz: int
    stems: dict[str, Audio]
    mix: Audio


def render_demo_song() -> DemoSong:
    """Compute the song, 44.1 kHz stereo, always the same; about two seconds of one core.

    The limiter's gain is one curve over all stems, so they still sum to the mix; they are rounded
    to 24 bits, so the sum is exact in any order and survives a FLAC file.
    """
    stems = {"vocals": _vocals(), "drums": _drums(), "bass": _bass(), "other": _other()}
    stems = {name: _levelled(stem, _LEVELS_DB[name]) for name, stem in stems.items()}
    gain = limiting(_sum(stems), ceiling=_CEILING) * _fade_out()
    stems = {name: on_grid(stem, gain) for name, stem in stems.items()}
    return DemoSong(
        title="Known Quantities",
        artist="Sound Forge Alchemy",
        tempo_bpm=TEMPO_BPM,
        key="A minor",
        beats_per_bar=BEATS_PER_BAR,
        first_beat_seconds=FIRST_BEAT_SECONDS,
        sections=tuple(_sections()),
        rate_hz=RATE_HZ,
        stems=stems,
        mix=_sum(stems),
    )


def _vocals() -> Audio:
    canvas = _canvas()
    for part, first_beat in _parts():
        if part.melody:
            beats = len(part.chords) * BEATS_PER_BAR
            voice = sing(part.melody, beats=beats, beat_seconds=_BEAT_SECONDS)
            _place(canvas, voice, beat=first_beat)
    return with_room(canvas, seconds=1.1, gain=0.16, seed=21)


def _drums() -> Audio:
    canvas = _canvas()
    kick, clap, crash = instruments.kick(), instruments.clap(), instruments.crash()
    shine = instruments.hat(is_open=True, seed=30)
    for part, first_beat in _parts():
        if part.has_crash:
            _place(canvas, crash, beat=first_beat, gain=0.45)
        if part.is_rising:
            _roll(canvas, clap, first_beat, beats=len(part.chords) * BEATS_PER_BAR)
    for part, bar, beat in _bars():
        is_last = bar == len(part.chords) - 1
        for at in _kicks(part, is_last=is_last):
            _place(canvas, kick, beat=beat + at, gain=0.8)
        for at in part.claps:
            _place(canvas, clap, beat=beat + at, gain=0.5)
        for at in part.shine:
            _place(canvas, shine, beat=beat + at, gain=0.34, pan=-0.15)
        _hats(canvas, part, beat)
        if part.has_fill and is_last:
            _fill(canvas, beat)
    return with_room(canvas, seconds=0.35, gain=0.07, seed=22)


def _bass() -> Audio:
    canvas = _canvas()
    for part, bar, beat in _bars():
        root = ROOTS[part.chords[bar]]
        for index, (at, beats) in enumerate(part.bass):
            octave = 12 if len(part.bass) > 1 and index % 3 == 1 else 0
            sound = instruments.bass(root + octave, beats * _BEAT_SECONDS, bite=part.bite)
            _place(canvas, sound, beat=beat + at, gain=0.9 if octave == 0 else 0.7)
    return canvas * ducking(_kick_starts(), _SAMPLES, depth=0.75, seconds=0.17)


def _other() -> Audio:
    pads, plucks = _canvas(), _canvas()
    for part, bar, beat in _bars():
        notes = CHORDS[part.chords[bar]]
        bar_seconds = BEATS_PER_BAR * _BEAT_SECONDS
        pad = instruments.chord(notes, bar_seconds + 0.03, cutoff_hz=part.pad_cutoffs_hz[bar])
        _place(pads, pad, beat=beat, gain=0.65 if part.stabs else 0.8)
        if part.stabs:
            stab = instruments.chord(notes, 0.3 * _BEAT_SECONDS, cutoff_hz=4_500)
            for at in part.stabs:
                _place(pads, stab, beat=beat + at, gain=1.1)
        _arpeggio(plucks, part, notes, beat)
    pads *= ducking(_kick_starts(), _SAMPLES, depth=0.6, seconds=0.3)
    for part, first_beat in _parts():
        if part.is_rising:
            beats = len(part.chords) * BEATS_PER_BAR
            riser = instruments.riser(beats * _BEAT_SECONDS)
            _place(pads, riser, beat=first_beat, gain=0.3)
    plucks = with_echo(plucks, seconds=0.75 * _BEAT_SECONDS, gain=0.42)
    return with_room(pads + plucks, seconds=1.4, gain=0.2, seed=23)


def _arpeggio(canvas: Audio, part: Part, notes: tuple[int, ...], beat: float) -> None:
    steps = part.arpeggio * BEATS_PER_BAR
    for step in range(steps):
        note = notes[(0, 2, 1, 3, 2, 1, 3, 0)[step % 8]] + 12
        pan = 0.5 if step % 2 else -0.5
        at = beat + step / part.arpeggio
        _place(canvas, instruments.pluck(note), beat=at, gain=0.16, pan=pan)


def _kicks(part: Part, *, is_last: bool) -> tuple[float, ...]:
    """Return a bar's kicks; before a drop the last two are left out, so that it lands."""
    return part.kicks[:2] if part.is_rising and is_last else part.kicks


def _kick_starts() -> list[int]:
    return [
        _sample(beat + at)
        for part, bar, beat in _bars()
        for at in _kicks(part, is_last=bar == len(part.chords) - 1)
    ]


def _hats(canvas: Audio, part: Part, beat: float) -> None:
    sounds = [instruments.hat(is_open=False, seed=seed) for seed in (31, 32, 33, 34)]
    for at in part.hats:
        sixteenth = round(at * 4)
        swing = _SWING_BEATS if sixteenth % 2 else 0.0
        gain = _HAT_GAINS[sixteenth % 4]
        _place(canvas, sounds[sixteenth % 4], beat=beat + at + swing, gain=gain, pan=0.2)


def _roll(canvas: Audio, clap: Mono, first_beat: float, *, beats: int) -> None:
    """Place claps that double their pace twice and grow, up to half a beat before the end."""
    at = 0.0
    while at < beats - 0.5:
        fraction = at / beats
        _place(canvas, clap, beat=first_beat + at, gain=0.12 + 0.33 * fraction)
        at += 1.0 if fraction < _HALF else 0.5 if fraction < 1.5 * _HALF else 0.25


def _fill(canvas: Audio, beat: float) -> None:
    for at, note in ((2.5, 52), (2.75, 50), (3.0, 47), (3.25, 47), (3.5, 43), (3.75, 40)):
        pan = (note - 46) / 12
        _place(canvas, instruments.tom(note), beat=beat + at, gain=0.4, pan=pan)


def _parts() -> Iterator[tuple[Part, float]]:
    """Yield each part and the beat it begins at."""
    beat = 0.0
    for part in PARTS:
        yield part, beat
        beat += len(part.chords) * BEATS_PER_BAR


def _bars() -> Iterator[tuple[Part, int, float]]:
    """Yield each bar: its part, its number there, and the beat it begins at."""
    for part, first_beat in _parts():
        for bar in range(len(part.chords)):
            yield part, bar, first_beat + bar * BEATS_PER_BAR


def _sections() -> Iterator[DemoSection]:
    for part, beat in _parts():
        start_seconds = FIRST_BEAT_SECONDS + beat * _BEAT_SECONDS
        length_seconds = len(part.chords) * BEATS_PER_BAR * _BEAT_SECONDS
        yield DemoSection(part.label, start_seconds, start_seconds + length_seconds)


def _canvas() -> Audio:
    return np.zeros((2, _SAMPLES), np.float32)


def _sample(beat: float) -> int:
    return round((FIRST_BEAT_SECONDS + beat * _BEAT_SECONDS) * RATE_HZ)


def _place(
    canvas: Audio, sound: Audio | Mono, *, beat: float, gain: float = 1.0, pan: float = 0.0
) -> None:
    """Add a sound at a beat; ``pan`` is -1 (left) to 1 (right) at constant power."""
    start = _sample(beat)
    end = min(start + sound.shape[-1], _SAMPLES)
    angle = (pan + 1) * np.pi / 4
    sides = np.array([[np.cos(angle)], [np.sin(angle)]], np.float32) * np.float32(gain * 2**0.5)
    canvas[:, start:end] += sides * sound[..., : end - start]


def _levelled(stem: Audio, level_db: float) -> Audio:
    return stem * np.float32(db_to_gain(level_db + _MASTER_DB))


def _sum(stems: dict[str, Audio]) -> Audio:
    return stems["vocals"] + stems["drums"] + stems["bass"] + stems["other"]


def _fade_out() -> Mono:
    """Return a gain that lets the last two seconds end in silence."""
    gain = np.ones(_SAMPLES, np.float32)
    count = 2 * RATE_HZ
    gain[-count:] = 0.5 + 0.5 * np.cos(np.pi * np.arange(1, count + 1) / count)
    return gain
