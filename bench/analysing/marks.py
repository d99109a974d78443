"""Marks for one song: each answer of the analysis beside the truth, after mir_eval."""

import re
import warnings
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

import mir_eval
import numpy as np
import numpy.typing as npt

from app.analysis import TrackAnalysis, parse_key
from tests.analysis.rendered import GHOST_GAIN, SpanTruth, StrokeTruth, Truth

Series = npt.NDArray[np.float64]
Intervals = npt.NDArray[np.float64]
KeyMark = Literal["right", "relative", "parallel", "fifth", "other"]

BEAT_WINDOW_SECONDS: Final = 0.07
_SAME_OCTAVE = 0.04
_HIT_WINDOW_SECONDS = 0.03
_NEIGHBOUR_SECONDS = 0.05
_FRAME_SECONDS = 0.05
_MOST_CUES = 8
_CHORD = re.compile(r"([A-G][#b]?)(.*)")
_QUALITIES: Final = {
    "": "maj", "m": "min", "7": "7", "maj7": "maj7", "m7": "min7", "dim": "dim", "aug": "aug",
}  # fmt: skip
_match_events = cast("Any", mir_eval.util).match_events
_evaluate_chords = cast("Any", mir_eval.chord).evaluate
_SCORED_DRUMS: Final = ("kick", "snare", "hat")


@dataclass(frozen=True)
class Marks:
    """What the analysis got right of one song; None where there is nothing to be right about.

    Shares and F-measures are 0..1.  ``tempo_ratio`` is the tempo found against the true one.
    """

    tempo_error_bpm: float | None
    tempo_ratio: float | None
    steadiness_right: bool
    beats_f: float
    beat_error_ms: float | None
    downbeats_f: float
    bar_length_right: bool
    grid_confidence: float
    key: KeyMark
    key_confidence: float
    tuning_error_cents: float
    boundaries_hit: float | None
    boundaries_true: float | None
    labels_agree: float | None
    cues_hit: float | None
    chords_majmin: float | None
    chords_sevenths: float | None
    vocals_f: float | None
    false_vocals: float | None

    @property
    def octave_right(self) -> bool:
        """Return whether the tempo is the true one, within 4 %."""
        return self.tempo_ratio is not None and abs(self.tempo_ratio - 1.0) <= _SAME_OCTAVE


@dataclass(frozen=True)
class StemMarks:
    """What the analysis got right of one song when it had the stems."""

    boundaries_hit: float | None
    labels_agree: float | None
    vocals_f: float | None
    drums_f: dict[str, float]


def mark(truth: Truth, heard: TrackAnalysis) -> Marks:
    """Return the marks of what was heard in a mix."""
    beats, downbeats = np.array(heard.beats_seconds), np.array(heard.downbeats_seconds)
    tempo = heard.tempo_bpm
    ratio = None if tempo is None else tempo / truth.tempo_bpm
    steady_error = abs(tempo - truth.tempo_bpm) if tempo is not None and truth.is_steady else None
    found, true, agree = mark_sections(truth, heard)
    majmin, sevenths = _mark_chords(truth, heard)
    vocals_f, false_vocals = _mark_vocals(truth, heard)
    apart = (heard.tuning_cents - truth.tuning_cents + 50.0) % 100.0 - 50.0
    return Marks(
        tempo_error_bpm=steady_error,
        tempo_ratio=ratio,
        steadiness_right=heard.is_steady == truth.is_steady,
        beats_f=_f_measure(truth.beats_seconds, beats),
        beat_error_ms=_median_error_ms(truth.beats_seconds, beats),
        downbeats_f=_f_measure(truth.downbeats_seconds, downbeats),
        bar_length_right=heard.beats_per_bar == truth.beats_per_bar,
        grid_confidence=heard.grid_confidence,
        key=_mark_key(truth, heard),
        key_confidence=heard.key_confidence,
        tuning_error_cents=abs(apart),
        boundaries_hit=found,
        boundaries_true=true,
        labels_agree=agree,
        cues_hit=_mark_cues(truth, heard),
        chords_majmin=majmin,
        chords_sevenths=sevenths,
        vocals_f=vocals_f,
        false_vocals=false_vocals,
    )


def mark_with_stems(truth: Truth, heard: TrackAnalysis) -> StemMarks:
    """Return the marks of what the stems add."""
    found, _, agree = mark_sections(truth, heard)
    return StemMarks(
        boundaries_hit=found,
        labels_agree=agree,
        vocals_f=_mark_vocals(truth, heard)[0],
        drums_f=_mark_drums(truth, heard),
    )


def _f_measure(true: Series, found: Series) -> float:
    """Return the F-measure of times that count within 70 ms."""
    if len(found) == 0:
        return 0.0
    return float(mir_eval.beat.f_measure(true, found, BEAT_WINDOW_SECONDS))


def _median_error_ms(true: Series, found: Series) -> float | None:
    """Return how far the beats are off that were found at all."""
    if len(found) == 0:
        return None
    nearest = np.abs(true[:, None] - found[None, :]).min(axis=1)
    hits = nearest[nearest <= BEAT_WINDOW_SECONDS]
    return None if len(hits) == 0 else float(1_000 * np.median(hits))


def _mark_key(truth: Truth, heard: TrackAnalysis) -> KeyMark:
    if heard.key is None:
        return "other"
    found, true = parse_key(heard.key), truth.key
    step = (found.tonic - true.tonic) % 12
    if found.mode == true.mode:
        return "right" if step == 0 else "fifth" if step in {5, 7} else "other"
    if step == 0:
        return "parallel"
    return "relative" if step == (9 if true.mode == "major" else 3) else "other"


