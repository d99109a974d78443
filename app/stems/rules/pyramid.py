"""Waveform pyramids: peaks of three bands and of all, from fine to coarse, as one small file.

Little-endian.  A header of 32 bytes: magic ``SFPK``, then seven uint32: version, sample rate in Hz,
hop in samples of the finest level, number of levels, factor between levels, bands, columns of the
finest level.  Then the levels, finest first; a level has ``ceil(columns / factor)`` columns of the
one before.  A column is a uint8 per band (all, low, mid, high): 255 times the square root of the
peak, so that quiet music is seen.
"""

import struct
from typing import Final, cast

import numpy as np
import numpy.typing as npt

from app.core.units import Audio

MAGIC: Final = b"SFPK"
VERSION: Final = 1
HOP_SAMPLES: Final = 72
LEVELS: Final = 5
FACTOR: Final = 4
BANDS: Final = 4
CROSSOVERS_HZ: Final = (200.0, 2500.0)
"""Where the equalizer divides too, so that the picture shows what a kill removes."""

_ORDER: Final = 4

Columns = npt.NDArray[np.uint8]
"""Peaks, shape ``(columns, BANDS)``, 0..255."""


class PyramidBuilder:
    """Takes audio in blocks of any size and gives the pyramid at the end, in bounded memory."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._filters = _design(rate_hz)
        self._states: list[npt.NDArray[np.float64] | None] = [None] * len(self._filters)
        self._rest: npt.NDArray[np.float32] | None = None
        self._columns: list[Columns] = []

    def add(self, block: Audio) -> None:
        """Hear the next samples, ``(channels, samples)``."""
        bands = np.stack([block, *self._split(block)])
        peaks = np.abs(bands).max(axis=1)
        if self._rest is not None:
            peaks = np.concatenate([self._rest, peaks], axis=1)
        whole = peaks.shape[1] // HOP_SAMPLES * HOP_SAMPLES
        self._rest = peaks[:, whole:]
        if whole:
            self._columns.append(_to_columns(peaks[:, :whole]))

    def render(self) -> bytes:
        """Return the file's bytes."""
        columns = self._finish()
        fields = (VERSION, self._rate_hz, HOP_SAMPLES, LEVELS, FACTOR, BANDS, len(columns))
        parts = [MAGIC, struct.pack("<7I", *fields)]
        for _ in range(LEVELS):
            parts.append(columns.tobytes())
            columns = coarsen(columns)
        return b"".join(parts)

    def _split(self, block: Audio) -> list[Audio]:
        from scipy.signal import sosfilt  # pyright: ignore[reportUnknownVariableType]  — untyped

        split: list[Audio] = []
        for place, sections in enumerate(self._filters):
            state = self._states[place]
            if state is None:
                state = np.zeros((len(sections), block.shape[0], 2))
            heard, self._states[place] = cast(
                "tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]",
                sosfilt(sections, block, axis=-1, zi=state),
            )
            split.append(heard.astype(np.float32))
        return split

    def _finish(self) -> Columns:
        rest = self._rest
        if rest is not None and rest.shape[1]:
            padding = HOP_SAMPLES - rest.shape[1]
            self._columns.append(_to_columns(np.pad(rest, ((0, 0), (0, padding)))))
            self._rest = None
        return np.concatenate(self._columns) if self._columns else np.zeros((0, BANDS), np.uint8)


def coarsen(columns: Columns) -> Columns:
    """Return the next level: the highest of every ``FACTOR`` columns, of the last ones fewer."""
    padding = -len(columns) % FACTOR
    padded = np.pad(columns, ((0, padding), (0, 0)))
    return padded.reshape(-1, FACTOR, BANDS).max(axis=1)


def _to_columns(peaks: npt.NDArray[np.float32]) -> Columns:
    highest = peaks.reshape(BANDS, -1, HOP_SAMPLES).max(axis=2)
    return np.ceil(np.sqrt(np.minimum(highest, 1.0)) * 255 - 1e-3).astype(np.uint8).T


def _design(rate_hz: int) -> list[npt.NDArray[np.float64]]:
    """Return Butterworth filters for low, mid and high; a band above hearing stays silent."""
    from scipy.signal import butter  # pyright: ignore[reportUnknownVariableType]  — untyped

    low, high = (min(edge, rate_hz * 0.45) for edge in CROSSOVERS_HZ)
    shapes = ((low, "lowpass"), ((low, high), "bandpass"), (high, "highpass"))
    return [
        cast("npt.NDArray[np.float64]", butter(_ORDER, edge, kind, fs=rate_hz, output="sos"))
        for edge, kind in shapes
    ]
