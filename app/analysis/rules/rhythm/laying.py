"""Laying beats on music: at one tempo if it keeps to that, along its own course if not."""

import math
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from app.analysis.rules.rhythm.alignment import align_grid
from app.analysis.rules.rhythm.attacks import ATTACK_RATE_HZ, find_opening, locate_attack
from app.analysis.rules.rhythm.counting import (
    count_alike,
    is_counted_otherwise,
    is_same_tempo,
    sort_by_count,
)
from app.analysis.rules.rhythm.course import Course, follow_tempo
from app.analysis.rules.rhythm.following import follow_attacks, set_clock
from app.analysis.rules.rhythm.meeting import (
    Heights,
    measure_heights,
    meets_as_much,
    meets_little,
    meets_more,
)
from app.analysis.rules.rhythm.mending import mend_ends
from app.analysis.rules.rhythm.meter import Beat, rank_beats
from app.analysis.rules.rhythm.onsets import Matrix
from app.analysis.rules.rhythm.placing import place_alike
from app.analysis.rules.rhythm.regions import Step, find_steps, join_beats
from app.analysis.rules.rhythm.steadiness import fit_constant_tempo
from app.analysis.rules.rhythm.tempo import find_pulse
from app.analysis.rules.rhythm.traces import Traces, cut_traces, warp_traces
from app.analysis.rules.smoothing import soften

Series = npt.NDArray[np.float64]

_STRAY_SECONDS = 0.0055
_DEPARTED_SECONDS = 4.5
_HAIR_SECONDS = 0.015
_BETTER = 1.17
_BETTER_DEPARTED = 1.1
_BETTER_LOOSE = 1.5
_LOOSE_SECONDS = 0.01
_ONE_PIECE = 2
_SAME_PLACE = 0.12


@dataclass(frozen=True)
class Around:
    """What is known of a stretch of music from around it.

    ``near_bpm`` is how its neighbours are counted, ``place`` where its beats fall if they fall as
    theirs, 0..1 of a beat; ``opens`` says whether the music begins with it.
    """

    near_bpm: float | None = None
    place: float | None = None
    opens: bool = True


@dataclass(frozen=True)
class Laid:
    """Beats laid on music, and what else they might be, the most likely first.

    ``salience`` is how far the pulse stands out of the usual; ``is_steady`` whether all beats are
    at ``tempo_bpm``, which is their median if not.  ``joints`` are the beats that begin another
    tempo; ``start_seconds`` is where the piece begins that they were laid on.
    """

    beats_seconds: Series
    tempo_bpm: float
    readings: list[Beat]
    salience: float
    is_steady: bool
    joints: tuple[int, ...] = ()
    start_seconds: float = 0.0


def lay_beats(traces: Traces, *, first: float, last: float) -> Laid | None:
    """Return the beats between the first sound and the last one, None where there is no pulse.

    Where the tempo steps from one to another, the music is cut, and the beats of its pieces are
    joined; all of them are counted alike.  Where the music leaves the beats at an end, they are
    tracked there from one to the next.
    """
    course = follow_tempo(traces.envelope)
    whole = _lay_piece(traces, course, first=first, last=last, around=Around())
    if whole is None:
        return None
    heights = measure_heights(traces.strength)
    steps = [
        step
        for step in find_steps(course)
        if first < step.seconds < last
        and not (step.is_wide and not meets_little(heights, whole.beats_seconds, step))
    ]
    steps, pieces = _lay_between(traces, steps, first=first, last=last)
    laid = _better_joined(traces.strength, heights, whole, pieces, steps)
    mended = mend_ends(heights, laid.beats_seconds, first=first, last=last)
    return laid if mended is None else replace(laid, beats_seconds=mended, is_steady=False)


def _lay_between(
    traces: Traces, steps: list[Step], *, first: float, last: float
) -> tuple[list[Step], list[Laid]]:
    """Return the pieces of the music between steps, and the steps that are some.

    One where the music only begins to stress other parts of its beats is none.
    """
    edges = [first, *(step.seconds for step in steps), last]
    pieces = _lay_pieces(traces, edges)
    ends = dict(pairwise(edges))
    for before, after in pairwise(pieces):
        for piece, other in ((before, after), (after, before)):
            cut = cut_traces(traces, piece.start_seconds, ends[piece.start_seconds])
            steady = piece.is_steady and other.is_steady
            if steady and is_same_tempo(cut, piece.tempo_bpm, other.tempo_bpm):
                kept = [step for step in steps if step.seconds != after.start_seconds]
                return _lay_between(traces, kept, first=first, last=last)
    return steps, pieces


