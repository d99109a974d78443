"""Whether a recording is one that is known, another version of it, or something else."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from app.sources.rules.fingerprint import (
    FRAME_RATE_HZ,
    FRAMES_PER_WORD,
    WORD_RATE_HZ,
    Fingerprint,
    Listened,
)

LEAD_IN_AT_MOST_SECONDS: Final = 12.0
"""How much later one recording may begin than the other."""

SHARED_KEYS_AT_LEAST: Final = 1
"""Compare a recording with those that have as many keys in common."""

_SAME, _SAME_BANDS, _SAME_PASSAGES = 0.06, 0.12, 0.15
_VERSION = 0.3
LENGTHS_SECONDS = 15.0
_HEARD_AT_LEAST_SECONDS = 5.0
_CLEAR_AT = 4.0
_PASSAGE_WORDS = round(5.0 * WORD_RATE_HZ)
_WORST_PERCENT = 90.0
_BANDS_TOGETHER = 4

Bits = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]


class Kinship(StrEnum):
    """What two recordings are to each other."""

    SAME = "same"
    VERSION = "version"
    OTHER = "other"


@dataclass(frozen=True)
class Likeness:
    """How one recording compares with another.

    ``difference`` is the share of bits that differ, weighed by how clear they are, 0..1: below 0.06
    for copies, near 0.45 for strangers.  ``worst_bands`` and ``worst_passages`` are that of the
    four neighbouring bands and of the five seconds that differ most, but for a tenth of them.
    ``lead_in_seconds`` is how much later the new one begins.
    """

    kinship: Kinship
    difference: float
    worst_bands: float
    worst_passages: float
    lead_in_seconds: float


_STRANGERS: Final = Likeness(Kinship.OTHER, 0.5, 0.5, 0.5, 0.0)


def compare(new: Listened, known: Fingerprint) -> Likeness:
    """Return how a recording that was just listened to compares with one that is known."""
    bits = (known.words[:, None] >> np.arange(16, dtype=np.uint16)) & 1 == 1
    pair = _Pair(new, new.rises > 0, bits, known.words != 0)
    reach = round(LEAD_IN_AT_MOST_SECONDS * FRAME_RATE_HZ)
    coarse = min(range(-reach, reach + 1, FRAMES_PER_WORD), key=pair.cost)
    nearby = range(coarse - FRAMES_PER_WORD, coarse + FRAMES_PER_WORD + 1)
    shift = min(nearby, key=pair.cost)
    words, frames = pair.overlap(shift)
    if len(words) < _HEARD_AT_LEAST_SECONDS * WORD_RATE_HZ:
        return _STRANGERS
    weights = np.minimum(np.abs(new.rises[frames]), _CLEAR_AT).astype(np.float64)
    wrong = weights * (pair.new_bits[frames] != bits[words])
    total = weights.sum() + 1e-9
    difference = float(wrong.sum() / total)
    bands = _grouped(wrong.sum(axis=0)) / (_grouped(weights.sum(axis=0)) + 0.02 * total)
    passages = _by_passage(wrong) / (_by_passage(weights) + 1e-9)
    worst = float(np.percentile(passages, _WORST_PERCENT))
    gap = abs(new.duration_seconds - known.duration_seconds)
    kinship = _judge(difference, float(bands.max()), worst, gap)
    return Likeness(kinship, difference, float(bands.max()), worst, shift / FRAME_RATE_HZ)


def _judge(difference: float, bands: float, passages: float, gap_seconds: float) -> Kinship:
    if difference > _VERSION:
        return Kinship.OTHER
    is_close = difference <= _SAME and bands <= _SAME_BANDS and passages <= _SAME_PASSAGES
    return Kinship.SAME if is_close and gap_seconds <= LENGTHS_SECONDS else Kinship.VERSION


def _grouped(bands: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return bands.reshape(-1, _BANDS_TOGETHER).sum(axis=1)


def _by_passage(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    starts = np.arange(0, max(1, len(values) - _PASSAGE_WORDS // 2), _PASSAGE_WORDS)
    rows: npt.NDArray[np.float64] = values.sum(axis=1)
    return np.add.reduceat(rows, starts).astype(np.float64)


@dataclass(frozen=True, eq=False)
class _Pair:
    """Two recordings that are laid over each other."""

    new: Listened
    new_bits: Bits
    bits: Bits
    sounds: Bits

    def overlap(self, shift: int) -> tuple[Places, Places]:
        """Return the words and the frames that meet when the new one begins ``shift`` later."""
        words = np.arange(len(self.bits))
        frames = words * FRAMES_PER_WORD + shift
        inside = (frames >= 0) & (frames < len(self.new_bits))
        words, frames = words[inside], frames[inside]
        heard = self.sounds[words] & self.new.sounds[frames]
        return words[heard], frames[heard]

    def cost(self, shift: int) -> float:
        """Return the share of bits that differ; 1 where hardly anything meets."""
        words, frames = self.overlap(shift)
        if len(words) < _HEARD_AT_LEAST_SECONDS * WORD_RATE_HZ:
            return 1.0
        return float(np.mean(np.logical_xor(self.bits[words], self.new_bits[frames])))
