"""What is sung: phrases with rests between them, over the chords and in the scale."""

from collections.abc import Iterator
from typing import Final

from tests.analysis.rendered.chance import draw_for
from tests.analysis.rendered.harmony import SCALES, pitch_classes
from tests.analysis.rendered.plan import Chord, Passage, Plan
from tests.analysis.rendered.timing import TempoMap, swung
from tests.stems.mixtures.tones import Chance, Note

Rhythm = tuple[float, ...]

RHYTHMS: Final[tuple[Rhythm, ...]] = (
    (1.0, 0.5, 0.5, 1.0, 1.0), (0.5, 0.5, 0.5, 0.5, 1.0, 1.0), (1.5, 0.5, 1.0, 1.0),
    (0.5, 1.0, 0.5, 2.0), (0.75, 0.75, 0.5, 1.0, 1.0), (2.0, 1.0, 1.0),
)  # fmt: skip
_SPEECH: Final[Rhythm] = (0.25, 0.25, 0.5, 0.25, 0.25, 0.5, 0.5, 0.5, 0.5, 0.5)
_PHRASE_BARS = 2
_CENTRES: Final = (52.0, 57.0, 64.0, 69.0)
_REACH = 8.0

Held = tuple[tuple[float, float, Chord], ...]


def sing_phrases(plan: Plan, tempo: TempoMap, chords: Held) -> Iterator[Note]:
    """Yield the notes of the voice, passage by passage."""
    chance = draw_for(plan.seed, "melody")
    centre = float(chance.choice(_CENTRES))
    raps = plan.style == "hip hop" and chance.random() < 0.5
    rhythms = (_SPEECH,) if raps else _choose_rhythms(chance)
    first_bar = 0
    for passage in plan.passages:
        if "voice" in passage.players:
            for bar in range(0, passage.bars, _PHRASE_BARS):
                if chance.random() < 0.9:
                    start = (first_bar + bar) * plan.beats_per_bar
                    bars = min(_PHRASE_BARS, passage.bars - bar)
                    beats = bars * plan.beats_per_bar - float(chance.choice([0.5, 1.0, 2.0]))
                    rhythm = rhythms[int(chance.integers(len(rhythms)))]
                    places = _places(float(start), max(1.0, beats), rhythm)
                    yield from _phrase(plan, tempo, chords, (places, passage, centre), chance)
        first_bar += passage.bars


def _choose_rhythms(chance: Chance) -> tuple[Rhythm, ...]:
    return tuple(RHYTHMS[int(place)] for place in chance.permutation(len(RHYTHMS))[:2])


def _places(start: float, beats: float, rhythm: Rhythm) -> list[tuple[float, float]]:
    """Return where the notes of a phrase begin, and how long they are, in beats."""
    places: list[tuple[float, float]] = []
    at, number = 0.0, 0
    while at < beats - 0.1:
        length = min(rhythm[number % len(rhythm)], beats - at)
        places.append((start + at, length))
        at, number = at + length, number + 1
    return places


def _phrase(
    plan: Plan,
    tempo: TempoMap,
    chords: Held,
    sung: tuple[list[tuple[float, float]], Passage, float],
    chance: Chance,
) -> Iterator[Note]:
    """Yield one breath: chord notes on the beats, steps of the scale between."""
    places, passage, centre = sung
    pitch = centre + float(chance.uniform(-3, 3))
    for beat, length in places:
        chord = next(chord for _, end, chord in chords if end > beat + 1e-6)
        inside = set(pitch_classes(chord))
        if beat % 1.0 > 1e-6:
            scale = SCALES[plan.mode]
            inside |= {(plan.tonic + step + passage.transposed) % 12 for step in scale}
        aim = pitch + float(chance.choice([-3, -2, -1, 0, 1, 2, 3]))
        aim = min(max(aim, centre - _REACH), centre + _REACH)
        pitch = _nearest(inside, aim)
        start = tempo.at(swung(plan, beat)) + float(chance.normal(0.0, 0.008))
        seconds = tempo.at(beat + length) - tempo.at(beat)
        yield Note(max(0.0, start), 0.95 * seconds, pitch, float(chance.uniform(0.75, 1.0)))


def _nearest(classes: set[int], aim: float) -> float:
    """Return the pitch nearest to ``aim`` whose class is among these."""
    pitches = [pitch for pitch in range(round(aim) - 6, round(aim) + 7) if pitch % 12 in classes]
    return float(min(pitches, key=lambda pitch: abs(pitch - aim)))
