"""Write FLAC files that appear whole or not at all."""

import errno
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Final, Self, TypeVar, cast

import numpy as np
import numpy.typing as npt

from app.core.audio.formats import MAX_CHANNELS
from app.core.errors import InvalidInput, StorageFailed
from app.core.units import Audio

if TYPE_CHECKING:
    import soundfile

Result = TypeVar("Result")

_SUBTYPES: Final = {16: "PCM_16", 24: "PCM_24"}
_REASONS: Final = {
    errno.ENOSPC: "the disk is full; free some space and try again",
    errno.EDQUOT: "your quota on this disk is used up; free some space and try again",
    errno.EFBIG: "the file would be larger than the system allows; raise the limit and try again",
    errno.EROFS: "the disk is read-only; mount it for writing or choose another folder",
    errno.EACCES: "writing there is not permitted; give this user the right or choose another",
    errno.EPERM: "writing there is not permitted; give this user the right or choose another",
    errno.ENOENT: "the folder does not exist; create it and try again",
    errno.ENOTDIR: "it is not a folder; choose another place",
}


class FlacWriter:
    """Write blocks of audio into a FLAC file, as a context manager.

    The file is written as ``<name>.part`` beside its final name and renamed when all of it is on
    the disk; after an error nothing is left.  Samples are rounded to the file's own grid, so that
    what was read from a file of as many bits is written back without a change; samples outside
    [-1, 1] are clipped and counted in ``clipped_samples``.
    """

    def __init__(self, path: Path, *, rate_hz: int, channels: int, bits: int = 24) -> None:
        if bits not in _SUBTYPES:
            raise InvalidInput(f"A FLAC file of {bits} bits is not offered; choose 16 or 24.")
        if not 1 <= channels <= MAX_CHANNELS:
            raise InvalidInput(f"A FLAC file takes 1 to {MAX_CHANNELS} channels, not {channels}.")
        self.clipped_samples = 0
        self._path = path
        self._part = path.with_name(f"{path.name}.part")
        self._rate_hz, self._channels, self._bits = rate_hz, channels, bits

    def __enter__(self) -> Self:
        """Create the partial file.

        Raises:
            StorageFailed: if the disk refuses.
        """
        try:
            self._disk = _Disk(self._part)
        except OSError as error:
            raise self._failure(error) from error
        try:
            self._encoder = self._open_encoder()
        except BaseException:
            self._discard()
            raise
        return self

    def write(self, audio: Audio) -> None:
        """Append a block, shape ``(channels, samples)``.

        Raises:
            StorageFailed: if the disk refuses.
            InvalidInput: if the shape is wrong or a sample is no number.
        """
        if audio.ndim != 2 or len(audio) != self._channels or not np.isfinite(audio).all():  # noqa: PLR2004  — (channels, samples)
            raise InvalidInput(
                f"'{self._path.name}' takes blocks of {self._channels} channels of finite numbers."
            )
        self._guarded(lambda: self._encoder.write(self._quantise(audio).T))

    def write_steps(self, steps: npt.NDArray[np.int32]) -> None:
        """Append whole numbers on the file's own grid, shape ``(samples, channels)``.

        Raises:
            StorageFailed: if the disk refuses.
        """
        self._guarded(lambda: self._encoder.write(steps << np.int32(32 - self._bits)))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Finish the file and give it its name, or remove it after an error.

        Raises:
            StorageFailed: if the disk refuses.
        """
        try:
            if error is None:
                self._guarded(self._encoder.close)
                self._publish()
        finally:
            self._discard()

    def tag(self, *, title: str, artist: str) -> None:
        """Write who made what into the file; call it before the first block."""
        self._encoder.title = title
        self._encoder.artist = artist

    def _open_encoder(self) -> "soundfile.SoundFile":
        import soundfile

        return self._guarded(
            lambda: soundfile.SoundFile(
                cast("BinaryIO", self._disk),  # the few methods that libsndfile asks for
                "w",
                samplerate=self._rate_hz,
                channels=self._channels,
                format="FLAC",
                subtype=_SUBTYPES[self._bits],
            )
        )

    def _quantise(self, audio: Audio) -> npt.NDArray[np.int32]:
        """Return the samples as integers of the file's width, in the upper bits of 32."""
        scale = np.float32(1 << (self._bits - 1))
        steps = np.rint(audio * scale)
        limited = np.clip(steps, -scale, scale - 1)
        self.clipped_samples += int(np.count_nonzero(limited != steps))
        return limited.astype(np.int32) << np.int32(32 - self._bits)

    def _guarded(self, action: Callable[[], Result]) -> Result:
        """Do something with libsndfile, which swallows the reason when the disk refuses."""
        from soundfile import SoundFileError

        try:
            result = action()
        except (SoundFileError, AssertionError) as error:
            raise self._failure(self._disk.error) from error
        if self._disk.error is not None:
            raise self._failure(self._disk.error)
        return result

    def _publish(self) -> None:
        try:
            self._disk.finish()
            self._part.replace(self._path)
            _sync_folder(self._path.parent)
        except OSError as error:
            raise self._failure(error) from error

    def _discard(self) -> None:
        """Close everything and remove the partial file, whatever has happened to it."""
        from soundfile import SoundFileError

        if hasattr(self, "_encoder"):
            with suppress(SoundFileError):
                self._encoder.close()
        with suppress(OSError):
            self._disk.close()
        with suppress(OSError):
            self._part.unlink(missing_ok=True)

    def _failure(self, error: OSError | None) -> StorageFailed:
        number = error.errno if error is not None and error.errno is not None else 0
        reason = _REASONS.get(number, "the disk did not take it; check the disk and try again")
        return StorageFailed(
            f"'{self._path.name}' cannot be written to {self._path.parent}: {reason}."
        )


def write_flac(path: Path, audio: Audio, rate_hz: int, bits: int = 24) -> None:
    """Write all of ``audio``, shape ``(channels, samples)``, into a FLAC file; see `FlacWriter`.

    Raises:
        StorageFailed: if the disk refuses.
        InvalidInput: if a sample is no number or the width is not offered.
    """
    with FlacWriter(path, rate_hz=rate_hz, channels=len(audio), bits=bits) as writer:
        for start in range(0, audio.shape[1], rate_hz):
            writer.write(audio[:, start : start + rate_hz])


class _Disk:
    """The partial file as libsndfile sees it; keeps the reason of the first refusal."""

    def __init__(self, path: Path) -> None:
        self.error: OSError | None = None
        self._file = path.open("w+b", buffering=0)

    def write(self, data: bytes) -> int:
        """Write all of ``data`` or none; libsndfile takes a short count for a failure."""
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            self.error = self.error or error
            return 0
        return len(data)

    def read(self, size: int = -1) -> bytes:
        """Read back, as libsndfile does when it rewrites a header."""
        return self._file.read(size) or b""

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move to a position."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return the position."""
        return self._file.tell()

    def finish(self) -> None:
        """Close the file after all of it is on the disk."""
        os.fsync(self._file.fileno())
        self._file.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _sync_folder(folder: Path) -> None:
    """Make a rename survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
