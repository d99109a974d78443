"""A file of numbers that is written in patches, in any order, and read at any place."""

import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt


class Patches:
    """The file, as a context manager; what was never written reads as zeros and takes no room.

    The operating system's refusals come as they are.
    """

    def __init__(self, path: Path, *, size_bytes: int = 0) -> None:
        self.path = path
        self._size_bytes = size_bytes
        self._descriptor = -1

    def __enter__(self) -> Self:
        """Create the file, which must not be there yet."""
        self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
        try:
            os.truncate(self._descriptor, self._size_bytes)
        except OSError:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file; doing so twice does no harm."""
        if self._descriptor >= 0:
            with suppress(OSError):
                os.close(self._descriptor)
        self._descriptor = -1

    def write(self, numbers: npt.NDArray[Any], at: int) -> None:
        """Write all of ``numbers``, little-endian, from byte ``at`` on."""
        whole = np.ascontiguousarray(numbers, numbers.dtype.newbyteorder("<"))
        rest = whole.reshape(-1).view(np.uint8).data
        while rest:  # one call writes at most two gigabytes, or what fits the disk
            done = os.pwrite(self._descriptor, rest, at)
            rest, at = rest[done:], at + done

    def read(self, size_bytes: int, at: int) -> bytes:
        """Return so many bytes from byte ``at`` on, zeros after the end."""
        return read_all(self._descriptor, size_bytes, at)


def read_part(path: Path, size_bytes: int, at: int) -> bytes:
    """Return so many bytes of somebody else's file from byte ``at`` on, zeros after the end.

    Raises:
        FileNotFoundError: if there is no such file.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return read_all(descriptor, size_bytes, at)
    finally:
        os.close(descriptor)


def read_all(descriptor: int, size_bytes: int, at: int) -> bytes:
    """Return so many bytes of an open file, zeros after its end."""
    content = b""
    while len(content) < size_bytes:
        part = os.pread(descriptor, size_bytes - len(content), at + len(content))
        if not part:
            return content + bytes(size_bytes - len(content))
        content = content + part if content else part
    return content
