"""What is played: tempo, key, chords, who pauses when; and the rhythm and melody of every part."""

from dataclasses import dataclass
from typing import Final

from tests.stems.mixtures.tones import Chance, Note

MAJOR: Final = (0, 2, 4, 5, 7, 9, 11)
MINOR: Final = (0, 2, 3, 5, 7, 8, 10)
PROGRESSIONS: Final = (
    (0, 5, 3, 4), (0, 4, 5, 3), (5, 3, 0, 4), (0, 3, 4, 3), (0, 0, 3, 4), (1, 4, 0, 0),
    (0, 6, 5, 6), (0, 2, 3, 4), (0, 0, 0, 0), (0, 5, 1, 4),
)  # fmt: skip
STEPS: Final = 16

KICKS: Final = (
    (0, 4, 8, 12), (0, 8), (0, 8, 10), (0, 7, 10), (0, 3, 8, 11), (0, 10), (0, 6, 8, 14),
    (0, 2, 10),
)  # fmt: skip
SNARES: Final = ((4, 12), (4, 12), (4, 12, 15), (8,), (4, 7, 12), (4, 9, 12, 14), ())
HATS: Final = (
    tuple(range(0, 16, 2)), tuple(range(16)), (2, 6, 10, 14), tuple(range(0, 16, 4)),
    (0, 2, 3, 4, 6, 8, 10, 11, 12, 14), (),
)  # fmt: skip
BASSES: Final = (
    ((0, 14),), ((0, 6), (8, 6)), tuple((step, 2) for step in range(0, 16, 2)),
    ((0, 3), (3, 3), (6, 4), (12, 3)), ((2, 2), (6, 2), (10, 2), (14, 2)),
    ((0, 2), (3, 2), (7, 2), (10, 4)), tuple((step, 4) for step in range(0, 16, 4)),
    ((0, 6), (6, 2), (8, 3), (14, 2)),
)  # fmt: skip


@dataclass(frozen=True)
class Score:
    """A song's frame. ``roots`` has one degree per bar; ``pauses`` says who is silent in a bar."""

    seconds: float
    tempo_bpm: float
    key: int
    scale: tuple[int, ...]
    roots: tuple[int, ...]
    swing: float
    pauses: frozenset[tuple[str, int]]

    @property
    def step_seconds(self) -> float:
        """Return the length of a sixteenth note."""
        return 15.0 / self.tempo_bpm

    @property
    def bars(self) -> int:
        """Return how many bars begin in the song."""
        return len(self.roots)

    def at(self, bar: int, step: float) -> float:
        """Return the time of a sixteenth in a bar, swung."""
        late = self.swing if step % 2 == 1 else 0.0
        return (bar * STEPS + step + late) * self.step_seconds

    def plays(self, part: str, bar: int) -> bool:
        """Return whether a part does not pause in a bar."""
        return (part, bar) not in self.pauses

    def degree(self, degree: int) -> int:
        """Return a degree of the scale as semitones above the key; octaves go on."""
        octave, place = divmod(degree, len(self.scale))
        return 12 * octave + self.scale[place]


def write_score(seconds: float, chance: Chance) -> Score:
    """Return a song's frame, drawn by chance."""
    tempo = float(chance.uniform(72, 172))
    bars = int(seconds / (240.0 / tempo)) + 1
    progression = PROGRESSIONS[chance.integers(len(PROGRESSIONS))]
    slow = bool(chance.random() < 0.3)
    roots = tuple(progression[(bar // 2 if slow else bar) % 4] for bar in range(bars))
    rates = {"vocals": 0.2, "drums": 0.1, "bass": 0.1, "other": 0.06}
    pauses = {
        (part, bar)
        for part, rate in rates.items()
        for bar in range(1, bars)
        if chance.random() < rate
    }
    return Score(
        seconds=seconds,
        tempo_bpm=tempo,
        key=int(chance.integers(12)),
        scale=MINOR if chance.random() < 0.5 else MAJOR,
        roots=roots,
        swing=float(chance.choice([0.0, 0.0, 0.15, 0.3])),
        pauses=frozenset(pauses),
    )


def write_bass(score: Score, chance: Chance) -> list[Note]:
    """Return a bass line on the roots, with octaves and fifths now and then."""
    pattern = BASSES[chance.integers(len(BASSES))]
    busy = chance.uniform(0, 0.3)
    low = 28 + (score.key + 8) % 12
    notes: list[Note] = []
    for bar in range(score.bars):
        if not score.plays("bass", bar):
            continue
        for step, length in pattern:
            degree = score.roots[bar]
            jump = float(chance.choice([7, 12, -5])) if chance.random() < busy else 0.0
            pitch = low + score.degree(degree) % 12 + jump
            held = length * score.step_seconds * chance.uniform(0.6, 1.0)
            notes.append(Note(score.at(bar, step), held, pitch, chance.uniform(0.7, 1)))
    return notes


def write_melody(score: Score, chance: Chance, *, centre: float) -> list[Note]:
    """Return sung phrases: steps along the scale, rests between, never twice the same."""
    notes: list[Note] = []
    bars_end = score.bars * STEPS
    step, place = float(chance.integers(0, 4)), int(chance.integers(-2, 5))
    hurried = chance.random() < 0.25
    while step < bars_end:
        if chance.random() < 0.12:
            step += float(chance.choice([4, 6, 8]))
        lengths = [1, 1, 2, 1] if hurried else [1, 2, 2, 3, 4, 6]
        length = float(chance.choice(lengths))
        bar = int(step // STEPS)
        place = int(bounded(place + chance.choice([-2, -1, -1, 0, 1, 1, 2, 3, -3]), -6, 8))
        if bar < score.bars and score.plays("vocals", bar):
            pitch = centre + (score.key + score.degree(place)) - 6
            held = length * score.step_seconds * chance.uniform(0.75, 1.0)
            notes.append(Note(score.at(bar, step % STEPS), held, pitch, chance.uniform(0.6, 1)))
        step += length
    return notes


def bounded(value: float, low: float, high: float) -> float:
    """Return ``value`` within two limits."""
    return float(min(max(value, low), high))


def chord_of(score: Score, bar: int, chance: Chance, *, centre: float) -> list[float]:
    """Return the pitches of a bar's chord around ``centre``, sometimes with a seventh."""
    degrees = [0, 2, 4, 6] if chance.random() < 0.3 else [0, 2, 4]
    pitches: list[float] = []
    for degree in degrees:
        pitch = score.key + score.degree(score.roots[bar] + degree)
        pitches.append(centre + (pitch - centre + 6) % 12 - 6)
    return sorted(pitches)
