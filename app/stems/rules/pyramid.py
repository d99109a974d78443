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
HEADER_BYTES: Final = 32
CROSSOVERS_HZ: Final = (200.0, 2500.0)
"""Where the equalizer divides too, so that the picture shows what a kill removes."""

_SLOPE: Final = 8
"""Exponent of a Butterworth filter of the fourth order, 24 dB per octave."""

_BLOCK_FRAMES: Final = 25 * HOP_SAMPLES * FACTOR
_REACH_FRAMES: Final = 496
_TRANSFORM_FRAMES: Final = _BLOCK_FRAMES + 2 * _REACH_FRAMES
_USUAL_HZ: Final = 44_100

# A low band needs fewer samples than the sound it comes from to show its peaks.
_THINNED: Final = (8, 2, 1)
_BLOCKS_AT_A_TIME: Final = 16

Columns = npt.NDArray[np.uint8]
"""Peaks, shape ``(columns, BANDS)``, 0..255."""


class Prism:
    """Splits sound into bands and draws their peaks, block by block.

    Blocks lie on a grid of ``block_frames``; to draw one, ``reach_frames`` more are looked at on
    either side.  A block's picture depends on nothing else, so the order of blocks is free.
    The filters have linear phase: what is loud in a band is drawn where it is heard.
    """

    def __init__(self, rate_hz: int) -> None:
        scale = 1 << max(0, round(np.log2(rate_hz / _USUAL_HZ)))
        self.block_frames = _BLOCK_FRAMES * scale
        self.reach_frames = _REACH_FRAMES * scale
        self._transform_frames = _TRANSFORM_FRAMES * scale
        self._responses = _design(rate_hz, self._transform_frames, self.reach_frames)

    def draw(self, sound: Audio) -> Columns:
        """Return the finest columns of whole blocks that lie between two reaches of ``sound``."""
        blocks = (sound.shape[1] - 2 * self.reach_frames) // self.block_frames
        per_block = self.block_frames // HOP_SAMPLES
        peaks = np.zeros((BANDS, blocks, per_block), np.float32)
        inner = sound[:, self.reach_frames : self.reach_frames + blocks * self.block_frames]
        peaks[0] = np.abs(inner).reshape(len(sound), blocks, per_block, -1).max(axis=(0, 3))
        for first in range(0, len(sound), 2):
            self._draw_bands(_pair(sound[first : first + 2]), peaks)
        return _to_columns(peaks.reshape(BANDS, -1))

    def _draw_bands(self, pair: npt.NDArray[np.complex64], peaks: npt.NDArray[np.float32]) -> None:
        from scipy.fft import fft  # pyright: ignore[reportUnknownVariableType]  — untyped

        windows = np.lib.stride_tricks.sliding_window_view(pair, self._transform_frames)
        windows = windows[:: self.block_frames]
        for start in range(0, len(windows), _BLOCKS_AT_A_TIME):
            some = slice(start, start + _BLOCKS_AT_A_TIME)
            spectra = cast("npt.NDArray[np.complex64]", fft(windows[some]))
            for band, thinned in enumerate(_THINNED):
                heard = self._hear(spectra, band, thinned)
                drawn = peaks[band + 1, some]
                np.maximum(drawn, heard, out=drawn)

    def _hear(
        self, spectra: npt.NDArray[np.complex64], band: int, thinned: int
    ) -> npt.NDArray[np.float32]:
        """Return the peaks of a band, both channels together, ``(blocks, columns)``."""
        from scipy.fft import ifft  # pyright: ignore[reportUnknownVariableType]  — untyped

        half = self._transform_frames // thinned // 2
        response = self._responses[band]
        kept = np.concatenate(
            [spectra[:, :half] * response[:half], spectra[:, -half:] * response[half:0:-1]], axis=1
        )
        sound = cast("npt.NDArray[np.complex64]", ifft(kept, overwrite_x=True))
        skip, length = self.reach_frames // thinned, self.block_frames // thinned
        inner = np.abs(sound[:, skip : skip + length].view(np.float32))
        columns = self.block_frames // HOP_SAMPLES
        return inner.reshape(len(inner), columns, -1).max(axis=2) / np.float32(thinned)


