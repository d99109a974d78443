"""Which periodicity is the beat: the octave of the tempo, and where in time the beats fall."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.analysis.rules.folding import fold
from app.analysis.rules.onsets import KICK, ONSET_RATE_HZ, SNARE, Matrix
from app.analysis.rules.tempo import tempo_prior

RATIOS = (1 / 3, 1 / 2, 2 / 3, 3 / 4, 1.0, 4 / 3, 3 / 2, 2.0, 3.0)
"""What a listener's beat may be against the strongest pulse."""

BEAT_RANGE_BPM = (58.0, 200.0)

Series = npt.NDArray[np.float64]

_SIMPLE_RATIOS = (1 / 2, 1.0, 2.0)
_STRANGENESS = 0.4
_EVERY_BEAT = 0.5
_BEATS = 12
_BIN_SECONDS = 0.014


@dataclass(frozen=True)
class Beat:
    """A tempo and the time of one of its beats, with what speaks for it."""

    tempo_bpm: float
    offset_seconds: float
    score: float


def choose_beat(accents: Matrix, pulse_bpm: float) -> Beat:
    """Return the most convincing beat among the pulse, its multiples and its fractions.

    A convincing beat has a drum on every beat and few between, the snare on every other beat (or
    the kick on every beat, or on every third), a usual tempo, and a simple ratio to the pulse.
    """
    slowest, fastest = BEAT_RANGE_BPM
    ratios = [ratio for ratio in RATIOS if slowest <= pulse_bpm * ratio <= fastest]
    beats = rate_beats(accents, [pulse_bpm * ratio for ratio in ratios])
    scores = [
        beat.score - (0.0 if ratio in _SIMPLE_RATIOS else _STRANGENESS)
        for beat, ratio in zip(beats, ratios, strict=True)
    ]
    return beats[int(np.argmax(scores))]


def rate_beats(accents: Matrix, tempos: list[float]) -> list[Beat]:
    """Return the best placed beat of each tempo."""
    drums = [_drums(accents, 60.0 / tempo) for tempo in tempos]
    # One scale for all tempi: a wrong one smears its drums, and must not be forgiven for it.
    tops = np.max([np.percentile(pair, 98, axis=(1, 2)) for pair in drums], axis=0)
    scale = np.maximum(tops, 1e-12)[:, None, None]
    return [
        _rate(tempo, *np.clip(pair / scale, 0.0, 1.0))
        for tempo, pair in zip(tempos, drums, strict=True)
    ]


def _rate(tempo_bpm: float, kick: Series, snare: Series) -> Beat:
    """Return the best placed beat of one tempo."""
    bins = kick.shape[1]
    scores = [_rate_place(kick, snare, place) for place in range(bins)]
    place = int(np.argmax(scores))
    prior = math.log(float(tempo_prior(np.array([tempo_bpm]))[0]))
    return Beat(tempo_bpm, place / bins * 60.0 / tempo_bpm, max(scores) + prior)


def _drums(accents: Matrix, beat_seconds: float) -> Series:
    """Return kick and snare folded over twelve beats, shape ``(2, 12, bins)``."""
    bins = 2 * max(4, round(beat_seconds / _BIN_SECONDS / 2))
    folded: list[Series] = []
    for band in (KICK, SNARE):
        mean = fold(accents[:, band], beat_seconds * _BEATS, _BEATS * bins, rate_hz=ONSET_RATE_HZ)
        wide = np.maximum(mean, np.maximum(np.roll(mean, 1), np.roll(mean, -1))) - np.median(mean)
        folded.append(wide.reshape(_BEATS, bins))
    return np.stack(folded)


def _rate_place(kick: Series, snare: Series, place: int) -> float:
    """Return how convincing the beats are if they fall on one place of the fold."""
    on_kick, on_snare = kick[:, place], snare[:, place]
    either = np.maximum(kick, snare)
    filled = float(either[:, place].mean())
    between = max(float(either[:, beside].mean()) for beside in _between(place, kick.shape[1]))
    half = (place + kick.shape[1] // 2) % kick.shape[1]
    every_beat = float(on_kick.min() * (1.0 - kick[:, half].max()))
    pattern = max(_backbeat(on_kick, on_snare), _waltz(on_kick, on_snare))
    return filled - between + pattern + _EVERY_BEAT * every_beat


def _between(place: int, bins: int) -> list[int]:
    """Return where the half and the thirds of a beat fall."""
    return [(place + round(bins * part)) % bins for part in (1 / 3, 1 / 2, 2 / 3)]


def _backbeat(kick: Series, snare: Series) -> float:
    """Return how clearly the snare answers the kick on every other beat, -1..1."""
    tilt_snare = float(snare[0::2].mean() - snare[1::2].mean())
    tilt_kick = float(kick[0::2].mean() - kick[1::2].mean())
    everywhere = float(kick.min())
    if tilt_snare * tilt_kick > 0:
        return max(everywhere, 0.0) * abs(tilt_snare) - min(abs(tilt_snare), abs(tilt_kick))
    return abs(tilt_snare) * min(1.0, everywhere + 3.0 * abs(tilt_kick))


def _waltz(kick: Series, snare: Series) -> float:
    """Return how clearly the kick falls on every third beat and the snare on the others, -1..1."""
    tilts = kick.reshape(-1, 3).mean(axis=0)
    first = int(np.argmax(tilts))
    others = [(first + 1) % 3, (first + 2) % 3]
    answers = snare.reshape(-1, 3).mean(axis=0)
    return float(tilts[first] - tilts[others].max() + answers[others].min() - 1.0)
