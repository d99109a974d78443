"""What goes with a track: how well another follows it, and why, from key, tempo and energy."""

from dataclasses import dataclass
from typing import Final

from app.library.rules.wheel import step_of, write_place

MOST_STRETCH: Final = 0.06
"""How far a deck may bend a tempo before it is heard; ±6 % is what key-lock hides well."""

WEIGHTS: Final = {"key": 0.5, "tempo": 0.35, "energy": 0.15}

OCTAVES: Final = ((1.0, ""), (2.0, ", at double its tempo"), (0.5, ", at half its tempo"))
"""What a tempo is multiplied by before another is compared with it, and how that is said."""

OCTAVE_COST: Final = 0.75
ENERGY_STEP: Final = 0.3
_SAME_ENERGY = 0.03
_SAME_TEMPO = 0.0005
_UNKNOWN = 0.4


@dataclass(frozen=True)
class Traits:
    """What decides how tracks mix: BPM, a place on the wheel, and energy, 0..1."""

    tempo_bpm: float | None = None
    key_place: int | None = None
    energy: float | None = None


@dataclass(frozen=True)
class Reason:
    """One reason why a track goes with another, a share of how well, 0..1, and the words."""

    about: str
    score: float
    words: str


@dataclass(frozen=True)
class Match:
    """How well a track follows another, 0..1, and why."""

    score: float
    reasons: tuple[Reason, ...]


def match_traits(here: Traits, there: Traits) -> Match | None:
    """Say how well one track follows another, or None if keys or tempi keep them apart.

    What is not known of one of them neither joins nor parts them.
    """
    key, tempo = _by_key(here, there), _by_tempo(here, there)
    if key is None or tempo is None:
        return None
    reasons = [key, tempo, _by_energy(here, there)]
    score = sum(WEIGHTS[reason.about] * reason.score for reason in reasons)
    return Match(round(score, 4), tuple(reason for reason in reasons if reason.words))


def _by_key(here: Traits, there: Traits) -> Reason | None:
    if here.key_place is None or there.key_place is None:
        return Reason("key", _UNKNOWN, "")
    step = step_of(here.key_place, there.key_place)
    if step is None:
        return None
    names = f"{write_place(here.key_place)} to {write_place(there.key_place)}"
    return Reason("key", step.score, f"{names}: {step.words}")


def _by_tempo(here: Traits, there: Traits) -> Reason | None:
    if not here.tempo_bpm or not there.tempo_bpm:
        return Reason("tempo", _UNKNOWN, "")
    stretches = [
        (abs(here.tempo_bpm * octave / there.tempo_bpm - 1.0), octave, words)
        for octave, words in OCTAVES
    ]
    stretch, octave, words = min(stretches)
    if stretch > MOST_STRETCH:
        return None
    change = here.tempo_bpm * octave / there.tempo_bpm - 1.0
    said = "the same tempo" if stretch < _SAME_TEMPO else f"{change:+.1%} to match the tempo"
    score = (1.0 - stretch / MOST_STRETCH / 2) * (1.0 if octave == 1.0 else OCTAVE_COST)
    return Reason("tempo", score, f"{there.tempo_bpm:.1f} BPM: {said.replace('%', ' %')}{words}")


def _by_energy(here: Traits, there: Traits) -> Reason:
    if here.energy is None or there.energy is None:
        return Reason("energy", _UNKNOWN, "")
    step = there.energy - here.energy
    score = max(0.0, 1.0 - abs(step) / ENERGY_STEP)
    if abs(step) < _SAME_ENERGY:
        return Reason("energy", score, "the same energy")
    return Reason(
        "energy", score, f"{abs(step) * 100:.0f} points {'more' if step > 0 else 'less'} energy"
    )