class PyramidBuilder:
    """Takes audio in blocks of any size and gives the pyramid at the end, in bounded memory."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._prism = Prism(rate_hz)
        self._waiting: Audio | None = None
        self._frames = 0
        self._columns: list[Columns] = []

    def add(self, block: Audio) -> None:
        """Hear the next samples, ``(channels, samples)``."""
        self._frames += block.shape[1]
        if self._waiting is None:
            self._waiting = np.zeros((len(block), self._prism.reach_frames), np.float32)
        self._draw(np.concatenate([self._waiting, block], axis=1))

    def render(self) -> bytes:
        """Return the file's bytes."""
        columns = self._finish()
        parts = [render_header(self._rate_hz, len(columns))]
        for _ in range(LEVELS):
            parts.append(columns.tobytes())
            columns = coarsen(columns)
        return b"".join(parts)

    def _draw(self, waiting: Audio) -> None:
        size, reach = self._prism.block_frames, self._prism.reach_frames
        blocks = max(0, (waiting.shape[1] - 2 * reach) // size)
        if blocks:
            self._columns.append(self._prism.draw(waiting[:, : blocks * size + 2 * reach]))
        self._waiting = waiting[:, blocks * size :]

    def _finish(self) -> Columns:
        if self._waiting is not None:
            padding = self._prism.block_frames + self._prism.reach_frames
            self._draw(np.pad(self._waiting, ((0, 0), (0, padding))))
        count = count_columns(self._frames)
        drawn = np.concatenate(self._columns) if self._columns else np.zeros((0, BANDS), np.uint8)
        return drawn[:count]


def count_columns(frames: int, *, level: int = 0) -> int:
    """Return how many columns a level has; 0 is the finest."""
    columns = -(-frames // HOP_SAMPLES)
    for _ in range(level):
        columns = -(-columns // FACTOR)
    return columns


def render_header(rate_hz: int, columns: int) -> bytes:
    """Return the first bytes of a pyramid whose finest level has so many columns."""
    fields = (VERSION, rate_hz, HOP_SAMPLES, LEVELS, FACTOR, BANDS, columns)
    return MAGIC + struct.pack("<7I", *fields)


def read_level(pyramid: bytes, level: int, *, start: int, end: int) -> bytes:
    """Return the columns from ``start`` to before ``end`` of a level, as far as it goes."""
    count = int(struct.unpack("<4s7I", pyramid[:HEADER_BYTES])[-1])
    at = HEADER_BYTES
    for _ in range(level):
        at, count = at + count * BANDS, -(-count // FACTOR)
    return pyramid[at + min(start, count) * BANDS : at + min(end, count) * BANDS]


def coarsen(columns: Columns) -> Columns:
    """Return the next level: the highest of every ``FACTOR`` columns, of the last ones fewer."""
    padding = -len(columns) % FACTOR
    padded = np.pad(columns, ((0, padding), (0, 0)))
    return padded.reshape(-1, FACTOR, BANDS).max(axis=1)


def _to_columns(peaks: npt.NDArray[np.float32]) -> Columns:
    return np.ceil(np.sqrt(np.minimum(peaks, 1.0)) * 255 - 1e-3).astype(np.uint8).T


def _pair(channels: Audio) -> npt.NDArray[np.complex64]:
    """Return two channels as one complex signal, which a real filter keeps apart."""
    pair = np.zeros(channels.shape[1], np.complex64)
    pair.real = channels[0]
    if len(channels) > 1:
        pair.imag = channels[1]
    return pair


def _design(rate_hz: int, transform_frames: int, reach_frames: int) -> npt.NDArray[np.float32]:
    """Return the responses of low, mid and high, ``(3, bins)``, no longer than their reach."""
    bins_hz = np.fft.rfftfreq(transform_frames, 1 / rate_hz)
    low, high = (min(edge, rate_hz * 0.45) for edge in CROSSOVERS_HZ)
    below_low, below_high = (1 / np.sqrt(1 + (bins_hz / edge) ** _SLOPE) for edge in (low, high))
    above_low, above_high = (
        np.sqrt(np.maximum(1 - below**2, 0)) for below in (below_low, below_high)
    )
    wanted = np.stack([below_low, above_low * below_high, above_high])
    taps = np.fft.irfft(wanted, transform_frames, axis=1)
    distance = np.minimum(np.arange(transform_frames), np.arange(transform_frames, 0, -1))
    window = np.where(
        distance < reach_frames, 0.5 + 0.5 * np.cos(np.pi * distance / reach_frames), 0
    )
    return np.fft.rfft(taps * window, axis=1).real.astype(np.float32)
