"""Archives that are written while they are read; nothing is copied and nothing lies on a disk."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from app.exports.ports import Entry


def archive_blocks(entries: Iterable[Entry], *, at: datetime) -> Iterator[bytes]:
    """Yield a zip of entries, dated ``at``.

    They are stored as they are, because sound in these formats cannot be made smaller. ``zipfile``
    writes what it learns too late behind each entry when its target cannot seek, and 64-bit sizes
    where an entry needs them or nobody knows its size.
    """
    pipe = _Pipe()
    with ZipFile(pipe, "w", ZIP_STORED) as archive:
        for entry in entries:
            info = ZipInfo(entry.name, (at.year, at.month, at.day, at.hour, at.minute, at.second))
            info.external_attr = 0o644 << 16
            info.file_size = entry.size_bytes or 0
            is_open = entry.size_bytes is None
            with archive.open(info, "w", force_zip64=is_open) as target:
                for block in entry.blocks():
                    target.write(block)
                    yield pipe.take()
    yield pipe.take()


class _Pipe:
    """What ``zipfile`` writes to; it cannot seek, and says so by having no position."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Do nothing; whoever takes, takes all."""

    def close(self) -> None:
        """Do nothing; there is nothing below."""

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken
