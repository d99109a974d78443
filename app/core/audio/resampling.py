"""Change the sample rate and the number of channels of audio that comes in blocks."""

from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from app.core.errors import InvalidInput
from app.core.units import Audio

_HALF_POWER: Final = 0.5**0.5
_MONO, _STEREO = 1, 2

_SPEAKERS: Final = {
    3: "LRC",
    4: "LRlr",
    5: "LRClr",
    6: "LRC.lr",
    7: "LRC.Blr",
    8: "LRC.lrlr",
}
"""Order of speakers in WAV: left, right, centre, low effects, back, and surround in lower case."""

_LEFT: Final = {
    "L": 1.0,
    "R": 0.0,
    "C": _HALF_POWER,
    "B": 0.5,
    ".": 0.0,
    "l": _HALF_POWER,
    "r": 0.0,
}
_RIGHT: Final = _LEFT | {"L": 0.0, "R": 1.0, "l": 0.0, "r": _HALF_POWER}


def change_channels(blocks: Iterator[Audio], *, before: int, after: int) -> Iterator[Audio]:
    """Yield blocks with ``after`` channels; ``before`` and ``after`` may be equal.

    One becomes two by doubling, two become one by their mean.  Three to eight become two by the
    weights of ITU-R BS.775 without the effects channel, scaled so that nothing can clip.

    Raises:
        InvalidInput: if ``after`` is neither 1, 2 nor ``before``.
    """
    if after == before:
        return blocks
    matrix = _mixing_matrix(before, after)
    return (matrix @ block for block in blocks)


def change_rate(
    blocks: Iterator[Audio], *, before_hz: int, after_hz: int, channels: int
) -> Iterator[Audio]:
    """Yield blocks at ``after_hz``, ``round(samples * after_hz / before_hz)`` samples in all.

    Source: the SoX resampler at very high quality (``soxr``), linear phase, its delay removed.
    """
    if before_hz == after_hz:
        return blocks
    return _resampled(blocks, before_hz, after_hz, channels)


def _resampled(
    blocks: Iterator[Audio], before_hz: int, after_hz: int, channels: int
) -> Iterator[Audio]:
    import soxr

    resampler = soxr.ResampleStream(before_hz, after_hz, channels, dtype="float32", quality="VHQ")
    for block in blocks:
        resampled = resampler.resample_chunk(np.ascontiguousarray(block.T))
        if len(resampled):
            yield np.ascontiguousarray(resampled.T)
    rest = resampler.resample_chunk(np.zeros((0, channels), np.float32), last=True)
    if len(rest):
        yield np.ascontiguousarray(rest.T)


def _mixing_matrix(before: int, after: int) -> npt.NDArray[np.float32]:
    """Return the weights, shape ``(after, before)``."""
    if after == _STEREO and before == _MONO:
        return np.ones((2, 1), np.float32)
    if after == _STEREO and before in _SPEAKERS:
        return _stereo_matrix(_SPEAKERS[before])
    if after == _MONO and before == _STEREO:
        return np.full((1, 2), 0.5, np.float32)
    if after == _MONO and before in _SPEAKERS:
        return _stereo_matrix(_SPEAKERS[before]).mean(axis=0, keepdims=True)
    raise InvalidInput(f"Audio of {before} channels cannot be mixed to {after}; ask for 1 or 2.")


def _stereo_matrix(speakers: str) -> npt.NDArray[np.float32]:
    weights = np.array([[side[speaker] for speaker in speakers] for side in (_LEFT, _RIGHT)])
    return (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
