"""What is played, note by note: strokes of the drums and notes of everybody else, in seconds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tests.analysis.rendered.chance import draw_for
from tests.analysis.rendered.drumming import Stroke, bars_of, play_strokes
from tests.analysis.rendered.harmony import INTERVALS, near, pitch_classes
from tests.analysis.rendered.melody import sing_phrases
from tests.analysis.rendered.plan import Chord, Passage, Plan
from tests.analysis.rendered.timing import TempoMap, map_tempo, swung
from tests.stems.mixtures.tones import Chance, Note

_BASS_CENTRE = 36
_COMP_CENTRE = 60
_RIFF_CENTRE = 72
_OCTAVE = 12
_WITHOUT_RISERS = 0.4


@dataclass(frozen=True)
class Sounding:
    """A chord while it holds, in beats of the song; ``heard`` says by how many of its notes.

    ``"chord"`` is all of them, ``"root"`` the bass alone, ``"none"`` nobody.
    """

    start_beat: float
    end_beat: float
    chord: Chord
    heard: Literal["chord", "root", "none"]


@dataclass(frozen=True)
class Score:
    """Everything that is played, in the order of time within each part.

    ``risers`` are from when to when a noise grows.
    """

    tempo: TempoMap
    strokes: tuple[Stroke, ...]
    bass: tuple[Note, ...]
    comp: tuple[Note, ...]
    pad: tuple[Note, ...]
    riff: tuple[Note, ...]
    voice: tuple[Note, ...]
    risers: tuple[tuple[float, float], ...]
    chords: tuple[Sounding, ...]


def compose(plan: Plan) -> Score:
    """Return what the players of a plan play."""
    tempo = map_tempo(plan)
    chords = tuple(_chords(plan))
    return Score(
        tempo=tempo,
        strokes=tuple(sorted(play_strokes(plan, tempo), key=lambda stroke: stroke.seconds)),
        bass=tuple(_line(plan, tempo, chords, "bass")),
        comp=tuple(_comp(plan, tempo, chords)),
        pad=tuple(_pad(plan, tempo, chords)),
        riff=tuple(_line(plan, tempo, chords, "riff")),
        voice=tuple(sing_phrases(plan, tempo, chords_at(plan))),
        risers=tuple(_risers(plan, tempo)),
        chords=chords,
    )


def chords_at(plan: Plan) -> tuple[tuple[float, float, Chord], ...]:
    """Return when each chord begins and ends, in beats of the song, and the chord."""
    found: list[tuple[float, float, Chord]] = []
    start = 0.0
    for passage in plan.passages:
        end, at, place = start + passage.bars * plan.beats_per_bar, start, 0
        while at < end:
            change = passage.changes[place % len(passage.changes)]
            root = (change.chord.root + passage.transposed) % _OCTAVE
            until = min(end, at + change.beats)
            found.append((at, until, Chord(root, change.chord.quality)))
            at, place = until, place + 1
        start = end
    return tuple(found)


def _chords(plan: Plan) -> Iterator[Sounding]:
    passages = [passage for _, _, passage in bars_of(plan)]
    for start, end, chord in chords_at(plan):
        players = passages[int(start // plan.beats_per_bar)].players
        if players & {"comp", "pad", "riff"}:
            yield Sounding(start, end, chord, "chord")
        else:
            yield Sounding(start, end, chord, "root" if "bass" in players else "none")


def _line(
    plan: Plan, tempo: TempoMap, chords: tuple[Sounding, ...], player: Literal["bass", "riff"]
) -> Iterator[Note]:
    """Yield a bass on the roots, or the chords' notes picked one after the other."""
    chance = draw_for(plan.seed, player)
    pattern = plan.groove.bass if player == "bass" else plan.groove.riff
    for bar, inside, passage in bars_of(plan):
        if player not in passage.players:
            continue
        for step in pattern:
            beat = bar * plan.beats_per_bar + step.beat
            chord = _sounding(chords, beat).chord
            if player == "bass":
                pitch = near(chord.root, _BASS_CENTRE) + _fitting(step.interval, chord)
            else:
                notes = pitch_classes(chord)
                octave, place = divmod(step.interval, len(notes))
                pitch = near(notes[place], _RIFF_CENTRE) + _OCTAVE * octave
            gain = step.gain * _strength(passage, inside)
            yield _note(plan, tempo, beat, step.beats, pitch, gain, chance)


