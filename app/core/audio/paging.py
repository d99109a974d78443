"""Cut pages of PCM out of lossless files, at any place, for players that fetch what they need."""

import threading
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from app.core.errors import NotFound, UnusableAudio

if TYPE_CHECKING:
    import soundfile

SEEKABLE: Final = frozenset({"flac", "wav", "aiff", "caf"})
"""Containers that libsndfile seeks in to the sample; in others a page could be off by a few ms."""

_STEPS: Final = 1 << 15


@dataclass(frozen=True)
class PcmShape:
    """How long a file is, how fast and how wide."""

    frames: int
    rate_hz: int
    channels: int


def read_shape(path: Path) -> PcmShape:
    """Return the shape of a file in a seekable container.

    Raises:
        NotFound: if there is no such file.
        UnusableAudio: if it cannot be read.
    """
    with _open_file(path) as file:
        return PcmShape(frames=file.frames, rate_hz=file.samplerate, channels=file.channels)


@dataclass
class _Opened:
    file: "soundfile.SoundFile"
    used_seconds: float
    lock: threading.Lock = field(default_factory=threading.Lock)


class PageCutter:
    """Cuts pages and keeps the files it cut last open, bounded in number and in age."""

    def __init__(self, *, most_files: int = 32, idle_seconds: float = 30.0) -> None:
        self._most_files = most_files
        self._idle_seconds = idle_seconds
        self._opened: OrderedDict[Path, _Opened] = OrderedDict()
        self._lock = threading.Lock()

    def shape(self, path: Path) -> PcmShape:
        """Return the shape of a file.

        Raises:
            NotFound: if there is no such file.
            UnusableAudio: if it cannot be read.
        """
        file = self._open(path).file
        return PcmShape(frames=file.frames, rate_hz=file.samplerate, channels=file.channels)

    def cut(self, path: Path, index: int, *, page_frames: int) -> bytes:
        """Return page ``index`` as interleaved little-endian int16; the last one is short.

        Raises:
            NotFound: if there is no such page or file.
            UnusableAudio: if it cannot be read.
        """
        opened = self._open(path)
        with opened.lock:
            start = index * page_frames
            if index < 0 or start >= opened.file.frames:
                raise NotFound("The track is not that long; there is no such page.")
            samples = _read(opened.file, start, min(page_frames, opened.file.frames - start))
        steps = np.clip(np.rint(samples * _STEPS), -_STEPS, _STEPS - 1)
        return steps.astype("<i2").tobytes()

    def _open(self, path: Path) -> _Opened:
        now = monotonic()
        with self._lock:
            self._tidy(now)
            opened = self._opened.get(path)
            if opened is None:
                opened = self._opened[path] = _Opened(_open_file(path), now)
            opened.used_seconds = now
            self._opened.move_to_end(path)
        return opened

    def _tidy(self, now: float) -> None:
        for path, opened in list(self._opened.items()):
            is_old = now - opened.used_seconds > self._idle_seconds
            if is_old or len(self._opened) > self._most_files:
                self._drop(path)

    def _drop(self, path: Path) -> None:
        """Forget a file; whoever is reading it right now closes it by letting go of it."""
        opened = self._opened.pop(path)
        if opened.lock.acquire(blocking=False):
            with suppress(RuntimeError):
                opened.file.close()


def _open_file(path: Path) -> "soundfile.SoundFile":
    import soundfile

    try:
        return soundfile.SoundFile(str(path))
    except (soundfile.SoundFileError, TypeError) as error:
        if not path.is_file():
            raise NotFound("This audio is no longer in the storage. Import it again.") from error
        raise UnusableAudio("This audio is damaged in the storage. Import it again.") from error


def _read(file: "soundfile.SoundFile", start: int, frames: int) -> npt.NDArray[np.float32]:
    import soundfile

    try:
        file.seek(start)
        samples = np.empty((frames, file.channels), np.float32)
        got = len(file.read(out=samples))
    except soundfile.SoundFileError as error:
        raise UnusableAudio("This audio is damaged in the storage. Import it again.") from error
    if got != frames:
        raise UnusableAudio("This audio is cut short in the storage. Import it again.")
    return samples
