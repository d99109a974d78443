"""The local folders of a process: where uploads wait, where jobs work, and what the disk says."""

import errno
import hashlib
import os
import shutil
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from io import RawIOBase
from pathlib import Path
from uuid import UUID, uuid4

from app.core import clock
from app.core.errors import InvalidInput, StorageFailed
from app.core.units import bytes_to_words

DISK_ERRORS = {
    errno.ENOSPC: "is full: free some space",
    errno.EDQUOT: "has reached your quota: free some space",
    errno.EROFS: "is read-only: make it writable",
    errno.EACCES: "may not be written by this user: change its owner or its rights",
    errno.EPERM: "may not be written by this user: change its owner or its rights",
    errno.EIO: "reports read or write errors: check the disk",
}


@dataclass(frozen=True)
class Received:
    """A file that came in and waits to be imported; ``sha256`` is that of its bytes."""

    upload_id: UUID
    size_bytes: int
    sha256: str


class Workplace:
    """Arriving uploads and scratch space, on the disk of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._incoming = folder / "incoming"
        self._scratch = folder / "scratch"

    def prepare(self) -> None:
        """Create the folders.

        Raises:
            StorageFailed: if the disk refuses.
        """
        with refusals_of(self.folder):
            for folder in (self._incoming, self._scratch):
                folder.mkdir(parents=True, exist_ok=True)

    def receive(self, chunks: Iterable[bytes], *, name: str, limit_bytes: int) -> Received:
        """Write what comes in to a file of our own naming; nothing stays if it breaks off.

        Raises:
            InvalidInput: if it is larger than ``limit_bytes``.
            StorageFailed: if the disk refuses.
        """
        upload_id = uuid4()
        file = self.upload(upload_id)
        digest = hashlib.sha256()
        size_bytes = 0
        try:
            with self._created(file) as sink:
                for chunk in chunks:  # what goes wrong in here is the sender's, not the disk's
                    size_bytes += len(chunk)
                    check_size(size_bytes, name=name, limit_bytes=limit_bytes)
                    digest.update(chunk)
                    with refusals_of(self.folder):
                        _write_all(sink, chunk)
                with refusals_of(self.folder):
                    os.fsync(sink.fileno())
        except BaseException:
            with suppress(OSError):  # the disk went read-only meanwhile
                file.unlink(missing_ok=True)
            raise
        return Received(upload_id, size_bytes, digest.hexdigest())

    def upload(self, upload_id: UUID) -> Path:
        """Return where an upload lies until it is imported."""
        return self._incoming / str(upload_id)

    def scratch(self, job_id: UUID, *, attempt: int = 1) -> Path:
        """Return an empty folder for one attempt at a job, on the same disk as the media.

        What earlier attempts left goes; one that is still at work somewhere finds its folder gone.
        """
        folder = self.scratch_of(job_id, attempt=attempt)
        with refusals_of(self.folder):
            shutil.rmtree(folder.parent, ignore_errors=True)
            folder.mkdir(parents=True)
        return folder

    def scratch_of(self, job_id: UUID, *, attempt: int = 1) -> Path:
        """Return where a job's work lies while it runs, in whatever process; it may be gone."""
        return self._scratch / str(job_id) / str(attempt)

    def drop_scratch(self, job_id: UUID, *, attempt: int = 1) -> None:
        """Remove the folder of one attempt and everything in it, and none of a later attempt."""
        folder = self.scratch_of(job_id, attempt=attempt)
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):  # another attempt is at work there, or it is gone
            folder.parent.rmdir()

    def leftovers(self, *, older_than: datetime) -> Iterator[Path]:
        """Yield uploads nobody imported and scratch folders nobody dropped."""
        for parent in (self._incoming, self._scratch):
            for entry in sorted(parent.iterdir()):
                if is_older(entry, older_than):
                    yield entry

    def free_bytes(self) -> int:
        """Return the space left on the disk."""
        return shutil.disk_usage(self.folder).free

    def check(self) -> None:
        """Write a small file and take it away again.

        Raises:
            StorageFailed: if the disk refuses.
        """
        probe = self._scratch / f"check-{uuid4()}"
        with refusals_of(self.folder):
            try:
                probe.write_bytes(clock.now().isoformat().encode())
            finally:
                probe.unlink(missing_ok=True)  # a full disk lets files be made, but not be filled

    def _created(self, file: Path) -> RawIOBase:
        # Not buffered: every refusal is heard where it happens, and none when it is closed.
        with refusals_of(self.folder):
            return file.open("wb", buffering=0)


@contextmanager
def refusals_of(folder: Path) -> Generator[None, None, None]:
    """Turn the operating system's refusals into a sentence about ``folder``.

    Raises:
        StorageFailed: for a disk that is full, read-only, closed to us or broken.
    """
    try:
        yield
    except OSError as error:
        reason = DISK_ERRORS.get(error.errno or 0)
        if reason is None:
            reason = f"cannot be used ({os.strerror(error.errno or errno.EIO)}): check the path"
        raise StorageFailed(f"The folder {folder} {reason}, then try again.") from error


def _write_all(sink: RawIOBase, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:  # a disk that is nearly full takes a part, and refuses at the next call
        rest = rest[sink.write(rest) or 0 :]


def check_size(size_bytes: int, *, name: str, limit_bytes: int) -> None:
    """Accept a file's size.

    Raises:
        InvalidInput: if it is above the limit; the sentence names the setting.
    """
    if size_bytes > limit_bytes:
        raise InvalidInput(
            f"'{name}' is larger than {bytes_to_words(limit_bytes)}. "
            "Raise SFA_MAX_UPLOAD_BYTES to accept it."
        )


def is_older(file: Path, moment: datetime) -> bool:
    """Say whether a file was last written before ``moment``; one that is gone was not."""
    try:
        return file.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:
        return False  # somebody else took it away meanwhile
