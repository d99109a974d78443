"""Forms: which sections follow each other, and who plays in them."""

from typing import Final

from tests.analysis.rendered.plan import Label, Player
from tests.stems.mixtures.tones import Chance

Outline = tuple[tuple[Label, float], ...]
"""Sections with their length against the style's usual one."""

CLUB: Final[tuple[Outline, ...]] = (
    (
        ("intro", 1), ("verse", 1), ("breakdown", 1), ("build-up", 0.5), ("drop", 2),
        ("breakdown", 1), ("drop", 1), ("outro", 1),
    ),
    (("intro", 1), ("breakdown", 1), ("build-up", 0.5), ("drop", 2), ("outro", 1)),
    (
        ("intro", 2), ("verse", 2), ("breakdown", 1), ("build-up", 1), ("drop", 2), ("outro", 2),
    ),
    (
        ("intro", 1), ("drop", 2), ("breakdown", 1), ("build-up", 0.5), ("drop", 2),
        ("outro", 1),
    ),
)  # fmt: skip
SONG: Final[tuple[Outline, ...]] = (
    (
        ("intro", 0.5), ("verse", 1), ("chorus", 1), ("verse", 1), ("chorus", 1),
        ("breakdown", 1), ("chorus", 1), ("outro", 0.5),
    ),
    (("intro", 1), ("verse", 2), ("chorus", 1), ("verse", 1), ("chorus", 1), ("outro", 1)),
    (("verse", 1), ("chorus", 1), ("verse", 1), ("breakdown", 0.5), ("chorus", 2), ("outro", 0.5)),
    (("intro", 0.5), ("verse", 1), ("verse", 1), ("chorus", 1), ("verse", 1), ("chorus", 1)),
)  # fmt: skip

_DRUMS: Final[tuple[Player, ...]] = ("kick", "snare", "hat")
_BAND: Final[tuple[Player, ...]] = ("bass", "comp")
_CLUB_ENDS: Final[tuple[tuple[Player, ...], ...]] = (
    ("kick", "hat"),
    ("kick", "hat", "percussion"),
    (*_DRUMS, "percussion"),
    (*_DRUMS, "bass"),
    ("kick", "pad"),
    ("hat", "pad"),
    ("pad", "riff"),
)
_CLUB_OUTROS = 5
_SONG_ENDS: Final[tuple[tuple[Player, ...], ...]] = (
    (*_DRUMS, *_BAND),
    _BAND,
    ("comp", "hat"),
    ("riff",),
    ("riff", "pad"),
    (*_DRUMS, *_BAND, "riff"),
)
_FULL_VERSES = 0.8


def choose_players(label: Label, *, club: bool, sings: bool, chance: Chance) -> frozenset[Player]:
    """Return who plays in a section of a club track or of a song."""
    if club:
        return frozenset(_club_players(label, 0.6 if sings else 0.0, chance))
    return frozenset(_song_players(label, 1.0 if sings else 0.0, chance))


def _club_players(label: Label, voice: float, chance: Chance) -> tuple[Player, ...]:
    """Return who plays in a club track; only its outro keeps the beat that a DJ mixes with."""
    if label == "intro":
        return _CLUB_ENDS[int(chance.integers(len(_CLUB_ENDS)))]
    if label == "outro":
        return _CLUB_ENDS[int(chance.integers(_CLUB_OUTROS))]
    if label == "breakdown":
        return ("pad", *_maybe(chance, riff=0.5, voice=voice, hat=0.2))
    if label == "build-up":
        return ("snare", "pad", *_maybe(chance, riff=0.5, hat=0.5))
    if label == "verse":
        return (*_DRUMS, "bass", *_maybe(chance, pad=0.4, voice=voice))
    extra = _maybe(chance, percussion=0.4, riff=0.6, pad=0.5, voice=voice)
    return (*_DRUMS, *_BAND, *extra)


def _song_players(label: Label, voice: float, chance: Chance) -> tuple[Player, ...]:
    """Return who plays in a song."""
    if label in {"intro", "outro"}:
        return _SONG_ENDS[int(chance.integers(len(_SONG_ENDS)))]
    if label == "breakdown":
        return ("comp", *_maybe(chance, voice=voice, pad=0.5))
    if label == "chorus":
        return (*_DRUMS, *_BAND, "pad", *_maybe(chance, riff=0.5, percussion=0.4, voice=voice))
    drums = _DRUMS if chance.random() < _FULL_VERSES else ("hat",)
    return (*drums, *_BAND, *_maybe(chance, voice=voice))


def _maybe(
    chance: Chance,
    *,
    voice: float = 0.0,
    riff: float = 0.0,
    pad: float = 0.0,
    percussion: float = 0.0,
    hat: float = 0.0,
) -> tuple[Player, ...]:
    """Return some of these players, each as often as its number says."""
    often: tuple[tuple[Player, float], ...] = (
        ("voice", voice),
        ("riff", riff),
        ("pad", pad),
        ("percussion", percussion),
        ("hat", hat),
    )
    return tuple(player for player, share in often if chance.random() < share)
