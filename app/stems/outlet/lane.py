"""One stem on its way to the disk: heard and drawn at once, packed as far as it has no gap."""

from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from app.core import audio
from app.core.units import Audio
from app.core.workplace import refusals_of
from app.stems.live import Interleaved, LiveShape, LiveWriter, Patches
from app.stems.rules.pyramid import (
    BANDS,
    FACTOR,
    HEADER_BYTES,
    HOP_SAMPLES,
    LEVELS,
    Columns,
    Prism,
    coarsen,
    count_columns,
    render_header,
)
from app.stems.rules.summing import steps_to_audio

_BITS = 24
_READ_FRAMES = 1 << 17


class Lane:
    """The files of one stem: live sound and picture, and at the end its FLAC and its pyramid."""

    def __init__(
        self, path: Path, *, place: int, shape: LiveShape, live: LiveWriter, prism: Prism
    ) -> None:
        self._path = path
        self._place = place
        self._shape = shape
        self._live = live
        self._prism = prism
        self._packed_frames = 0
        self._picture = _Picture(path.with_suffix(".peaks"), shape)
        self._flac = audio.FlacWriter(
            path, rate_hz=shape.rate_hz, channels=shape.channels, bits=_BITS
        )

    def __enter__(self) -> Self:
        """Create the files under temporary names.

        Raises:
            StorageFailed: if the disk refuses.
        """
        self._picture.open()
        try:
            self._flac.__enter__()
        except BaseException:
            self._picture.discard()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the files their names, or remove them after an error.

        Raises:
            StorageFailed: if the disk refuses.
        """
        try:
            self._flac.__exit__(kind, error, trace)
            if error is None:
                self._picture.publish()
        finally:
            self._picture.discard()

    def hear(self, start: int, samples: Interleaved) -> None:
        """Write samples where listeners find them, and draw what lies around them anew."""
        self._live.write(self._place, start, samples)
        size, reach = self._prism.block_frames, self._prism.reach_frames
        first = max(0, start - reach) // size
        blocks = -(-min(start + len(samples) + reach, self._shape.frames) // size) - first
        columns = self._prism.draw(self._look(first * size - reach, blocks * size + 2 * reach))
        self._picture.draw(first * size // HOP_SAMPLES, columns)
        coarse = coarsen(columns)
        at = first * size // (HOP_SAMPLES * FACTOR)
        room = count_columns(self._shape.frames, level=1) - at
        self._live.draw(self._place, at, coarse[:room])

    def pack(self, start: int, samples: Interleaved, *, gapless_end: int) -> None:
        """Append to the FLAC what has no gap before it; what came early is read back."""
        if start == self._packed_frames:
            self._flac.write_steps(samples)
            self._packed_frames += len(samples)
        while self._packed_frames < gapless_end:
            end = min(self._packed_frames + _READ_FRAMES, gapless_end)
            self._flac.write_steps(self._live.read(self._place, self._packed_frames, end))
            self._packed_frames = end

    def remove(self) -> None:
        """Take away what has its name already, because another stem did not come so far."""
        for path in (self._path, self._path.with_suffix(".peaks")):
            with suppress(OSError):
                path.unlink()

    def _look(self, start: int, frames: int) -> Audio:
        """Return what is written from ``start`` on, zeros elsewhere, ``(channels, frames)``."""
        first, last = max(start, 0), min(start + frames, self._shape.frames)
        sound = np.zeros((self._shape.channels, frames), np.float32)
        there = self._live.read(self._place, first, last)
        sound[:, first - start : last - start] = steps_to_audio(there.T)
        return sound


class _Picture:
    """A pyramid on the disk, its finest level drawn in any order."""

    def __init__(self, path: Path, shape: LiveShape) -> None:
        self._path = path
        self._file = Patches(path.with_name(f"{path.name}.part"))
        self._rate_hz = shape.rate_hz
        self._count = count_columns(shape.frames)

    def open(self) -> None:
        """Create the file under its temporary name."""
        with refusals_of(self._path.parent):
            self._file.path.unlink(missing_ok=True)
            self._file.__enter__()
            header = render_header(self._rate_hz, self._count)
            self._file.write(np.frombuffer(header, np.uint8), 0)

    def draw(self, start: int, columns: Columns) -> None:
        """Write columns from ``start`` on; those after the end are left out."""
        with refusals_of(self._path.parent):
            self._file.write(columns[: self._count - start], HEADER_BYTES + start * BANDS)

    def publish(self) -> None:
        """Write the coarser levels, and give the file its name."""
        with refusals_of(self._path.parent):
            content = self._file.read(self._count * BANDS, HEADER_BYTES)
            columns, at = np.frombuffer(content, np.uint8).reshape(-1, BANDS), HEADER_BYTES
            for _ in range(1, LEVELS):
                at += columns.size
                columns = coarsen(columns)
                self._file.write(columns, at)
            self._file.path.replace(self._path)

    def discard(self) -> None:
        """Close the file, and remove it if it has no name yet."""
        self._file.close()
        with suppress(OSError):
            self._file.path.unlink(missing_ok=True)
