"""The instruments of a song: drawn once, and then the same for every note."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from app.core.units import Audio
from tests.analysis.rendered.chance import draw_for
from tests.analysis.rendered.plan import Plan
from tests.analysis.rendered.styles import SHEETS
from tests.stems.mixtures import tones
from tests.stems.mixtures.tones import Chance, Note, Wave

_SHAPES: Final[dict[str, tuple[str, ...]]] = {
    "bass": ("saw", "square", "triangle", "sine", "pluck", "modulated"),
    "comp": ("organ", "saw", "reed", "string", "pluck", "modulated", "square"),
    "pad": ("saw", "string", "hollow", "triangle"),
    "riff": ("square", "saw", "pluck", "modulated", "triangle", "hollow"),
}
_DECAYS: Final[dict[str, tuple[float, ...]]] = {
    "bass": (0.3, 0.8, 20.0),
    "comp": (0.25, 0.6, 1.5, 20.0),
    "pad": (20.0,),
    "riff": (0.2, 0.5, 1.0),
}
_BRIGHT_HZ: Final[dict[str, tuple[float, float]]] = {
    "bass": (250, 1_500),
    "comp": (900, 5_000),
    "pad": (600, 3_000),
    "riff": (1_500, 7_000),
}
_GRAIN_SECONDS = 0.01
_ASIDE: Final = frozenset({"comp", "riff"})
_DRIVE = 4.0


@dataclass
class Instrument:
    """A tone with an envelope; ``shape`` is a wave of one cycle, a string or a modulated sine."""

    name: str
    shape: str
    bright_hz: float
    decay_seconds: float
    attack_seconds: float
    release_seconds: float
    spread_cents: float
    tuning_cents: float
    rate_hz: int
    seed: int
    position: float
    drive: float
    _known: dict[tuple[float, int], Wave] = field(default_factory=dict[tuple[float, int], Wave])

    def play(self, notes: tuple[Note, ...], samples: int) -> Audio:
        """Return the notes, ``(2, samples)``; chords are distorted as one, as by an amplifier."""
        canvas = np.zeros(samples, np.float32)
        for note in notes:
            tones.put(
                canvas, np.float32(note.gain) * self._tone(note), note.start_seconds, self.rate_hz
            )
        if self.drive > 0:
            driven = np.tanh(self.drive * canvas) / np.sqrt(self.drive)
            canvas = driven.astype(np.float32)
        return tones.pan(canvas, self.position)

    def _tone(self, note: Note) -> Wave:
        """Return one note; lengths are rounded to a hundredth of a second, and known ones kept."""
        key = (note.pitch, round(note.length_seconds / _GRAIN_SECONDS))
        if key not in self._known:
            self._known[key] = self._sound(note.pitch, key[1] * _GRAIN_SECONDS)
        return self._known[key]

    def _sound(self, pitch: float, length_seconds: float) -> Wave:
        samples = max(8, round((length_seconds + self.release_seconds) * self.rate_hz))
        pitch_hz = float(tones.to_hz(pitch + self.tuning_cents / 100))
        chance = draw_for(self.seed, f"{self.name} {pitch}")
        wave = self._wave(pitch_hz, samples, chance)
        edge = tones.held(
            samples,
            self.rate_hz,
            attack_seconds=self.attack_seconds,
            release_seconds=self.release_seconds,
        )
        return wave * edge * tones.fading(samples, self.rate_hz, decay_seconds=self.decay_seconds)

    def _wave(self, pitch_hz: float, samples: int, chance: Chance) -> Wave:
        if self.shape == "pluck":
            string = tones.plucked(pitch_hz, samples, self.rate_hz, chance, damping=0.15)
            return tones.band(string, self.rate_hz, None, 2 * self.bright_hz, order=1)
        if self.shape == "modulated":
            return tones.modulated(
                pitch_hz, samples, self.rate_hz, ratio=2.0, index=1.2, decay_seconds=0.4
            )
        weights = tones.partials_of(
            self.shape, tones.most_partials(pitch_hz, self.rate_hz), draw_for(self.seed, self.name)
        )
        number = np.arange(1, len(weights) + 1)
        softened = weights / np.sqrt(1 + (number * pitch_hz / self.bright_hz) ** 4)
        cycle = tones.cycle_of(softened.astype(np.float32), chance, aligned=False)
        apart = self.spread_cents / 1_200
        layers = [
            tones.turn(cycle, pitch_hz * 2.0**shift, samples, self.rate_hz, float(chance.random()))
            for shift in ((-apart, apart) if apart else (0.0,))
        ]
        return np.asarray(sum(layers) / len(layers), np.float32)


def choose_instrument(name: str, plan: Plan, rate_hz: int) -> Instrument:
    """Return the instrument of one part of a plan: ``bass``, ``comp``, ``pad`` or ``riff``."""
    chance = draw_for(plan.seed, f"instrument {name}")
    low, high = _BRIGHT_HZ[name]
    distorted = draw_for(plan.seed, "amplifier").random() < SHEETS[plan.style].distortion
    is_pad = name == "pad"
    return Instrument(
        name=name,
        shape=str(chance.choice(_SHAPES[name])),
        bright_hz=float(chance.uniform(low, high)),
        decay_seconds=float(chance.choice(_DECAYS[name])),
        attack_seconds=float(chance.uniform(0.02, 0.4)) if is_pad else 0.003,
        release_seconds=0.3 if is_pad else float(chance.uniform(0.02, 0.12)),
        spread_cents=float(chance.choice([0.0, 6.0, 12.0])) if name != "bass" else 0.0,
        tuning_cents=plan.tuning_cents,
        rate_hz=rate_hz,
        seed=plan.seed,
        position=plan.mixdown.width * float(chance.uniform(-0.7, 0.7)) if name in _ASIDE else 0.0,
        drive=_DRIVE if distorted and name == "comp" else 0.0,
    )
