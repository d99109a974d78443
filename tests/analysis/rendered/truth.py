"""What is true of a song: everything an analysis may be asked, from the plan alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from tests.analysis.rendered.drumming import Drum
from tests.analysis.rendered.harmony import NAMES
from tests.analysis.rendered.plan import Chord, Label, Mode, Plan
from tests.analysis.rendered.score import Score, compose
from tests.stems.mixtures.tones import Note

Series = npt.NDArray[np.float64]

TAIL_SECONDS: Final = 1.5
_BREATH_SECONDS = 0.6
_PICKUP_SECONDS = 0.1
_CUE_LABELS: Final = frozenset({"chorus", "breakdown", "build-up", "drop", "outro"})


@dataclass(frozen=True)
class KeyTruth:
    """A key that holds for a while; ``tonic`` is a pitch class, 0 for C."""

    start_seconds: float
    end_seconds: float
    tonic: int
    mode: Mode


@dataclass(frozen=True)
class SectionTruth:
    """A section of the form."""

    label: Label
    start_seconds: float
    end_seconds: float


@dataclass(frozen=True)
class ChordTruth:
    """A chord while it holds; ``label`` as mir_eval reads it.

    ``"N"`` is where nothing with a pitch plays, ``"X"`` where the bass alone does.
    """

    start_seconds: float
    end_seconds: float
    label: str


@dataclass(frozen=True)
class SpanTruth:
    """A stretch of time."""

    start_seconds: float
    end_seconds: float


@dataclass(frozen=True)
class StrokeTruth:
    """A drum that was struck."""

    seconds: float
    drum: Drum
    gain: float


@dataclass(frozen=True)
class CueTruth:
    """Where the form gives a DJ something to jump to."""

    seconds: float
    label: str


@dataclass(frozen=True)
class Truth:
    """All that is known of a song.

    ``beats_seconds`` and ``tempos_bpm`` have shape ``(beats,)``; ``tempo_bpm`` is the tempo of a
    steady song and the median of one that moves.  A beat of a ballad is three of its pulses long.
    Vocal spans are breaths; rests below 0.6 s do not end one.
    """

    duration_seconds: float
    tempo_bpm: float
    is_steady: bool
    tempos_bpm: Series
    beats_per_bar: int
    beats_seconds: Series
    downbeats_seconds: Series
    keys: tuple[KeyTruth, ...]
    tuning_cents: float
    sections: tuple[SectionTruth, ...]
    chords: tuple[ChordTruth, ...]
    vocals: tuple[SpanTruth, ...]
    strokes: tuple[StrokeTruth, ...]
    cues: tuple[CueTruth, ...]

    @property
    def key(self) -> KeyTruth:
        """Return the key that holds for longest."""
        totals: dict[tuple[int, Mode], float] = {}
        for key in self.keys:
            name = (key.tonic, key.mode)
            totals[name] = totals.get(name, 0.0) + key.end_seconds - key.start_seconds
        longest = max(totals, key=lambda name: totals[name])
        return next(key for key in self.keys if (key.tonic, key.mode) == longest)


def tell_truth(plan: Plan, score: Score | None = None) -> Truth:
    """Return what is true of a plan, whose score may be at hand already."""
    score = score or compose(plan)
    times = score.tempo.times_seconds
    sections = tuple(_sections(plan, times))
    vocals = tuple(_breaths(score.voice))
    return Truth(
        duration_seconds=float(times[-1]) + TAIL_SECONDS,
        tempo_bpm=plan.tempo_bpm
        if plan.motion == "steady"
        else float(np.median(score.tempo.tempos_bpm)),
        is_steady=plan.motion == "steady",
        tempos_bpm=score.tempo.tempos_bpm,
        beats_per_bar=plan.beats_per_bar,
        beats_seconds=times[:-1],
        downbeats_seconds=times[: -1 : plan.beats_per_bar],
        keys=tuple(_keys(plan, sections)),
        tuning_cents=plan.tuning_cents,
        sections=sections,
        chords=tuple(_merged(_chords(score))),
        vocals=vocals,
        strokes=tuple(StrokeTruth(hit.seconds, hit.drum, hit.gain) for hit in score.strokes),
        cues=tuple(_cues(plan, times, sections, vocals)),
    )


def spell(chord: Chord) -> str:
    """Return a chord as mir_eval reads it."""
    return f"{NAMES[chord.root]}:{chord.quality}"


def _sections(plan: Plan, times: Series) -> Iterator[SectionTruth]:
    bar = 0
    for passage in plan.passages:
        start = float(times[bar * plan.beats_per_bar])
        bar += passage.bars
        yield SectionTruth(passage.label, start, float(times[bar * plan.beats_per_bar]))


def _keys(plan: Plan, sections: tuple[SectionTruth, ...]) -> Iterator[KeyTruth]:
    runs: list[KeyTruth] = []
    for passage, section in zip(plan.passages, sections, strict=True):
        tonic = (plan.tonic + passage.transposed) % 12
        if runs and runs[-1].tonic == tonic:
            runs[-1] = KeyTruth(runs[-1].start_seconds, section.end_seconds, tonic, plan.mode)
        else:
            runs.append(KeyTruth(section.start_seconds, section.end_seconds, tonic, plan.mode))
    yield from runs


def _chords(score: Score) -> Iterator[ChordTruth]:
    for sounding in score.chords:
        names = {"chord": spell(sounding.chord), "root": "X", "none": "N"}
        start, end = score.tempo.at(sounding.start_beat), score.tempo.at(sounding.end_beat)
        yield ChordTruth(start, end, names[sounding.heard])


def _merged(chords: Iterable[ChordTruth]) -> Iterator[ChordTruth]:
    """Yield the chords with equal neighbours as one."""
    open_: ChordTruth | None = None
    for chord in chords:
        if open_ is not None and open_.label == chord.label:
            open_ = ChordTruth(open_.start_seconds, chord.end_seconds, chord.label)
            continue
        if open_ is not None:
            yield open_
        open_ = chord
    if open_ is not None:
        yield open_


def _breaths(notes: tuple[Note, ...]) -> Iterator[SpanTruth]:
    """Yield the stretches in which somebody sings."""
    start: float | None = None
    end = 0.0
    for note in notes:
        if start is not None and note.start_seconds - end > _BREATH_SECONDS:
            yield SpanTruth(start, end)
            start = None
        start = note.start_seconds if start is None else start
        end = note.start_seconds + note.length_seconds
    if start is not None:
        yield SpanTruth(start, end)


def _cues(
    plan: Plan, times: Series, sections: tuple[SectionTruth, ...], vocals: tuple[SpanTruth, ...]
) -> Iterator[CueTruth]:
    """Yield where the music begins, where its parts do that matter, and where kick and voice do."""
    yield CueTruth(sections[0].start_seconds, "start")
    for section in sections[1:]:
        if section.label in _CUE_LABELS:
            yield CueTruth(section.start_seconds, section.label)
    entries = [
        section.start_seconds
        for passage, section in zip(plan.passages, sections, strict=True)
        if "kick" in passage.players
    ]
    yield from (CueTruth(seconds, "first kick") for seconds in entries[:1])
    if vocals:
        bars = times[: -1 : plan.beats_per_bar]
        before = bars[bars <= vocals[0].start_seconds + _PICKUP_SECONDS]
        yield CueTruth(float(before[-1] if len(before) else bars[0]), "first voice")
    thins = [
        after.start_seconds
        for (before, now), (_, after) in zip(
            pairwise(plan.passages), pairwise(sections), strict=True
        )
        if "voice" in before.players and "voice" not in now.players
    ]
    yield from (CueTruth(seconds, "last voice ends") for seconds in thins[-1:])
