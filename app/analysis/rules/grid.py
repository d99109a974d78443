"""The beats of a track as one constant grid, with its bars."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.analysis.rules.alignment import align_grid
from app.analysis.rules.attacks import ATTACK_RATE_HZ, attack_strength, locate_attack
from app.analysis.rules.bars import Bars, describe_beats, find_bars
from app.analysis.rules.meter import Beat, choose_beat
from app.analysis.rules.onsets import ONSET_RATE_HZ, Matrix, Onsets
from app.analysis.rules.pitch import Pitches
from app.analysis.rules.steadiness import fit_constant_tempo
from app.analysis.rules.tempo import find_pulse

Series = npt.NDArray[np.float64]

_SHORTEST_SECONDS = 3.0
_ONSET_DB = 1.0
_LEAST_ACTIVE_SECONDS = 3
_LEAST_ACTIVE_SHARE = 0.25
_LEAST_SALIENCE = 2.2
_CLEAR_SALIENCE = 10.0
_STRAY_SECONDS = 0.01
_HAIR_SECONDS = 0.015
_AUDIBLE_GAIN = 0.003


@dataclass(frozen=True)
class BeatGrid:
    """Beats at a constant tempo; ``downbeats_seconds`` are the beats that begin a bar."""

    tempo_bpm: float
    tempo_confidence: float
    beats_seconds: Series
    downbeats_seconds: Series
    beats_per_bar: int
    confidence: float


def find_grid(onsets: Onsets, amplitudes: Matrix, pitches: Pitches) -> BeatGrid | None:
    """Return the grid that fits the whole track, or None where there is no pulse.

    A grid begins with the first beat that sounds and ends with the last one.
    """
    first, last = audible_span(amplitudes)
    if last - first < _SHORTEST_SECONDS or not _has_rhythm(onsets.envelope):
        return None
    pulse = find_pulse(onsets.envelope)
    if pulse is None or pulse.salience < _LEAST_SALIENCE:
        return None
    fit = fit_constant_tempo(onsets.envelope, pulse.tempo_bpm)
    beat = choose_beat(onsets.accents, fit.tempo_bpm)
    period, offset = _placed(attack_strength(amplitudes), beat)
    beats = beats_between(offset, period, first=first, last=last)
    bars = find_bars(describe_beats(beats, onsets.accents, onsets.levels_db, pitches))
    steady = math.exp(-((fit.stray_seconds / _STRAY_SECONDS) ** 2))
    clear = min(1.0, (pulse.salience - 1.0) / _CLEAR_SALIENCE)
    return _assembled(60.0 / period, beats, bars, steady * clear)


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


def audible_span(amplitudes: Matrix) -> tuple[float, float]:
    """Return when the first sound begins and the last one ends, in seconds."""
    audible = np.flatnonzero(amplitudes > _AUDIBLE_GAIN * float(amplitudes.max(initial=0.0)))
    if len(audible) == 0:
        return 0.0, 0.0
    return float(audible[0] / ATTACK_RATE_HZ), float((audible[-1] + 1) / ATTACK_RATE_HZ)


def _has_rhythm(envelope: Matrix) -> bool:
    """Return whether most of the track has onsets at all, and not just its two ends."""
    second = round(ONSET_RATE_HZ)
    whole = len(envelope) // second * second
    peaks = envelope[:whole].reshape(-1, second).max(axis=1)
    active = int(np.sum(peaks > _ONSET_DB))
    return active >= _LEAST_ACTIVE_SECONDS and active > _LEAST_ACTIVE_SHARE * len(peaks)


def _assembled(tempo_bpm: float, beats: Series, bars: Bars, trust: float) -> BeatGrid:
    return BeatGrid(
        tempo_bpm=tempo_bpm,
        tempo_confidence=trust,
        beats_seconds=beats,
        downbeats_seconds=beats[bars.first_downbeat :: bars.beats_per_bar],
        beats_per_bar=bars.beats_per_bar,
        confidence=trust * (0.5 + 0.5 * bars.confidence),
    )
