"""Bass: synthesised, sampled-like or plucked, on a line that follows the chords."""

import numpy as np

from app.core.units import Audio
from tests.stems.mixtures.foreign import pluck_foreign_bass
from tests.stems.mixtures.score import Score, write_bass
from tests.stems.mixtures.tones import (
    SHAPES,
    Chance,
    Note,
    Palette,
    Wave,
    band,
    cycle_of,
    fading,
    held,
    modulated,
    most_partials,
    pan,
    partials_of,
    plucked,
    put,
    to_hz,
    turn,
)


def play_bass(score: Score, rate_hz: int, chance: Chance, *, palette: Palette) -> Audio:
    """Return a bass track, ``(2, samples)``, near the centre."""
    canvas = np.zeros(round(score.seconds * rate_hz), np.float32)
    shape = str(chance.choice(SHAPES))
    kind = str(chance.choice(["fm", "string"])) if palette == "modelled" else shape
    play_foreign = pluck_foreign_bass(rate_hz, chance) if palette == "foreign" else None
    dull_hz, decay = chance.uniform(150, 2_000), chance.choice([0.15, 0.4, 0.8, 30.0])
    ratio, index = float(chance.choice([1, 2])), chance.uniform(0.5, 2)
    drive = np.float32(chance.choice([0.0, 0.0, 1.0, 3.0]))
    for note in write_bass(score, chance):
        samples = round((note.length_seconds + 0.03) * rate_hz)
        pitch_hz = float(to_hz(note.pitch))
        if play_foreign:
            wave = play_foreign(note)
        elif kind == "fm":
            wave = modulated(
                pitch_hz, samples, rate_hz, ratio=ratio, index=index, decay_seconds=0.3
            ) * fading(samples, rate_hz, decay_seconds=0.9)
        elif palette == "modelled":
            string = plucked(pitch_hz, samples, rate_hz, chance, damping=0.1)
            wave = band(string, rate_hz, None, 250, order=1)
        else:
            wave = _synthesised(note, shape, samples, rate_hz, chance, dull_hz)
            wave = wave * fading(samples, rate_hz, decay_seconds=decay)
            wave = np.tanh(drive * wave) if drive else wave
        edge = held(samples, rate_hz, attack_seconds=0.004, release_seconds=0.03)
        put(canvas, np.float32(note.gain) * wave * edge, note.start_seconds, rate_hz)
    return pan(canvas, chance.uniform(-0.1, 0.1))


def _synthesised(
    note: Note, shape: str, samples: int, rate_hz: int, chance: Chance, dull_hz: float
) -> Wave:
    """Return a tone that begins bright and gets dull, as behind a filter with an envelope."""
    pitch_hz = float(to_hz(note.pitch))
    count = most_partials(pitch_hz, rate_hz)
    weights = partials_of(shape, count, chance)
    number = np.arange(1, count + 1, dtype=np.float32)
    slide = 1 + chance.choice([0, 0, 0, 0.12]) * np.exp(-np.arange(samples) / (0.03 * rate_hz))
    layers: list[Wave] = []
    for edge_hz in (dull_hz, dull_hz * 4):
        softened = weights / (1 + (number * pitch_hz / edge_hz) ** 4)
        cycle = cycle_of(softened.astype(np.float32), chance, aligned=True)
        layers.append(turn(cycle, pitch_hz * slide, samples, rate_hz, 0.0))
    bright = fading(samples, rate_hz, decay_seconds=0.12)
    return np.asarray(layers[0] * (1 - bright) + layers[1] * bright, np.float32)
