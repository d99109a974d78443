"""A recording decoded once, at an engine's rate and channels, to be read anywhere in any order."""

import math
import os
import tempfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from app.core import audio
from app.core.errors import StorageFailed, UnusableAudio
from app.core.units import Audio
from app.core.workplace import DISK_ERRORS

_SAMPLE_BYTES = 4
_BLOCK_SECONDS = 10.0


@dataclass(frozen=True)
class Level:
    """Mean and spread of the mono mix of a whole recording, by which Demucs normalises it."""

    mean: float
    spread: float
    samples: int


class Recording:
    """Decoded audio in a file that has no name, so that nothing is left whatever happens.

    It is read and not mapped: the pages of a mapped file would count as memory of this process.
    """

    def __init__(self, file: IO[bytes], *, channels: int, level: Level) -> None:
        self.channels = channels
        self.level = level
        self._descriptor = file.fileno()

    @property
    def frames(self) -> int:
        """Return the length, in samples of each channel."""
        return self.level.samples

    def read(self, start: int, end: int) -> Audio:
        """Return the frames ``start..end``, shape ``(channels, end - start)``, zeros outside."""
        inside = self._read_inside(start, end)
        return self._pad(inside, start, end)

    def read_normal(self, start: int, end: int) -> Audio:
        """Return what :meth:`read` does with mean 0 and spread 1, and the zeros outside kept."""
        inside = self._read_inside(start, end)
        inside -= np.float32(self.level.mean)
        inside /= np.float32(self.level.spread)
        return self._pad(inside, start, end)

    def _read_inside(self, start: int, end: int) -> Audio:
        first, last = min(max(start, 0), self.frames), min(max(end, 0), self.frames)
        frame_bytes = self.channels * _SAMPLE_BYTES
        wanted = max(last - first, 0) * frame_bytes
        content = b""
        while len(content) < wanted:  # one call reads at most two gigabytes
            at = first * frame_bytes + len(content)
            part = os.pread(self._descriptor, wanted - len(content), at)
            if not part:
                raise StorageFailed("The decoded recording is gone from the disk. Try again.")
            content = content + part if content else part
        interleaved = np.frombuffer(content, np.float32).reshape(-1, self.channels)
        return interleaved.T.copy()

    def _pad(self, inside: Audio, start: int, end: int) -> Audio:
        if inside.shape[1] == end - start:
            return inside
        before = min(max(-start, 0), end - start)
        after = end - start - inside.shape[1] - before
        return np.pad(inside, ((0, 0), (before, after)))


@contextmanager
def recorded(
    source: Path, *, name: str, folder: Path, rate_hz: int, channels: int
) -> Generator[Recording]:
    """Decode ``source`` into a nameless file in ``folder``, measuring its level on the way.

    Raises:
        UnusableAudio: if it is no audio, or holds none.
        NotFound: if there is no such file.
        Unavailable: if it needs ffmpeg and there is none.
        StorageFailed: if the disk refuses.
    """
    with _nameless_file(folder) as file:
        blocks = audio.stream(
            source, name=name, rate_hz=rate_hz, channels=channels, block_seconds=_BLOCK_SECONDS
        )
        level = measure_level(_keep(blocks, file))
        if not level.samples:
            raise UnusableAudio(f"'{name}' holds no sound. Choose another file.")
        yield Recording(file, channels=channels, level=level)


def measure_level(blocks: Iterable[Audio]) -> Level:
    """Return the level of a stream, as ``demucs.api.Separator`` takes it from the whole."""
    samples, total, squares = 0, 0.0, 0.0
    for block in blocks:
        mono = block.mean(axis=0, dtype=np.float64)
        samples += len(mono)
        total += float(mono.sum())
        squares += float(np.square(mono).sum())
    mean = total / max(samples, 1)
    variance = max(squares - samples * mean * mean, 0.0) / max(samples - 1, 1)
    return Level(mean, math.sqrt(variance) + 1e-8, samples)


def _keep(blocks: Iterator[Audio], file: IO[bytes]) -> Iterator[Audio]:
    for block in blocks:
        try:
            file.write(np.ascontiguousarray(block.T, np.float32).data)
            file.flush()
        except OSError as error:
            raise _refused(error) from error
        yield block


@contextmanager
def _nameless_file(folder: Path) -> Generator[IO[bytes]]:
    try:
        file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  — it is closed below
    except OSError as error:
        raise _refused(error) from error
    with file:
        yield file


def _refused(error: OSError) -> StorageFailed:
    reason = DISK_ERRORS.get(error.errno or 0)
    if reason:
        return StorageFailed(f"The disk {reason}, then try again.")
    return StorageFailed(f"The decoded recording cannot be written: {error.strerror or error}.")
