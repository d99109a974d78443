"""When somebody sings or speaks: from a vocals stem against the track."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.analysis.rules.harmony.pitch import PITCH_HOP
from app.analysis.rules.rhythm.attacks import HOP as ATTACK_HOP
from app.analysis.rules.rhythm.onsets import LISTENING_RATE_HZ
from app.analysis.rules.smoothing import moving_mean

Matrix = npt.NDArray[np.float32]
Series = npt.NDArray[np.float64]

VOCAL_STEP_SECONDS = PITCH_HOP / LISTENING_RATE_HZ
"""What one value of the activity stands for, about 93 ms."""

_GROUP = PITCH_HOP // ATTACK_HOP
_FLOOR = 1e-6
# Against the mix at the same time, against the voice's own loud moments, and against silence: what
# a separator leaves in an empty stem is 30 dB and more below the mix.
_UNDER_MIX_DB, _UNDER_TOP_DB, _SILENCE_DB = -18.0, -20.0, -60.0
_WIDTH_DB = 3.0
_TOP_PERCENTILE = 97
_SPREAD = 3
_LEAST = 0.5
_GAP_SECONDS = 0.75
_SHORTEST_SECONDS = 0.3


@dataclass(frozen=True)
class Vocals:
    """How surely somebody sings at each time, 0..1, and how far that is to be trusted.

    ``activity`` has one value per :data:`VOCAL_STEP_SECONDS`, ``trust`` is 0..1.
    """

    activity: Series
    trust: float


@dataclass(frozen=True)
class Singing:
    """A stretch of time in which somebody sings; ``confidence`` is 0..1."""

    start_seconds: float
    end_seconds: float
    confidence: float


def frame_levels(amplitudes: Matrix) -> Series:
    """Return the level in dB every 93 ms of an amplitude that is given every 1.45 ms."""
    starts = np.arange(0, len(amplitudes), _GROUP)
    powers = np.add.reduceat(amplitudes.astype(np.float64) ** 2, starts)
    sizes = np.diff(np.append(starts, len(amplitudes)))
    return 10.0 * np.log10(powers / sizes + _FLOOR**2)


def compare_with_mix(voice_db: Series, mix_db: Series) -> Vocals:
    """Return the activity in a vocals stem; its levels and those of the mix come every 93 ms.

    A voice is heard where its stem is neither far below the mix nor far below its own loud moments.
    """
    count = min(len(voice_db), len(mix_db))
    voice, mix = voice_db[:count], mix_db[:count]
    if count == 0:
        return Vocals(np.zeros(0), 1.0)
    smooth = 10.0 * np.log10(moving_mean(10.0 ** (voice / 10.0), _SPREAD) + _FLOOR**2)
    around = 10.0 * np.log10(moving_mean(10.0 ** (mix / 10.0), 4 * _SPREAD + 1) + _FLOOR**2)
    top = float(np.percentile(smooth, _TOP_PERCENTILE))
    margins = [smooth - around - _UNDER_MIX_DB, smooth - top - _UNDER_TOP_DB, smooth - _SILENCE_DB]
    return Vocals(_likely(np.minimum.reduce(margins)), 1.0)


def _likely(margin_db: Series) -> Series:
    return 1.0 / (1.0 + np.exp(-np.clip(margin_db / _WIDTH_DB, -30.0, 30.0)))


def find_singing(vocals: Vocals) -> list[Singing]:
    """Return the stretches in which somebody sings; breaths between words do not end one."""
    active = np.concatenate([[0], vocals.activity >= _LEAST, [0]]).astype(np.int8)
    starts, ends = np.flatnonzero(np.diff(active) == 1), np.flatnonzero(np.diff(active) == -1)
    joined: list[tuple[int, int]] = []
    for start, end in zip(starts, ends, strict=True):
        if joined and (start - joined[-1][1]) * VOCAL_STEP_SECONDS < _GAP_SECONDS:
            joined[-1] = (joined[-1][0], int(end))
        else:
            joined.append((int(start), int(end)))
    return [
        Singing(
            start * VOCAL_STEP_SECONDS,
            end * VOCAL_STEP_SECONDS,
            vocals.trust * float(vocals.activity[start:end].max()),
        )
        for start, end in joined
        if (end - start) * VOCAL_STEP_SECONDS >= _SHORTEST_SECONDS
    ]


def vocals_of_bars(vocals: Vocals, lines_seconds: Series) -> Series:
    """Return how much of each bar is sung, 0..1."""
    sums = np.concatenate([[0.0], np.cumsum(vocals.activity)])
    places = np.round(lines_seconds / VOCAL_STEP_SECONDS).astype(np.intp)
    edges = np.clip(places, 0, len(vocals.activity))
    return np.diff(sums[edges]) / np.maximum(np.diff(edges), 1)
