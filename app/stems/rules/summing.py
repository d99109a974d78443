"""How stems are made to add up: the 24-bit grid, full scale, and what is left over."""

import math
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from app.core.units import SILENCE_DB, Audio

Number = TypeVar("Number", np.int32, np.float32)

FULL_SCALE = 1 << 23
"""Steps of the 24-bit grid between silence and full scale."""

LOUDEST = 4.0
"""Times full scale that a float mix may reach, which is what four stems of a file can hold."""

Steps = npt.NDArray[np.int32]
"""Samples counted in steps of the 24-bit grid, shape ``(..., samples)``."""


def audio_to_steps(audio: npt.NDArray[np.float32]) -> Steps:
    """Return float samples on the 24-bit grid; 16- and 24-bit sources lie on it already.

    What is louder than :data:`LOUDEST` is no music, and is clipped there.
    """
    return np.rint(np.clip(audio, -LOUDEST, LOUDEST) * np.float32(FULL_SCALE)).astype(np.int32)


def steps_to_audio(steps: Steps) -> npt.NDArray[np.float32]:
    """Return steps as floats; exact, because a float holds 24 bits and a sign."""
    return steps.astype(np.float32) / np.float32(FULL_SCALE)


def complete_steps(mix: Steps, parts: Steps) -> Steps:
    """Return ``parts`` and one more, the rest of ``mix``, so that all of them add up exactly.

    Args:
        mix: the steps to add up to, shape ``(channels, samples)``.
        parts: all stems but the last, shape ``(stems, channels, samples)``.
    """
    rest = mix - parts.sum(axis=0, dtype=np.int32)
    stems = np.concatenate([parts, rest[None]])
    return share_overload(stems, np.int32(-FULL_SCALE), np.int32(FULL_SCALE - 1))


def fit_full_scale(stems: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return float stems that fit a 24-bit file and have the same sum, sample by sample.

    A separated stem may be louder than the mix it came from, and a file of whole numbers would
    clip it. Scaling the whole song would need a second pass and change every level.
    """
    highest = np.float32(1 - 1 / FULL_SCALE)
    if float(np.abs(stems).max(initial=0.0)) <= highest:
        return stems
    return share_overload(stems, np.float32(-1), highest)


def share_overload(
    stems: npt.NDArray[Number], lowest: Number, highest: Number
) -> npt.NDArray[Number]:
    """Cut every stem to ``lowest..highest`` and hand what was cut to the stems that have room.

    The sum stays what it was as long as it fits all stems together, which for four stems means up
    to four times full scale. Only the few samples beyond full scale change at all.
    """
    fitted = np.clip(stems, lowest, highest)
    left = (stems - fitted).sum(axis=0)
    if not left.any():
        return fitted
    for stem in fitted:
        moved = np.clip(stem + left, lowest, highest)
        left -= moved - stem
        stem[...] = moved
    return fitted


class Residual:
    """What is missing between the sum of the stems and the mix, measured as they stream by."""

    def __init__(self) -> None:
        self._mix_energy = 0.0
        self._rest_energy = 0.0
        self._samples = 0

    def add(self, mix: Audio, stems: npt.NDArray[np.float32]) -> None:
        """Count a span: ``mix`` is ``(channels, samples)``, ``stems`` one axis more in front."""
        rest = stems.sum(axis=0, dtype=np.float64) - mix
        self._rest_energy += float(np.square(rest).sum())
        self._mix_energy += float(np.square(mix, dtype=np.float64).sum())
        self._samples += mix.size

    @property
    def level_db(self) -> float:
        """Return the energy of the rest relative to the mix, never below ``SILENCE_DB``.

        For a silent mix there is no relation: then it is relative to full scale.
        """
        reference = self._mix_energy or float(max(self._samples, 1))
        if not self._rest_energy:
            return SILENCE_DB
        return max(10 * math.log10(self._rest_energy / reference), SILENCE_DB)
