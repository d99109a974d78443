"""What the drummer does: the groove, fills, crashes, rolls, stops and a pickup."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from tests.analysis.rendered.chance import draw_for
from tests.analysis.rendered.plan import Passage, Pattern, Plan, Player
from tests.analysis.rendered.timing import TempoMap, swung

Drum = Literal["kick", "snare", "hat", "shaker", "tom", "crash"]
Hits = list[tuple[float, Drum, float]]
"""Where in the bar, in beats, which drum, and how hard."""

DRUM_OF: Final[dict[Player, Drum]] = {
    "kick": "kick",
    "snare": "snare",
    "hat": "hat",
    "percussion": "shaker",
}
_PHRASE_BARS = 8
_OFTEN = 0.6


@dataclass(frozen=True)
class Stroke:
    """A drum that is struck; ``gain`` is 0..1."""

    seconds: float
    drum: Drum
    gain: float


def bars_of(plan: Plan) -> Iterator[tuple[int, int, Passage]]:
    """Yield each bar's number, its number within its passage, and the passage."""
    number = 0
    for passage in plan.passages:
        for inside in range(passage.bars):
            yield number, inside, passage
            number += 1


def play_strokes(plan: Plan, tempo: TempoMap) -> Iterator[Stroke]:
    """Yield every stroke of the song, bar by bar."""
    chance = draw_for(plan.seed, "strokes")
    fills, crashes = chance.random() < _OFTEN, chance.random() < _OFTEN
    if plan.pickup and plan.lead_in_seconds > 60.0 / plan.tempo_bpm:
        for drum, beat in (("snare", -1.0), ("snare", -0.5), ("tom", -0.25)):
            yield Stroke(tempo.at(beat), "snare" if drum == "snare" else "tom", 0.6)
    for bar, inside, passage in bars_of(plan):
        is_last = inside == passage.bars - 1 or inside % _PHRASE_BARS == _PHRASE_BARS - 1
        if passage.rising:
            hits = _rolled(plan, passage, inside)
        else:
            hits = _without_stop(_groove(plan, passage), plan, passage, inside)
            if fills and is_last and "snare" in passage.players:
                hits = _filled(hits, plan)
        if crashes and inside == 0 and passage.label in {"chorus", "drop"}:
            hits.append((0.0, "crash", 0.7))
        for beat, drum, gain in hits:
            at = tempo.at(swung(plan, bar * plan.beats_per_bar + beat))
            seconds = at + chance.normal(0.0, 1.0) * plan.stray_seconds
            force = gain * passage.strength * float(chance.uniform(0.9, 1.0))
            yield Stroke(max(0.0, float(seconds)), drum, min(1.0, force))


def _groove(plan: Plan, passage: Passage) -> Hits:
    """Return what the players of a passage repeat in every bar."""
    groove = plan.groove
    patterns: dict[Player, Pattern] = {
        "kick": groove.kick,
        "snare": groove.snare,
        "hat": groove.hat,
        "percussion": groove.percussion,
    }
    return [
        (step.beat, drum, step.gain)
        for player, drum in DRUM_OF.items()
        if player in passage.players
        for step in patterns[player]
    ]


def _without_stop(hits: Hits, plan: Plan, passage: Passage, inside: int) -> Hits:
    """Return a bar without the kicks that a passage leaves out before its end."""
    left = (passage.bars - inside) * plan.beats_per_bar
    return [hit for hit in hits if hit[1] != "kick" or left - hit[0] > passage.stops]


def _filled(hits: Hits, plan: Plan) -> Hits:
    """Return a bar whose last beat belongs to snare and toms."""
    last = plan.beats_per_bar - 1
    kept = [hit for hit in hits if hit[1] == "kick" or hit[0] < last]
    for pulse in range(plan.pulses_per_beat):
        drum: Drum = "snare" if pulse % 2 == 0 else "tom"
        kept.append((last + pulse / plan.pulses_per_beat, drum, 0.6 + 0.1 * pulse))
    return kept


def _rolled(plan: Plan, passage: Passage, inside: int) -> Hits:
    """Return a bar that builds up: the strokes get faster by the quarter, and harder."""
    progress = inside / passage.bars
    per_beat = 2 ** min(2, int(progress * 4))
    drums: list[Drum] = [drum for player, drum in DRUM_OF.items() if player in passage.players]
    return [
        (step / per_beat, drum, 0.4 + 0.5 * progress)
        for drum in drums
        for step in range(plan.beats_per_bar * per_beat)
    ]