def _lay_pieces(traces: Traces, edges: list[float]) -> list[Laid]:
    """Return the beats of each piece between two edges in which there is a pulse."""
    if len(edges) <= _ONE_PIECE:
        return []
    spans = list(pairwise(edges))
    cuts = [(span, _lay_cut(traces, *span, Around(opens=span[0] == edges[0]))) for span in spans]
    heard = [(span, laid) for span, laid in cuts if laid]
    tempos = count_alike([laid.readings for _, laid in heard])
    counted = [
        sort_by_count(laid.readings, tempo)[0]
        for (_, laid), tempo in zip(heard, tempos, strict=True)
    ]
    places = place_alike([beat.places for beat in counted if beat.places])
    return [
        laid
        if laid.readings[0] is beat and _is_at(beat, place)
        else _lay_cut(traces, *span, Around(beat.tempo_bpm, place, span[0] == edges[0])) or laid
        for (span, laid), beat, place in zip(heard, counted, places, strict=True)
    ]


def _is_at(beat: Beat, place: float) -> bool:
    """Return whether beats fall at a place, or so near it that the same attacks are theirs."""
    away = abs(beat.offset_seconds * beat.tempo_bpm / 60.0 - place) % 1.0
    return min(away, 1.0 - away) < _SAME_PLACE


def _better_joined(
    strength: Matrix, heights: Heights, whole: Laid, pieces: list[Laid], steps: list[Step]
) -> Laid:
    """Return the pieces joined if they meet the attacks better, or as well at fewer tempi."""
    if not pieces:
        return whole
    joined = _joined(strength, pieces, steps)
    if meets_more(heights, joined.beats_seconds, whole.beats_seconds):
        return joined
    if whole.is_steady or not all(piece.is_steady for piece in pieces):
        return whole
    if any(is_counted_otherwise(piece.beats_seconds, whole.beats_seconds) for piece in pieces):
        return joined
    # The beats of the whole were moved onto attacks, so those of the pieces are judged like that.
    moved = follow_attacks(strength, joined.beats_seconds)
    return joined if meets_as_much(heights, moved, whole.beats_seconds, steps) else whole


def _lay_cut(traces: Traces, start: float, end: float, around: Around) -> Laid | None:
    cut = cut_traces(traces, start, end)
    course = follow_tempo(cut.envelope)
    laid = _lay_piece(cut, course, first=0.0, last=end - start, around=around)
    return laid and replace(laid, beats_seconds=laid.beats_seconds + start, start_seconds=start)


def _joined(strength: Matrix, pieces: list[Laid], steps: list[Step]) -> Laid:
    """Return the beats of pieces that follow each other as those of one music."""
    edges = {step.seconds: step for step in steps}
    beats = pieces[0].beats_seconds
    joints: list[int] = []
    for piece in pieces[1:]:
        step = edges[piece.start_seconds]
        beats, joint = join_beats(strength, beats, piece.beats_seconds, step)
        joints.append(joint)
    return replace(
        max(pieces, key=lambda piece: len(piece.beats_seconds)),
        beats_seconds=beats,
        tempo_bpm=60.0 / float(np.median(np.diff(beats))),
        is_steady=False,
        joints=tuple(joint for joint in joints if joint > 0),
    )


