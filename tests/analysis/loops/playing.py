"""Playing a groove: its tempo, its key, its kit and its faults are drawn by a seed."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from app.core.units import Mono
from tests.analysis.loops.groove import CHANGES, Beats, Groove
from tests.analysis.loops.hands import HANDS
from tests.analysis.loops.machines import MACHINES
from tests.analysis.loops.sounds import RATE_HZ, Chance, Sound, Voice, make_kit, sound_tone

GROOVES: Final[dict[str, Groove]] = MACHINES | HANDS
SECONDS: Final = 40.0
_FILL_BARS = 8
_INTRO_BARS = 4
_RESTS: Final = frozenset({"kick", "snare", "rim"})
"""What is silent in an introduction."""


@dataclass(frozen=True)
class Loop:
    """A groove that was played; the beats are in seconds, shape ``(beats,)``."""

    name: str
    tempo_bpm: float
    beats_per_bar: int
    beats_seconds: Sound
    sound: Mono

    @property
    def downbeats_seconds(self) -> Sound:
        """Return the first beat of every bar."""
        return self.beats_seconds[:: self.beats_per_bar]


def play_loop(
    name: str, seed: int, *, seconds: float = SECONDS, tempo_bpm: float | None = None
) -> Loop:
    """Return about so many seconds of a groove; the same seed always gives the same sound."""
    groove = GROOVES[name]
    chance = np.random.default_rng([seed, *name.encode()])
    drawn = round(float(chance.uniform(*groove.tempo_bpm)), int(chance.choice([0, 2])))
    tempo = tempo_bpm or drawn
    bars = max(8, int(seconds / (60.0 / tempo) / groove.beats_per_bar) // 4 * 4)
    lead_in = float(chance.choice([0.0, chance.uniform(0.05, 2.5)]))
    numbers = np.arange(bars * groove.beats_per_bar, dtype=np.float64)
    beats = lead_in + numbers * (60.0 / tempo)
    band = _Band(groove, chance, lead_in, tempo, bars)
    return Loop(name, tempo, groove.beats_per_bar, beats, band.play())


class _Band:
    """Those who play one loop onto one canvas."""

    def __init__(
        self, groove: Groove, chance: Chance, lead_in: float, tempo_bpm: float, bars: int
    ) -> None:
        self._groove, self._chance, self._bars = groove, chance, bars
        self._start, self._beat = lead_in, 60.0 / tempo_bpm
        self._kit = make_kit(groove.make, chance)
        self._key = int(chance.integers(12))
        samples = round((lead_in + bars * groove.beats_per_bar * self._beat + 1.0) * RATE_HZ)
        self._canvas = np.zeros(samples)
        self._tones: dict[tuple[Voice, int, float], Sound] = {}
        accompanied = bool(groove.drums) and any((groove.bass, groove.chords, groove.arpeggio))
        self._intro = int(chance.choice([0, 0, _INTRO_BARS])) if accompanied else 0
        self._drums, self._bass, self._chords = chance.uniform((0.7, 0.3, 0.12), (1.0, 0.6, 0.3))

    def play(self) -> Mono:
        """Return the sound of all bars, its peak at 0.8."""
        changes = CHANGES[self._groove.changes]
        for bar in range(self._bars):
            degree, is_minor = changes[bar % len(changes)]
            root = (self._key + degree) % 12
            self._play_drums(bar)
            self._play_bass(bar, root)
            self._play_chords(bar, root, (0, 3 if is_minor else 4, 7))
        return (0.8 * self._canvas / np.abs(self._canvas).max()).astype(np.float32)

    def _play_drums(self, bar: int) -> None:
        groove = self._groove
        fills = groove.fills and bar % _FILL_BARS == _FILL_BARS - 1 and bar >= self._intro
        last = groove.beats_per_bar - 1
        for drum, places, gain in groove.drums:
            for place in places:
                rests = bar < self._intro and drum in _RESTS
                if not rests and not (fills and drum == "snare" and place >= last):
                    self._add(self._kit[drum], bar, place, gain * self._drums, (0.85, 1.0))
        for quarter in range(4 if fills else 0):
            drum = "tom" if quarter % 2 else "snare"
            self._add(self._kit[drum], bar, last + quarter / 4, 0.6)

    def _play_bass(self, bar: int, root: int) -> None:
        if self._groove.bass is None:
            return
        places, voice = self._groove.bass
        for place, beats in self._held(places):
            tone = self._tone(voice, 36 + root, 0.92 * beats)
            self._add(tone, bar, place, self._bass, (0.9, 1.0))

    def _play_chords(self, bar: int, root: int, triad: tuple[int, ...]) -> None:
        if self._groove.chords is not None:
            places, voice = self._groove.chords
            held = 0.95 if voice in {"pad", "piano", "organ"} else 0.6
            for place, beats in self._held(places):
                for interval in triad:
                    tone = self._tone(voice, 55 + (root + interval - 7) % 12, held * beats)
                    self._add(tone, bar, place, self._chords, (0.85, 1.0))
        if self._groove.arpeggio is not None:
            places, voice = self._groove.arpeggio
            for number, place in enumerate(places):
                interval = (*triad, 12)[(0, 1, 2, 3, 2, 1)[number % 6]]
                tone = self._tone(voice, 60 + root + interval, 0.9)
                self._add(tone, bar, place, 1.5 * self._chords, (0.85, 1.0))

    def _held(self, places: Beats) -> list[tuple[float, float]]:
        """Return the places with how many beats each is from the next, the last from the end."""
        ends = (*places[1:], float(self._groove.beats_per_bar))
        return [(place, end - place) for place, end in zip(places, ends, strict=True)]

    def _tone(self, voice: Voice, midi: int, beats: float) -> Sound:
        key = (voice, midi, round(beats, 3))
        if key not in self._tones:
            self._tones[key] = sound_tone(voice, midi, beats * self._beat, self._chance)
        return self._tones[key]

    def _add(
        self,
        sound: Sound,
        bar: int,
        place: float,
        gain: float,
        force: tuple[float, float] = (1.0, 1.0),
    ) -> None:
        at_seconds = self._time_of(bar * self._groove.beats_per_bar + place)
        start = max(0, round(at_seconds * RATE_HZ))
        end = min(len(self._canvas), start + len(sound))
        self._canvas[start:end] += sound[: end - start] * gain * self._chance.uniform(*force)

    def _time_of(self, beat: float) -> float:
        """Return when a beat is played: swung, and not quite in time."""
        groove = self._groove
        step = round(beat / groove.swing_step)
        is_late = abs(beat / groove.swing_step - step) < 1e-6 and step % 2 == 1
        late = groove.swing * groove.swing_step if is_late else 0.0
        stray = float(self._chance.normal()) * groove.stray_seconds
        return self._start + (beat + late) * self._beat + stray