def _fitting(interval: int, chord: Chord) -> int:
    """Return an interval above the root, with the third and the fifth that the chord has."""
    own = INTERVALS[chord.quality]
    places = {3: own[1], 4: own[1], 7: own[2]}
    return places.get(interval, interval)


def _comp(plan: Plan, tempo: TempoMap, chords: tuple[Sounding, ...]) -> Iterator[Note]:
    chance = draw_for(plan.seed, "comp")
    for bar, inside, passage in bars_of(plan):
        if "comp" not in passage.players:
            continue
        for step in plan.groove.comp:
            beat = bar * plan.beats_per_bar + step.beat
            sounding = _sounding(chords, beat)
            gain = step.gain * _strength(passage, inside) * float(chance.uniform(0.85, 1.0))
            end = beat + step.beats
            yield from _strum(plan, tempo, (beat, min(end, sounding.end_beat)), sounding, gain)
            while sounding.end_beat < end - 1e-6:
                sounding = _sounding(chords, sounding.end_beat)
                span = (sounding.start_beat, min(end, sounding.end_beat))
                yield from _strum(plan, tempo, span, sounding, gain)


def _strum(
    plan: Plan, tempo: TempoMap, span: tuple[float, float], sounding: Sounding, gain: float
) -> Iterator[Note]:
    """Yield the notes of one chord, close together."""
    start = tempo.at(swung(plan, span[0]))
    length = max(0.05, tempo.at(span[1]) - start)
    for pitch_class in pitch_classes(sounding.chord):
        yield Note(start, length, near(pitch_class, _COMP_CENTRE), gain)


def _pad(plan: Plan, tempo: TempoMap, chords: tuple[Sounding, ...]) -> Iterator[Note]:
    bars = [(inside, passage) for _, inside, passage in bars_of(plan)]
    for chord in chords:
        inside, passage = bars[int(chord.start_beat // plan.beats_per_bar)]
        if "pad" not in passage.players:
            continue
        start, end = tempo.at(chord.start_beat), tempo.at(chord.end_beat)
        for pitch_class in pitch_classes(chord.chord):
            pitch = near(pitch_class, _COMP_CENTRE - 2)
            yield Note(start, end - start, pitch, _strength(passage, inside))


def _risers(plan: Plan, tempo: TempoMap) -> Iterator[tuple[float, float]]:
    """Yield the passages that build up, in some songs."""
    if draw_for(plan.seed, "risers").random() < _WITHOUT_RISERS:
        return
    for bar, inside, passage in bars_of(plan):
        if passage.rising and inside == 0:
            end = tempo.at((bar + passage.bars) * plan.beats_per_bar)
            yield tempo.at(bar * plan.beats_per_bar), end


def _strength(passage: Passage, inside: int) -> float:
    """Return how hard all play in a bar of a passage; one that rises begins at half."""
    rise = 0.5 + 0.5 * inside / passage.bars if passage.rising else 1.0
    return passage.strength * rise


def _note(
    plan: Plan,
    tempo: TempoMap,
    beat: float,
    beats: float,
    pitch: float,
    gain: float,
    chance: Chance,
) -> Note:
    start = tempo.at(swung(plan, beat))
    end = tempo.at(beat + beats)
    stray = chance.normal(0.0, 1.0) * plan.stray_seconds
    return Note(max(0.0, start + stray), max(0.04, end - start), pitch, gain)


def _sounding(chords: tuple[Sounding, ...], beat: float) -> Sounding:
    """Return the chord at a beat."""
    return next(chord for chord in chords if chord.end_beat > beat + 1e-6)
