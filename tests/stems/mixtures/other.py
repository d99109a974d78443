"""Everything else: pads, chords that are struck or plucked, an arpeggio, a lead; one to three."""

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np

from app.core.units import Audio
from tests.stems.mixtures.foreign import choose_foreign_instrument
from tests.stems.mixtures.room import widened, with_echo
from tests.stems.mixtures.score import Score, chord_of
from tests.stems.mixtures.tones import (
    SHAPES,
    Chance,
    Note,
    Palette,
    Wave,
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

Instrument = Callable[[Note], Wave]


def play_others(score: Score, rate_hz: int, chance: Chance, *, palette: Palette) -> Audio:
    """Return all that accompanies, ``(2, samples)``."""
    canvas = np.zeros((2, round(score.seconds * rate_hz)), np.float32)
    parts = [str(part) for part in chance.permutation(list(WRITERS))]
    for part in parts[: int(chance.choice([1, 2, 2, 3]))]:
        layer = np.zeros_like(canvas)
        play = INSTRUMENTS[palette](part, rate_hz, chance)
        side, spread = chance.uniform(-0.9, 0.9), chance.uniform(0, 0.9)
        for note in WRITERS[part](score, chance):
            place = float(np.clip(side + spread * chance.uniform(-1, 1), -1, 1))
            wave = np.float32(note.gain) * play(note)
            put(layer, pan(wave, place), note.start_seconds, rate_hz)
        if part != "pad" and chance.random() < 0.25:
            layer = with_echo(layer, rate_hz, chance, step_seconds=score.step_seconds)
        power = np.sqrt(np.square(layer).mean() + 1e-9)
        canvas += np.float32(10 ** (chance.uniform(-8, 0) / 20) / power) * layer
    return widened(canvas, chance.choice([0.5, 1, 1, 1.4]))


def _pad(score: Score, chance: Chance) -> Iterator[Note]:
    centre = chance.uniform(52, 68)
    for bar in _bars(score):
        for pitch in chord_of(score, bar, chance, centre=centre):
            yield Note(score.at(bar, 0), 16 * score.step_seconds, pitch, 0.8)


def _chords(score: Score, chance: Chance) -> Iterator[Note]:
    centre = chance.uniform(54, 70)
    steps = ((0,), (0, 8), (0, 4, 8, 12), (2, 6, 10, 14), (0, 3, 6, 10), (0, 6, 12))
    rhythm = steps[int(chance.integers(len(steps)))]
    strum = chance.choice([0.0, 0.012])
    length = chance.uniform(1, 6)
    for bar in _bars(score):
        for step in rhythm:
            for place, pitch in enumerate(chord_of(score, bar, chance, centre=centre)):
                start = score.at(bar, step) + strum * place
                yield Note(start, length * score.step_seconds, pitch, chance.uniform(0.6, 1))


def _arpeggio(score: Score, chance: Chance) -> Iterator[Note]:
    centre, every = chance.uniform(58, 76), int(chance.choice([1, 2]))
    for bar in _bars(score):
        chord = chord_of(score, bar, chance, centre=centre)
        chord.append(chord[0] + 12)
        for place, step in enumerate(range(0, 16, every)):
            pitch = chord[place % len(chord)]
            yield Note(score.at(bar, step), 1.4 * every * score.step_seconds, pitch, 0.8)


def _lead(score: Score, chance: Chance) -> Iterator[Note]:
    """A riff of one bar that comes back, transposed by nothing: what a singer does not do."""
    riff = [(step, int(chance.integers(0, 8))) for step in range(0, 16, 2) if chance.random() < 0.6]
    centre = chance.uniform(60, 74)
    for bar in _bars(score):
        for step, degree in riff:
            pitch = centre + (score.key + score.degree(degree)) % 24 - 6
            yield Note(score.at(bar, step), 2 * score.step_seconds, pitch, 0.9)


WRITERS: Final = {"pad": _pad, "chords": _chords, "arpeggio": _arpeggio, "lead": _lead}


def _bars(score: Score) -> Iterator[int]:
    return (bar for bar in range(score.bars) if score.plays("other", bar))


def _additive_instrument(part: str, rate_hz: int, chance: Chance) -> Instrument:
    shape, detune = str(chance.choice(SHAPES)), chance.choice([0.0, 0.0, 0.06, 0.12])
    dull_hz = chance.uniform(600, 9_000)
    attack = chance.uniform(0.05, 0.4) if part == "pad" else chance.uniform(0.001, 0.02)
    decay = 30.0 if part == "pad" or chance.random() < 0.3 else chance.uniform(0.1, 0.7)
    trembling = chance.choice([0.0, 0.0, 0.0, 0.1])
    if part != "pad" and chance.random() < 0.15:
        return _struck_bar(rate_hz, chance)

    def play(note: Note) -> Wave:
        samples = round((note.length_seconds + 0.15) * rate_hz)
        time = np.arange(samples) / rate_hz
        wave = np.zeros(samples, np.float32)
        for cents in (0.0, detune) if detune else (0.0,):
            pitch_hz = float(to_hz(note.pitch + cents))
            count = most_partials(pitch_hz, rate_hz)
            number = np.arange(1, count + 1)
            weights = partials_of(shape, count, chance)
            weights = weights / (1 + (number * pitch_hz / dull_hz) ** 2)
            cycle = cycle_of(weights.astype(np.float32), chance, aligned=False)
            moved = pitch_hz * 2 ** (trembling * np.sin(2 * np.pi * 4.5 * time) / 12)
            wave += turn(cycle, moved, samples, rate_hz, chance.random())
        shaped = wave * fading(samples, rate_hz, decay_seconds=decay)
        return shaped * held(samples, rate_hz, attack_seconds=attack, release_seconds=0.1)

    return play


def _struck_bar(rate_hz: int, chance: Chance) -> Instrument:
    """Return something like a marimba or a music box: few partials, and not in tune with it."""
    ratios = (1.0, float(chance.choice([2.0, 2.76, 3.93, 4.0])), float(chance.uniform(5, 9)))
    gains, decay = (1.0, chance.uniform(0.1, 0.6), chance.uniform(0, 0.3)), chance.uniform(0.1, 0.8)

    def play(note: Note) -> Wave:
        samples = round((note.length_seconds + 0.3) * rate_hz)
        time = np.arange(samples) / rate_hz
        wave = np.zeros(samples, np.float32)
        for ratio, gain in zip(ratios, gains, strict=True):
            tone = np.sin(2 * np.pi * ratio * float(to_hz(note.pitch)) * time).astype(np.float32)
            wave += np.float32(gain) * tone * fading(samples, rate_hz, decay_seconds=decay / ratio)
        return wave

    return play


def _modelled_instrument(part: str, rate_hz: int, chance: Chance) -> Instrument:
    kind = "pulse" if part == "pad" else str(chance.choice(["string", "fm", "bell", "pulse"]))
    damping, index = chance.uniform(0, 0.6), chance.uniform(0.5, 3)
    ratio = float(chance.choice([1, 2, 3, 4]))

    def play(note: Note) -> Wave:
        samples = round((note.length_seconds + 0.25) * rate_hz)
        pitch_hz = float(to_hz(note.pitch))
        edge = held(samples, rate_hz, attack_seconds=0.004, release_seconds=0.15)
        if kind == "string":
            return edge * plucked(pitch_hz, samples, rate_hz, chance, damping=damping)
        if kind == "pulse":
            return edge * _pulse(pitch_hz, samples, rate_hz, chance)
        wave = modulated(
            pitch_hz,
            samples,
            rate_hz,
            ratio=ratio if kind == "fm" else 3.53,
            index=index,
            decay_seconds=0.4,
        )
        return edge * wave * fading(samples, rate_hz, decay_seconds=0.6)

    return play


def _pulse(pitch_hz: float, samples: int, rate_hz: int, chance: Chance) -> Wave:
    """Return a pulse whose width moves: two saws against each other."""
    count = most_partials(pitch_hz, rate_hz)
    cycle = cycle_of(partials_of("saw", count, chance), chance, aligned=True)
    time = np.arange(samples) / rate_hz
    sway = 0.002 * np.sin(2 * np.pi * chance.uniform(0.2, 1) * time)
    still = turn(cycle, pitch_hz, samples, rate_hz, 0.0)
    return still - turn(cycle, pitch_hz * (1 + sway), samples, rate_hz, chance.uniform(0.2, 0.5))


INSTRUMENTS: Final = {
    "additive": _additive_instrument,
    "modelled": _modelled_instrument,
    "foreign": choose_foreign_instrument,
}
