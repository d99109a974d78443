"""What a song is, before anybody plays it: pure values, all of them drawn or chosen."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from tests.stems.mixtures.tones import Palette

Style = Literal[
    "house", "techno", "trance", "drum and bass", "dubstep", "breakbeat", "hip hop", "pop",
    "rock", "reggae", "waltz", "ballad",
]  # fmt: skip
"""What kind of music it is; a waltz has three beats in a bar, a ballad two of three pulses."""

Motion = Literal["steady", "live", "ritardando", "two tempi"]
"""How the tempo moves: not at all, as a drummer's does, slower at the end, or once by a step."""

Mode = Literal["major", "minor"]

Quality = Literal["maj", "min", "7", "maj7", "min7", "dim", "aug"]
"""A kind of chord, as mir_eval spells it."""

Label = Literal["intro", "verse", "chorus", "breakdown", "build-up", "drop", "outro"]

Player = Literal["kick", "snare", "hat", "percussion", "bass", "comp", "pad", "riff", "voice"]
"""Who may play in a passage; ``comp`` strikes chords, ``riff`` picks their notes."""

GHOST_GAIN: Final = 0.2
"""How hard a ghost note of the snare is struck; a transcriber may leave it out."""

STYLES: Final[tuple[Style, ...]] = get_args(Style)


@dataclass(frozen=True)
class Chord:
    """A chord: ``root`` is a pitch class, 0 for C."""

    root: int
    quality: Quality


@dataclass(frozen=True)
class Change:
    """A chord and how many beats it holds."""

    chord: Chord
    beats: float


@dataclass(frozen=True)
class Passage:
    """A section: its name, its bars, who plays, and the chords, repeated until its end.

    ``rising`` passages grow louder and end in a roll; ``strength`` is how hard all play, 0..1.
    ``transposed`` is by how many semitones it is above the key of the song; in the last ``stops``
    beats no kick is struck.
    """

    label: Label
    bars: int
    players: frozenset[Player]
    changes: tuple[Change, ...]
    rising: bool = False
    strength: float = 1.0
    transposed: int = 0
    stops: int = 0


@dataclass(frozen=True)
class Step:
    """Something of a pattern: its beat in the bar, how many beats it holds, how hard it is hit."""

    beat: float
    beats: float = 0.25
    gain: float = 1.0
    interval: int = 0


Pattern = tuple[Step, ...]


@dataclass(frozen=True)
class Groove:
    """What each player repeats from bar to bar."""

    kick: Pattern
    snare: Pattern
    hat: Pattern
    percussion: Pattern
    bass: Pattern
    comp: Pattern
    riff: Pattern


@dataclass(frozen=True)
class Mixdown:
    """The desk: what happens to the sum of the stems.

    ``tilt_db`` raises the highs against the lows, ``drive`` is how far the sum is pushed into a
    soft limit, ``width`` 0 is mono, ``pump`` how far the kick ducks the others (0..1).
    ``levels_db`` moves drums, bass, other and vocals; a song that ``fades`` does so in its last
    section.
    """

    peak: float = 0.8
    tilt_db: float = 0.0
    drive: float = 0.0
    room: float = 0.1
    room_seconds: float = 1.0
    noise_db: float = -90.0
    width: float = 1.0
    pump: float = 0.0
    levels_db: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    fades: bool = False


@dataclass(frozen=True)
class Plan:
    """A song as it is to be played; everything that is true of it follows from here.

    ``swing`` is how late every second ``swing_step`` comes, as a fraction of that step;
    ``stray_seconds`` how far a hand is off, as a standard deviation.  ``tonic`` is a pitch class,
    0 for C.  ``second_tempo_bpm`` counts only where the motion is two tempi.  With a ``pickup`` the
    snare plays a beat before the first bar, if the silence has room for it.
    """

    seed: int
    style: Style
    tempo_bpm: float
    beats_per_bar: int
    pulses_per_beat: int
    motion: Motion
    second_tempo_bpm: float
    swing: float
    swing_step: float
    stray_seconds: float
    tonic: int
    mode: Mode
    tuning_cents: float
    lead_in_seconds: float
    passages: tuple[Passage, ...]
    groove: Groove
    pickup: bool
    palette: Palette
    mixdown: Mixdown

    @property
    def bars(self) -> int:
        """Return how many bars there are in all."""
        return sum(passage.bars for passage in self.passages)

    @property
    def beats(self) -> int:
        """Return how many beats there are in all."""
        return self.bars * self.beats_per_bar
