"""The beats of a track as a grid: at one tempo if the music keeps it, following it if not."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.analysis.rules.harmony.pitch import Pitches
from app.analysis.rules.rhythm.alternatives import (
    Alternative,
    likely_place,
    likely_reading,
    offer_alternatives,
)
from app.analysis.rules.rhythm.attacks import ATTACK_RATE_HZ
from app.analysis.rules.rhythm.bars import (
    COMPOUND_METERS,
    METERS,
    describe_beats,
    find_bars,
    find_downbeats,
)
from app.analysis.rules.rhythm.laying import Laid, lay_beats
from app.analysis.rules.rhythm.onsets import ONSET_RATE_HZ, Matrix, Onsets
from app.analysis.rules.rhythm.spans import Span, find_spans, straighten
from app.analysis.rules.rhythm.traces import trace_rhythm

Series = npt.NDArray[np.float64]

_SHORTEST_SECONDS = 3.0
_ONSET_DB = 1.0
_LEAST_ACTIVE_SECONDS = 3
_LEAST_ACTIVE_SHARE = 0.25
_LEAST_SALIENCE = 2.2
_CLEAR_SALIENCE = 10.0
_AUDIBLE_GAIN = 0.003
_MOVING_TRUST = 0.9
_SEVERAL = 2


@dataclass(frozen=True)
class BeatGrid:
    """Beats and those of them that begin a bar; the beats are the truth, whatever the tempo does.

    ``tempo_bpm`` is that of all beats where they are steady, else their median.  ``spans`` are the
    stretches at one tempo; a steady grid has one.
    """

    tempo_bpm: float
    tempo_confidence: float
    beats_seconds: Series
    downbeats_seconds: Series
    beats_per_bar: int
    confidence: float
    is_steady: bool = True
    spans: tuple[Span, ...] = ()
    alternatives: tuple[Alternative, ...] = ()

    @property
    def bar_seconds(self) -> float:
        """Return how long the last bar is, by the tempo of the last beats."""
        last = self.beats_seconds[-self.beats_per_bar - 1 :]
        beat = float(np.diff(last).mean()) if len(last) > 1 else 60.0 / self.tempo_bpm
        return self.beats_per_bar * beat


def find_grid(onsets: Onsets, amplitudes: Matrix, pitches: Pitches) -> BeatGrid | None:
    """Return the grid that fits the whole track, or None where there is no pulse.

    A grid begins with the first beat that sounds and ends with the last one.
    """
    first, last = audible_span(amplitudes)
    if last - first < _SHORTEST_SECONDS or not _has_rhythm(onsets.envelope):
        return None
    laid = lay_beats(trace_rhythm(onsets, amplitudes, pitches), first=first, last=last)
    if laid is None or laid.salience < _LEAST_SALIENCE:
        return None
    spans = _spans(laid)
    beats = laid.beats_seconds if laid.is_steady else straighten(laid.beats_seconds, spans)
    features = describe_beats(beats, onsets.accents, onsets.levels_db, pitches)
    bars = find_bars(features, COMPOUND_METERS if laid.readings[0].is_compound else METERS)
    downbeats = find_downbeats(features, bars, laid.joints)
    trust = _trust(laid)
    return BeatGrid(
        tempo_bpm=laid.tempo_bpm if laid.is_steady else _usual_tempo(beats),
        tempo_confidence=trust,
        beats_seconds=beats,
        downbeats_seconds=beats[downbeats],
        beats_per_bar=bars.beats_per_bar,
        confidence=trust * likely_place(laid.readings[0]) * (0.5 + 0.5 * bars.confidence),
        is_steady=laid.is_steady,
        spans=tuple(spans),
        alternatives=tuple(offer_alternatives(beats, laid.readings, bars)),
    )


def known_grid(
    tempo_bpm: float, beats_seconds: Series, downbeats_seconds: Series, beats_per_bar: int
) -> BeatGrid:
    """Return a grid that a hand has made, which nobody doubts."""
    spans = find_spans(beats_seconds)
    return BeatGrid(
        tempo_bpm=tempo_bpm,
        tempo_confidence=1.0,
        beats_seconds=beats_seconds,
        downbeats_seconds=downbeats_seconds,
        beats_per_bar=beats_per_bar,
        confidence=1.0,
        is_steady=len(spans) < _SEVERAL,
        spans=tuple(spans),
    )


def _trust(laid: Laid) -> float:
    """Return how sure the tempo is: clear against noise, and likely against its relatives."""
    clear = min(1.0, (laid.salience - 1.0) / _CLEAR_SALIENCE)
    return clear * likely_reading(laid.readings) * (1.0 if laid.is_steady else _MOVING_TRUST)


def _usual_tempo(beats: Series) -> float:
    return 60.0 / float(np.median(np.diff(beats)))


def _spans(laid: Laid) -> list[Span]:
    beats = laid.beats_seconds
    if not laid.is_steady:
        return find_spans(beats)
    first = float(beats[0]) if len(beats) else 0.0
    return [Span(0, len(beats) - 1, first, 60.0 / laid.tempo_bpm, 0.0)]


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