def _lay_piece(
    traces: Traces, course: Course, *, first: float, last: float, around: Around
) -> Laid | None:
    """Return beats at one tempo, or along its course if the music strays from that.

    Beats that move have to meet more of the attacks, because they have more freedom to.
    """
    pulse = find_pulse(traces.envelope)
    if pulse is None:
        return None
    fit = fit_constant_tempo(traces.envelope, pulse.tempo_bpm)
    readings = _ranked(traces, fit.tempo_bpm, around)
    period, offset = _placed(traces.strength, readings[0])
    beats = beats_between(offset, period, first=first, last=last)
    steady = Laid(beats, 60.0 / period, readings, pulse.salience, is_steady=True)
    if fit.stray_seconds < _STRAY_SECONDS and course.departed_seconds < _DEPARTED_SECONDS:
        return _better(traces.strength, steady, _loosened(traces.strength, steady), _BETTER_LOOSE)
    moving = _lay_moving(traces, course, first=first, last=last, around=around)
    better = _BETTER if course.departed_seconds < _DEPARTED_SECONDS else _BETTER_DEPARTED
    return _better(traces.strength, steady, moving, better)


def _loosened(strength: Matrix, steady: Laid) -> Laid | None:
    """Return the beats of a hand that keeps a tempo on the whole, None where a machine keeps it."""
    moved = follow_attacks(strength, steady.beats_seconds)
    stray = float(np.sqrt(np.mean((moved - steady.beats_seconds) ** 2))) if len(moved) else 0.0
    if stray < _LOOSE_SECONDS:
        return None
    return replace(steady, beats_seconds=moved, is_steady=False)


def _better(strength: Matrix, steady: Laid, other: Laid | None, factor: float) -> Laid:
    """Return the other beats if they meet the attacks that much better than the steady ones."""
    if other is None or _met(strength, other) < factor * _met(strength, steady):
        return steady
    return other


def _met(strength: Matrix, laid: Laid) -> float:
    """Return how strong the attacks are that the beats meet, on average."""
    places = np.round(laid.beats_seconds * ATTACK_RATE_HZ).astype(np.intp)
    attacks = soften(strength)[np.clip(places, 0, len(strength) - 1)]
    return float(attacks.mean()) if len(attacks) else 0.0


def _lay_moving(
    traces: Traces, course: Course, *, first: float, last: float, around: Around
) -> Laid | None:
    """Return beats along a tempo that glides: at one tempo by a clock that glides with it."""
    clock = set_clock(traces, course, last)
    heard = warp_traces(traces, clock.known_seconds, clock.steady_seconds)
    pulse = find_pulse(heard.envelope)
    if pulse is None:
        return None
    fit = fit_constant_tempo(heard.envelope, pulse.tempo_bpm)
    readings = _ranked(heard, fit.tempo_bpm, around)
    period, offset = _placed(heard.strength, readings[0])
    start, end = (float(clock.to_steady(np.array([time]))[0]) for time in (first, last))
    beats = clock.to_track(beats_between(offset, period, first=start, last=end))
    beats = follow_attacks(traces.strength, beats)
    tempo = 60.0 / float(np.median(np.diff(beats))) if len(beats) > 1 else 60.0 / period
    return Laid(beats, tempo, readings, pulse.salience, is_steady=False)


def _ranked(traces: Traces, pulse_bpm: float, around: Around) -> list[Beat]:
    """Return what the beat may be; a piece is counted as its neighbours are, if it can."""
    opening = find_opening(traces.strength) if around.opens else None
    readings = rank_beats(traces, pulse_bpm, opening)
    near = around.near_bpm
    if near is None:
        return readings
    readings = sort_by_count(readings, near)
    first = readings[0]
    if around.place is None or _is_at(first, around.place):
        return readings
    return [first.at(around.place), *readings[1:]]


def _placed(strength: Matrix, beat: Beat) -> tuple[float, float]:
    """Return the exact period of the beats and the time of one of them, in seconds."""
    period = 60.0 / beat.tempo_bpm
    offset = locate_attack(strength, period_seconds=period, near_seconds=beat.offset_seconds)
    period, offset = align_grid(strength, period_seconds=period, offset_seconds=offset)
    return period, locate_attack(strength, period_seconds=period, near_seconds=offset)


def beats_between(offset: float, period: float, *, first: float, last: float) -> Series:
    """Return all beats that sound: from a little before ``first`` to ``last``, none below zero.

    A beat that is measured a hair before the file begins is its first sample.
    """
    earliest = max(-_HAIR_SECONDS, first - 0.25 * period)
    start = math.ceil((earliest - offset) / period)
    count = max(0, math.floor((last - offset) / period) - start + 1)
    return np.maximum(offset + (start + np.arange(count)) * period, 0.0)
