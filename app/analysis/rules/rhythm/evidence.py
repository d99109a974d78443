"""What speaks for a beat: measures of every place that the beats of a tempo may have."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.analysis.rules.folding import fold
from app.analysis.rules.harmony.pitch import PITCH_RATE_HZ
from app.analysis.rules.rhythm.onsets import BODY, CHORDS, KICK, ONSET_RATE_HZ, SNARE
from app.analysis.rules.rhythm.tempo import tempo_prior
from app.analysis.rules.rhythm.traces import Traces

Series = npt.NDArray[np.float64]

WEIGHTS: dict[str, float] = {
    "filled": 5.0,
    "backbeat": 3.7,
    "waltz": 1.9,
    "half_time": 3.4,
    "together": 1.9,
    "every_beat": 1.75,
    "chords": 0.8,
    "usual": 1.45,
    "sixteenths": -2.8,
    "fast_sixteenths": 3.1,
    "undivided": -0.35,
    "harmony": 1.6,
}
"""What each measure counts; fitted by maximum likelihood to 274 rendered songs of 30 styles.

Half time counts more than was fitted (2.6), because more of the songs are right then.
A difference of 1 in the weighted sum makes a beat e times as likely as another.
"""

BEATS = 12

_BIN_SECONDS = 0.014
_HALF_TIME_BPM = 140.0
_HALF_TIME_OCTAVES = 0.1
_SIXTEENTHS_BPM = 110.0
_HARMONY_BEATS = 24
_QUARTERS = 4


@dataclass(frozen=True)
class Fold:
    """The music laid over twelve beats of a tempo, each shape ``(12, bins)``, 0..1.

    ``everything`` is the onset envelope; ``novelty`` covers 24 beats in quarters, shape ``(96,)``.
    """

    tempo_bpm: float
    kick: Series
    snare: Series
    chords: Series
    everything: Series
    novelty: Series

    @property
    def bins(self) -> int:
        """Return into how many places a beat is cut."""
        return self.kick.shape[1]


def fold_beats(traces: Traces, tempos: list[float]) -> list[Fold]:
    """Return the music folded over the beats of each tempo, on one scale for all of them.

    A wrong tempo smears its drums, and must not be forgiven for it.
    """
    accents = traces.accents
    chords = accents[:, BODY] + accents[:, CHORDS]
    bands = (accents[:, KICK], accents[:, SNARE], chords, traces.envelope)
    folds = [np.stack([_fold_band(band, 60.0 / tempo) for band in bands]) for tempo in tempos]
    tops = np.max([np.percentile(bars, 98, axis=(1, 2)) for bars in folds], axis=0)
    scale = np.maximum(tops, 1e-12)[:, None, None]
    return [
        _scaled(tempo, bars / scale, _fold_novelty(traces.novelty, tempo))
        for tempo, bars in zip(tempos, folds, strict=True)
    ]


def _scaled(tempo_bpm: float, bars: Series, novelty: Series) -> Fold:
    kick, snare, chords, everything = (np.clip(band, 0.0, 1.0) for band in bars)
    return Fold(tempo_bpm, kick, snare, chords, everything, novelty)


def _fold_band(band: npt.NDArray[np.float32], beat_seconds: float) -> Series:
    bins = 2 * max(4, round(beat_seconds / _BIN_SECONDS / 2))
    mean = fold(band, beat_seconds * BEATS, BEATS * bins, rate_hz=ONSET_RATE_HZ)
    wide = np.maximum(mean, np.maximum(np.roll(mean, 1), np.roll(mean, -1))) - np.median(mean)
    return wide.reshape(BEATS, bins)


def _fold_novelty(novelty: Series, tempo_bpm: float) -> Series:
    period = _HARMONY_BEATS * 60.0 / tempo_bpm
    return fold(novelty, period, _HARMONY_BEATS * _QUARTERS, rate_hz=PITCH_RATE_HZ)


def measure_places(folded: Fold) -> dict[str, Series]:
    """Return every measure of :data:`WEIGHTS` for all places of the beat, shape ``(bins,)``."""
    kick, snare = folded.kick, folded.snare
    either = np.maximum(kick, snare)
    filled, mean = either.mean(axis=0), folded.everything.mean(axis=0)
    halves = _later(mean, 1 / 2)
    sixteenths = (_later(mean, 1 / 4) + _later(mean, 3 / 4)) / 2
    sixteenths = np.minimum(1.0, sixteenths / np.maximum(np.maximum(mean, halves), 1e-9))
    thirds = np.minimum(_later(mean, 1 / 3), _later(mean, 2 / 3))
    divided = np.maximum(halves, thirds) / np.maximum(mean, 1e-9)
    chords = folded.chords.mean(axis=0)
    usual = math.log(float(tempo_prior(np.array([folded.tempo_bpm]))[0]))
    return {
        "filled": filled,
        "backbeat": _backbeat(kick, snare),
        "waltz": _waltz(kick, snare),
        "half_time": _half_time(kick, snare) * _near_half_time(folded.tempo_bpm),
        "together": _together(kick, snare),
        "every_beat": kick.min(axis=0) * (1.0 - _later(kick.max(axis=0), 1 / 2)),
        "chords": chords - _later(chords, 1 / 2),
        "usual": np.full(folded.bins, usual),
        "sixteenths": sixteenths,
        "fast_sixteenths": sixteenths * math.log2(folded.tempo_bpm / _SIXTEENTHS_BPM),
        "undivided": 1.0 - np.minimum(1.0, 2.0 * divided),
        "harmony": _harmony(folded),
    }


def _later(places: Series, part: float) -> Series:
    """Return what there is a part of a beat after each place."""
    shift = round(len(places) * part) % len(places)
    return np.concatenate([places[shift:], places[:shift]])


def _tilts(kick: Series, snare: Series) -> tuple[Series, Series]:
    """Return by how much kick and snare prefer the even beats to the odd ones."""
    return (
        kick[0::2].mean(axis=0) - kick[1::2].mean(axis=0),
        snare[0::2].mean(axis=0) - snare[1::2].mean(axis=0),
    )


def _backbeat(kick: Series, snare: Series) -> Series:
    """Return how clearly the snare answers the kick on every other beat."""
    on_kick, on_snare = _tilts(kick, snare)
    everywhere: Series = np.maximum(kick.min(axis=0), 0.0)
    answers: Series = np.minimum(1.0, everywhere + 3.0 * np.abs(on_kick))
    clarity: Series = np.where(on_kick * on_snare > 0, everywhere, answers)
    return np.abs(on_snare) * clarity


def _together(kick: Series, snare: Series) -> Series:
    """Return how clearly kick and snare fall together on every other beat."""
    on_kick, on_snare = _tilts(kick, snare)
    return np.where(on_kick * on_snare > 0, np.minimum(np.abs(on_kick), np.abs(on_snare)), 0.0)


def _waltz(kick: Series, snare: Series) -> Series:
    """Return how clearly the kick falls on every third beat and the snare on the others."""
    kicks, snares = (rows.reshape(-1, 3, rows.shape[1]).mean(axis=0) for rows in (kick, snare))
    places = np.arange(kick.shape[1], dtype=np.intp)
    first = np.argmax(kicks, axis=0)
    second, third = (first + 1) % 3, (first + 2) % 3
    others = np.maximum(kicks[second, places], kicks[third, places])
    answers = np.minimum(snares[second, places], snares[third, places])
    return kicks[first, places] - others + answers - 1.0


def _half_time(kick: Series, snare: Series) -> Series:
    """Return how clearly the kick falls on the first of four beats and the snare on the third."""
    kicks, snares = (rows.reshape(-1, 4, rows.shape[1]).mean(axis=0) for rows in (kick, snare))
    ratings = [
        (snares[third] - np.delete(snares, third, axis=0).max(axis=0))
        * np.clip(3.0 * (kicks[third - 2] - kicks[third]), 0.0, 1.0)
        for third in range(4)
    ]
    return np.maximum(np.max(ratings, axis=0), 0.0)


def _near_half_time(tempo_bpm: float) -> float:
    """Return how near a tempo is to 140 BPM, at which people count half time as such, 0..1."""
    octaves = math.log2(tempo_bpm / _HALF_TIME_BPM)
    return math.exp(-0.5 * (octaves / _HALF_TIME_OCTAVES) ** 2)


def _harmony(folded: Fold) -> Series:
    """Return how much more the harmony changes on one of four beats than two beats later."""
    quarters = np.arange(_HARMONY_BEATS) * _QUARTERS
    places = np.round(np.arange(folded.bins) * (_QUARTERS / folded.bins)).astype(np.intp)
    beats = folded.novelty[(quarters + places[:, None]) % len(folded.novelty)]
    bars = beats.reshape(len(places), -1, 4).mean(axis=1)
    strongest = np.argmax(bars, axis=1)
    rows = np.arange(len(places))
    return bars[rows, strongest] - bars[rows, (strongest + 2) % 4]