def mark_sections(
    truth: Truth, heard: TrackAnalysis
) -> tuple[float | None, float | None, float | None]:
    """Return the share of boundaries found within a bar, of those found true, and of labels right.

    The labels are compared over the whole time.
    """
    if "structure" not in heard.versions:
        return None, None, None
    bar_seconds = float(np.median(np.diff(truth.downbeats_seconds)))
    true = np.array([section.start_seconds for section in truth.sections[1:]])
    found = np.array([section.start_seconds for section in heard.sections[1:]])
    matched = len(_match(true, found, bar_seconds))
    agreed = sum(
        _overlap((one.start_seconds, one.end_seconds), (other.start_seconds, other.end_seconds))
        for one in truth.sections
        for other in heard.sections
        if one.label == other.label
    )
    length = truth.sections[-1].end_seconds - truth.sections[0].start_seconds
    return matched / len(true), matched / len(found) if len(found) else 0.0, agreed / length


def _mark_cues(truth: Truth, heard: TrackAnalysis) -> float | None:
    """Return for which share of the form's cues there is one within half a beat.

    The song's first eight count, since nobody is asked for more.
    """
    if "cues" not in heard.versions or not truth.cues:
        return None
    true = np.unique([cue.seconds for cue in truth.cues])[:_MOST_CUES]
    found = np.array([cue.position_seconds for cue in heard.cues])
    return len(_match(true, found, 30.0 / truth.tempo_bpm)) / len(true)


def _overlap(one: tuple[float, float], other: tuple[float, float]) -> float:
    return max(0.0, min(one[1], other[1]) - max(one[0], other[0]))


def to_mir_eval(chord: str) -> str:
    """Return a chord of ours as mir_eval spells it: ``"F#m7"`` is ``"F#:min7"``.

    Raises:
        ValueError: if it is none of ours.
    """
    if chord == "N":
        return chord
    found = _CHORD.fullmatch(chord)
    if found is None or found[2] not in _QUALITIES:
        raise ValueError(f"'{chord}' is no chord of the analysis.")
    return f"{found[1]}:{_QUALITIES[found[2]]}"


def _mark_chords(truth: Truth, heard: TrackAnalysis) -> tuple[float | None, float | None]:
    """Return the weighted recall of triads and of sevenths."""
    if "chords" not in heard.versions:
        return None, None
    if not heard.chords:
        return 0.0, 0.0
    true = np.array([(chord.start_seconds, chord.end_seconds) for chord in truth.chords])
    found = np.array([(chord.start_seconds, chord.end_seconds) for chord in heard.chords])
    with warnings.catch_warnings():
        # It warns where a song has no chord that counts, which is then None here.
        warnings.simplefilter("ignore")
        scores = _evaluate_chords(
            true,
            [chord.label for chord in truth.chords],
            found,
            [to_mir_eval(chord.chord) for chord in heard.chords],
        )
    return float(scores["majmin"]), float(scores["sevenths"])


def _mark_vocals(truth: Truth, heard: TrackAnalysis) -> tuple[float | None, float | None]:
    """Return the F-measure of the sung time, or in a song without, how much is said to be sung."""
    if "vocals" not in heard.versions:
        return None, None
    spans = [SpanTruth(span.start_seconds, span.end_seconds) for span in heard.vocal_spans]
    found = _frames(spans, truth.duration_seconds)
    true = _frames(list(truth.vocals), truth.duration_seconds)
    if not true.any():
        return None, float(found.mean())
    both = float((found & true).sum())
    return 2 * both / float(found.sum() + true.sum()), None


def _frames(spans: list[SpanTruth], seconds: float) -> npt.NDArray[np.bool_]:
    times = np.arange(0.0, seconds, _FRAME_SECONDS)
    inside = np.zeros(len(times), bool)
    for span in spans:
        inside |= (times >= span.start_seconds) & (times < span.end_seconds)
    return inside


def _mark_drums(truth: Truth, heard: TrackAnalysis) -> dict[str, float]:
    """Return the F-measure of each drum within 30 ms, where the song has it.

    What is heard beside a tom, a shaker, a crash or a ghost note is not held against the others.
    """
    if "drums" not in heard.versions:
        return {}
    others = np.array(
        [hit.seconds for hit in truth.strokes if hit.drum not in _SCORED_DRUMS or _is_ghost(hit)]
    )
    marks: dict[str, float] = {}
    for drum in _SCORED_DRUMS:
        strokes = [hit for hit in truth.strokes if hit.drum == drum and not _is_ghost(hit)]
        true = np.unique([hit.seconds for hit in strokes])
        if len(true) == 0:
            continue
        found = np.array([hit.seconds for hit in heard.drum_hits if hit.drum == drum])
        matched = _match(true, found, _HIT_WINDOW_SECONDS)
        extra = [at for place, at in enumerate(found) if place not in matched]
        false = [at for at in extra if not _is_beside(at, others)]
        marks[drum] = 2 * len(matched) / max(1, len(true) + len(matched) + len(false))
    return marks


def _match(true: Series, found: Series, window_seconds: float) -> set[int]:
    """Return the places of what was found that belong to something true, one to one."""
    if len(found) == 0 or len(true) == 0:
        return set()
    pairs = cast("list[tuple[int, int]]", _match_events(true, found, window_seconds))
    return {place for _, place in pairs}


def _is_ghost(stroke: StrokeTruth) -> bool:
    return stroke.gain <= GHOST_GAIN


def _is_beside(seconds: float, others: Series) -> bool:
    return len(others) > 0 and float(np.abs(others - seconds).min()) <= _NEIGHBOUR_SECONDS
