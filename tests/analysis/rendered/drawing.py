"""Drawing a song: every property by chance of its own, or as it was fixed."""

from dataclasses import dataclass, fields
from typing import Any, Final, TypeVar, cast

from tests.analysis.rendered.chance import draw_for
from tests.analysis.rendered.forms import CLUB, SONG, Outline, choose_players
from tests.analysis.rendered.harmony import PLAIN, RICH, VAMPS, spell_changes
from tests.analysis.rendered.plan import (
    GHOST_GAIN,
    STYLES,
    Change,
    Groove,
    Label,
    Mixdown,
    Mode,
    Motion,
    Passage,
    Pattern,
    Plan,
    Step,
    Style,
)
from tests.analysis.rendered.styles import SHEETS, SIXTEENTHS, THIRDS, Line, Sheet
from tests.stems.mixtures.tones import Chance, Palette

Choice = TypeVar("Choice")

PALETTES: Final[tuple[Palette, ...]] = ("additive", "modelled", "foreign")


@dataclass(frozen=True)
class Wish:
    """What may be fixed; what is None is drawn.

    ``seconds`` is about how long the song is, ``outline`` its sections with their lengths in bars.
    """

    style: Style | None = None
    tempo_bpm: float | None = None
    swing: float | None = None
    tonic: int | None = None
    mode: Mode | None = None
    tuning_cents: float | None = None
    lead_in_seconds: float | None = None
    motion: Motion | None = None
    second_tempo_bpm: float | None = None
    stray_seconds: float | None = None
    sings: bool | None = None
    outline: tuple[tuple[Label, int], ...] | None = None
    seconds: float | None = None
    palette: Palette | None = None
    mixdown: Mixdown | None = None


def draw_song(seed: int, **fixed: Any) -> Plan:
    """Return the song of a seed; ``fixed`` are fields of :class:`Wish` that are not left to chance.

    Styles take turns, so that twelve seeds in a row have them all.  Fixing one property leaves the
    others as the seed has them, as far as they can be.

    Raises:
        TypeError: if there is no such property.
    """
    unknown = set(fixed) - {field.name for field in fields(Wish)}
    if unknown:
        raise TypeError(f"A song has no {sorted(unknown)}.")
    wish = Wish(**fixed)
    style = wish.style or STYLES[seed % len(STYLES)]
    sheet = SHEETS[style]
    tempo = wish.tempo_bpm or _tempo(sheet, draw_for(seed, "tempo"))
    mode, tonic = _key(wish, sheet, draw_for(seed, "key"))
    motion, second = _motion(wish, sheet, tempo, draw_for(seed, "motion"))
    desk = draw_for(seed, "desk")
    swing = _pick(sheet.swings, draw_for(seed, "swing"))
    return Plan(
        seed=seed,
        style=style,
        tempo_bpm=tempo,
        beats_per_bar=sheet.beats_per_bar,
        pulses_per_beat=sheet.pulses_per_beat,
        motion=motion,
        second_tempo_bpm=second,
        swing=_first(wish.swing, swing),
        swing_step=sheet.swing_step,
        stray_seconds=_first(wish.stray_seconds, sheet.stray_seconds),
        tonic=tonic,
        mode=mode,
        tuning_cents=_first(wish.tuning_cents, _tuning(draw_for(seed, "tuning"))),
        lead_in_seconds=_first(wish.lead_in_seconds, _lead_in(draw_for(seed, "lead-in"))),
        passages=_passages(seed, wish, sheet, tempo, mode=mode, tonic=tonic),
        groove=_groove(sheet, draw_for(seed, "groove")),
        pickup=draw_for(seed, "pickup").random() < 0.2,
        palette=wish.palette or _pick(PALETTES, draw_for(seed, "palette")),
        mixdown=wish.mixdown or _mixdown(sheet, desk),
    )


def _pick(choices: tuple[Choice, ...], chance: Chance) -> Choice:
    return choices[int(chance.integers(len(choices)))]


def _first(wished: float | None, drawn: float) -> float:
    return drawn if wished is None else wished


def _tempo(sheet: Sheet, chance: Chance) -> float:
    """Return a tempo of the style, of whole beats per minute as often as not."""
    tempo = float(chance.uniform(*sheet.tempo_bpm))
    return float(round(tempo)) if chance.random() < 0.5 else round(tempo, 2)


def _key(wish: Wish, sheet: Sheet, chance: Chance) -> tuple[Mode, int]:
    tonic = int(chance.integers(12))
    mode: Mode = "minor" if chance.random() < sheet.minor else "major"
    return wish.mode or mode, tonic if wish.tonic is None else wish.tonic


def _motion(wish: Wish, sheet: Sheet, tempo: float, chance: Chance) -> tuple[Motion, float]:
    """Return how the tempo moves; nine of ten songs stand still, unless hands play them."""
    by_hand = sheet.stray_seconds > 0
    drawn = str(chance.choice(["live", "ritardando", "two tempi"], p=[0.6, 0.2, 0.2]))
    moves = chance.random() < (0.25 if by_hand else 0.05)
    if not by_hand and drawn == "live":
        drawn = "two tempi"
    motion = wish.motion or (cast("Motion", drawn) if moves else "steady")
    other = tempo * float(chance.choice([0.85, 0.9, 1.08, 1.12]))
    return motion, _first(wish.second_tempo_bpm, round(other, 1))


def _tuning(chance: Chance) -> float:
    """Return how far the song is from 440 Hz, in cents; most are on it."""
    return 0.0 if chance.random() < 0.6 else round(float(chance.uniform(-45, 45)), 1)


