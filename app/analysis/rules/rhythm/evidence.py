"""What speaks for a beat: measures of every place that the beats of a tempo may have."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.analysis.rules.folding import fold
from app.analysis.rules.harmony.pitch import PITCH_RATE_HZ
from app.analysis.rules.rhythm.onsets import BODY, CHORDS, HATS, KICK, ONSET_RATE_HZ, SNARE, Matrix
from app.analysis.rules.rhythm.tempo import tempo_prior
from app.analysis.rules.rhythm.traces import Traces

Series = npt.NDArray[np.float64]

WEIGHTS: dict[str, float] = {
    "filled": 7.25,
    "backbeat": 2.15,
    "alternates": 1.9,
    "waltz": 0.2,
    "together": 2.5,
    "one_drop": -1.2,
    "half_time": 7.45,
    "slow_backbeat": -2.3,
    "chords": 1.75,
    "usual": 1.35,
    "fast_sixteenths": 2.95,
    "undivided": -0.5,
    "thirds": -1.65,
    "compound": 2.15,
    "harmony": 2.0,
    "opening": 2.65,
    "strange": -3.4,
}
"""What each measure counts.

Fitted by maximum likelihood to loops and rendered songs, as ``python -m bench.count`` does it.

A difference of 1 in the weighted sum makes a beat e times as likely as another.
"""

SIMPLE_RATIOS = (1 / 2, 1.0, 2.0)
"""What a beat is to the strongest pulse, mostly; anything else is strange."""

BEATS = 12

_BIN_SECONDS = 0.014
_HALF_TIME_BPM = 140.0
_HALF_TIME_OCTAVES = 0.05
_OPENING_SECONDS = 0.03
_OPENING_SPREAD_SECONDS = 0.015
_COMPOUND_BPM = 84.0
_THIRDS_OVER_HALF = 1.8
_LEAST_THIRD = 0.08
_FIRST_OF_LAST_THIRD = 0.15
_TURNS = 0.1
_SIXTEENTHS_BPM = 110.0
_HARMONY_BEATS = 24
_QUARTERS = 4


@dataclass(frozen=True)
class Fold:
    """The music laid over twelve beats of a tempo, each shape ``(12, bins)``, 0..1.

    ``everything`` is the onset envelope; ``novelty`` covers 24 beats in quarters, shape ``(96,)``.
    ``ratio`` is what the tempo is to the strongest pulse.
    """

    tempo_bpm: float
    ratio: float
    kick: Series
    snare: Series
    chords: Series
    everything: Series
    novelty: Series

    @property
    def bins(self) -> int:
        """Return into how many places a beat is cut."""
        return self.kick.shape[1]


def hear_snare(accents: Matrix) -> Matrix:
    """Return where a snare is struck: noise begins in both upper bands at once, ``(frames,)``.

    A chord reaches the lower one of them alone, a hat the upper one.
    """
    return np.sqrt(accents[:, SNARE] * accents[:, HATS])


def fold_beats(traces: Traces, pulse_bpm: float, ratios: list[float]) -> list[Fold]:
    """Return the music folded over the beats of each tempo, on one scale for all of them.

    A wrong tempo smears its drums, and must not be forgiven for it.
    """
    accents = traces.accents
    chords = accents[:, BODY] + accents[:, CHORDS]
    bands = (accents[:, KICK], hear_snare(accents), chords, traces.envelope)
    tempos = [pulse_bpm * ratio for ratio in ratios]
    folds = [np.stack([_fold_band(band, 60.0 / tempo) for band in bands]) for tempo in tempos]
    tops = np.max([np.percentile(bars, 98, axis=(1, 2)) for bars in folds], axis=0)
    scale = np.maximum(tops, 1e-12)[:, None, None]
    return [
        _scaled(tempo, ratio, bars / scale, _fold_novelty(traces.novelty, tempo))
        for tempo, ratio, bars in zip(tempos, ratios, folds, strict=True)
    ]


def _scaled(tempo_bpm: float, ratio: float, bars: Series, novelty: Series) -> Fold:
    kick, snare, chords, everything = (np.clip(band, 0.0, 1.0) for band in bars)
    return Fold(tempo_bpm, ratio, kick, snare, chords, everything, novelty)


def _fold_band(band: npt.NDArray[np.float32], beat_seconds: float) -> Series:
    bins = 2 * max(4, round(beat_seconds / _BIN_SECONDS / 2))
    mean = fold(band, beat_seconds * BEATS, BEATS * bins, rate_hz=ONSET_RATE_HZ)
    wide = np.maximum(mean, np.maximum(np.roll(mean, 1), np.roll(mean, -1))) - np.median(mean)
    return wide.reshape(BEATS, bins)


def _fold_novelty(novelty: Series, tempo_bpm: float) -> Series:
    period = _HARMONY_BEATS * 60.0 / tempo_bpm
    return fold(novelty, period, _HARMONY_BEATS * _QUARTERS, rate_hz=PITCH_RATE_HZ)


def measure_places(folded: Fold, opening_seconds: float | None) -> dict[str, Series]:
    """Return every measure of :data:`WEIGHTS` for all places of the beat, shape ``(bins,)``.

    A compound beat falls into three, and takes turns with the next one: the bars of a fast waltz,
    which look like it, are all alike.

    ``opening_seconds`` is when the music begins, None if it does so elsewhere.
    """
    kick, snare = folded.kick, folded.snare
    mean = folded.everything.mean(axis=0)
    halves = _later(mean, 1 / 2)
    sixteenths = (_later(mean, 1 / 4) + _later(mean, 3 / 4)) / 2
    sixteenths = np.minimum(1.0, sixteenths / np.maximum(np.maximum(mean, halves), 1e-9))
    both_thirds = np.minimum(_later(mean, 1 / 3), _later(mean, 2 / 3))
    divided = np.maximum(halves, both_thirds) / np.maximum(mean, 1e-9)
    undivided = 1.0 - np.minimum(1.0, 2.0 * divided)
    chords = folded.chords.mean(axis=0)
    usual = math.log(float(tempo_prior(np.array([folded.tempo_bpm]))[0]))
    backbeat, alternates = _backbeat(kick, snare), _alternates(kick, snare)
    thirds, falls_into_three = _threes(mean, folded.tempo_bpm)
    half_time, known = _half_time(kick, snare), _near_half_time(folded.tempo_bpm)
    return {
        "filled": np.maximum(kick, snare).mean(axis=0),
        "backbeat": backbeat,
        "alternates": alternates,
        "waltz": _waltz(kick, snare),
        "together": _together(kick, snare),
        "one_drop": _one_drop(kick, snare),
        "half_time": half_time * known * (1.0 - 0.5 * undivided),
        "slow_backbeat": half_time * (1.0 - known),
        "chords": chords - _later(chords, 1 / 2),
        "usual": np.full(folded.bins, usual),
        "fast_sixteenths": sixteenths * math.log2(folded.tempo_bpm / _SIXTEENTHS_BPM),
        "undivided": undivided,
        "thirds": thirds,
        "compound": np.where(np.maximum(backbeat, alternates) > _TURNS, falls_into_three, 0.0),
        "harmony": _harmony(folded),
        "opening": _opening(folded, opening_seconds),
        "strange": np.full(folded.bins, float(folded.ratio not in SIMPLE_RATIOS)),
    }


def _threes(mean: Series, tempo_bpm: float) -> tuple[Series, npt.NDArray[np.bool_]]:
    """Return how far thirds outdo the half of each beat, and whether it is slow and made of three.

    In a shuffle only the last third is struck.
    """
    wide = np.maximum(mean, np.maximum(np.roll(mean, 1), np.roll(mean, -1))) - mean.min()
    on = np.maximum(wide, 1e-9)
    third, half, last = (_later(wide, part) for part in (1 / 3, 1 / 2, 2 / 3))
    outdo = np.clip((np.minimum(third, last) - half) / on, 0.0, 1.0)
    falls = (third + last > _THIRDS_OVER_HALF * 2.0 * half) & (last > _LEAST_THIRD * on)
    both = third > _FIRST_OF_LAST_THIRD * last
    return outdo, falls & both & (tempo_bpm < _COMPOUND_BPM)


def _opening(folded: Fold, opening_seconds: float | None) -> Series:
    """Return whether each place has a beat where the music begins, 0..1; not where exactly."""
    if opening_seconds is None:
        return np.zeros(folded.bins)
    beat = 60.0 / folded.tempo_bpm
    places = np.arange(folded.bins) * (beat / folded.bins)
    away = (places - opening_seconds + beat / 2) % beat - beat / 2
    beyond = np.maximum(np.abs(away) - _OPENING_SECONDS, 0.0)
    return np.exp(-0.5 * (beyond / _OPENING_SPREAD_SECONDS) ** 2)


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


def _alternates(kick: Series, snare: Series) -> Series:
    """Return how clearly the kick prefers every other beat where all beats have a drum."""
    drums = np.maximum(kick, snare)
    everywhere = np.minimum(drums[0::2].mean(axis=0), drums[1::2].mean(axis=0))
    return np.abs(_tilts(kick, snare)[0]) * everywhere


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


def _one_drop(kick: Series, snare: Series) -> Series:
    """Return how clearly the snare falls on one of four beats, and the kick rather there as well.

    Whoever hears that counts reggae twice as fast as its players do.
    """
    kicks, snares = (rows.reshape(-1, 4, rows.shape[1]).mean(axis=0) for rows in (kick, snare))
    places = np.arange(kick.shape[1], dtype=np.intp)
    third = np.argmax(snares, axis=0)
    ordered = np.sort(snares, axis=0)
    rather = np.clip(3.0 * (kicks[third, places] - kicks[(third + 2) % 4, places]), 0.0, 1.0)
    return np.clip(ordered[-1] - ordered[-2], 0.0, 1.0) * rather


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
