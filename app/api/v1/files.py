"""Files that leave the house: with ranges, a name for people, and for their owner's eyes only."""

import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from time import gmtime
from urllib.parse import quote
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from fastapi import Request, Response
from fastapi.responses import FileResponse

PRIVATE = {"cache-control": "private, no-cache", "x-content-type-options": "nosniff"}
"""A browser may keep it, and asks whether it still may show it: whoever signed out sees nothing."""

BLOCK_BYTES = 1 << 20


def answer_file(request: Request, path: Path, *, name: str, media_type: str) -> Response:
    """Return a file to be saved under ``name``, in parts if parts are asked for."""
    stat = path.stat()
    etag = f'"{zlib.crc32(str(path).encode()):08x}-{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    headers = {**PRIVATE, "etag": etag, "content-disposition": disposition(name)}
    if _names(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, headers=headers, media_type=media_type, stat_result=stat)


def disposition(name: str) -> str:
    """Return the header that gives a download its name (RFC 6266), whatever letters it has."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "'")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def zip_blocks(files: list[tuple[str, Path]]) -> Iterator[bytes]:
    """Yield an archive of files, each under its name, while they are read: nothing is copied.

    They are stored as they are, because FLAC cannot be made smaller. ``zipfile`` writes what it
    learns too late behind each entry when its target cannot seek, and 64-bit sizes where needed.
    """
    pipe = _Pipe()
    with ZipFile(pipe, "w", ZIP_STORED) as archive:
        for name, path in files:
            with path.open("rb") as source:
                stat = os.fstat(source.fileno())
                entry = ZipInfo(name, gmtime(stat.st_mtime)[:6])
                entry.external_attr = 0o644 << 16
                entry.file_size = stat.st_size  # tells zipfile which entries need 64 bits
                with archive.open(entry, "w") as target:
                    while block := source.read(BLOCK_BYTES):
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


def _names(asked: str, etag: str) -> bool:
    tags = {tag.strip().removeprefix("W/") for tag in asked.split(",")}
    return etag in tags or "*" in tags