def _lead_in(chance: Chance) -> float:
    """Return the silence before the first beat."""
    return 0.0 if chance.random() < 0.2 else round(float(chance.uniform(0.02, 3.0)), 4)


def _passages(
    seed: int, wish: Wish, sheet: Sheet, tempo: float, *, mode: Mode, tonic: int
) -> tuple[Passage, ...]:
    chance = draw_for(seed, "form")
    club = sheet.family == "club"
    outline = _pick(CLUB if club else SONG, chance)
    seconds = wish.seconds or float(chance.uniform(75, 125))
    sections = wish.outline or _in_bars(outline, sheet, tempo, seconds)
    singing, playing = draw_for(seed, "voice"), draw_for(seed, "players")
    sings = singing.random() < sheet.voice if wish.sings is None else wish.sings
    changes = _harmonies(sheet, mode, tonic, draw_for(seed, "harmony"))
    lifts = not club and playing.random() < 0.1
    lift = int(playing.choice([1, 2]))
    known: dict[Label, Passage] = {}
    passages: list[Passage] = []
    for place, (label, bars) in enumerate(sections):
        players = choose_players(label, club=club, sings=sings, chance=playing)
        if label in known and playing.random() < 0.7:
            players = known[label].players
        passage = Passage(
            label=label,
            bars=bars,
            players=players,
            changes=changes["chorus" if label in {"chorus", "drop"} else "verse"],
            rising=label == "build-up",
            strength=0.8 if label in {"verse", "intro", "outro"} else 1.0,
            transposed=lift if lifts and place >= 5 else 0,
            stops=int(playing.choice([0, 0, 1, 2, sheet.beats_per_bar])),
        )
        known.setdefault(label, passage)
        passages.append(passage)
    return tuple(passages)


def _in_bars(
    outline: Outline, sheet: Sheet, tempo: float, seconds: float
) -> tuple[tuple[Label, int], ...]:
    """Return the sections with whole bars, mostly powers of two, near a length in all."""
    bar_seconds = sheet.beats_per_bar * 60.0 / tempo
    weight = sum(share for _, share in outline)
    unit = min((4, 8, 16), key=lambda bars: abs(bars * weight * bar_seconds - seconds))
    return tuple((label, max(2, round(unit * share))) for label, share in outline)


def _harmonies(
    sheet: Sheet, mode: Mode, tonic: int, chance: Chance
) -> dict[str, tuple[Change, ...]]:
    """Return the progressions of verse and chorus, half of the time the same one."""
    books = [VAMPS, RICH, PLAIN]
    shares = [sheet.vamp, (1 - sheet.vamp) * sheet.rich, (1 - sheet.vamp) * (1 - sheet.rich)]
    book = books[int(chance.choice(3, p=shares))][mode]
    bar = float(sheet.beats_per_bar)
    held = float(chance.choice([bar, bar, bar, 2 * bar]))
    if sheet.beats_per_bar == 4 and sheet.family == "song" and chance.random() < 0.15:
        held = bar / 2
    verse = spell_changes(_pick(book, chance), tonic=tonic, beats=held)
    other = spell_changes(_pick(book, chance), tonic=tonic, beats=held)
    return {"verse": verse, "chorus": verse if chance.random() < 0.5 else other}


def _groove(sheet: Sheet, chance: Chance) -> Groove:
    finest = THIRDS if sheet.pulses_per_beat == 3 else SIXTEENTHS
    inside = tuple(beat for beat in finest if beat < sheet.beats_per_bar)
    percussion = tuple(beat for beat in inside if chance.random() < 0.6)
    return Groove(
        kick=_hits(_pick(sheet.kicks, chance), chance, even=True),
        snare=(
            *_hits(_pick(sheet.snares, chance), chance, even=True),
            *(Step(beat, gain=GHOST_GAIN) for beat in inside if chance.random() < sheet.ghosts),
        ),
        hat=_hits(_pick(sheet.hats, chance), chance, even=False),
        percussion=_hits(percussion, chance, even=False),
        bass=_steps(_pick(sheet.basses, chance)),
        comp=_steps(_pick(sheet.comps, chance)),
        riff=_steps(_pick(sheet.riffs, chance)),
    )


def _hits(beats: tuple[float, ...], chance: Chance, *, even: bool) -> Pattern:
    """Return strokes with the accents that stay the same from bar to bar."""
    least = 0.85 if even else 0.4
    return tuple(Step(beat, gain=float(chance.uniform(least, 1.0))) for beat in beats)


def _steps(line: Line) -> Pattern:
    return tuple(Step(beat, beats, 1.0, interval) for beat, beats, interval in line)


def _mixdown(sheet: Sheet, chance: Chance) -> Mixdown:
    spread = chance.uniform(-3.5, 3.5, 4)
    return Mixdown(
        peak=float(chance.choice([0.25, 0.5, 0.8, 0.98])),
        tilt_db=float(chance.uniform(-6, 6)),
        drive=float(chance.choice([0.0, 0.5, 1.0, 2.0])),
        room=float(chance.choice([0.0, 0.1, 0.2, 0.4])),
        room_seconds=float(chance.uniform(0.4, 2.4)),
        noise_db=float(chance.choice([-96.0, -96.0, -70.0, -55.0])),
        width=float(chance.choice([0.0, 0.6, 1.0, 1.0])),
        pump=sheet.pump * float(chance.uniform(0.0, 1.2)),
        levels_db=(float(spread[0]), float(spread[1]), float(spread[2]), float(spread[3])),
        fades=sheet.family == "song" and chance.random() < 0.2,
    )
