"""Files that leave the house: with ranges, a name for people, and for their owner's eyes only."""

import zlib
from pathlib import Path
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import FileResponse

from app import library

PRIVATE = {"cache-control": "private, no-cache", "x-content-type-options": "nosniff"}
"""A browser may keep it, and asks whether it still may show it: whoever signed out sees nothing."""

FOREVER = "private, max-age=31536000, immutable"
"""What lies behind the address never changes."""


def answer_file(request: Request, path: Path, *, name: str, media_type: str) -> Response:
    """Return a file to be saved under ``name``, in parts if parts are asked for."""
    stat = path.stat()
    etag = f'"{zlib.crc32(str(path).encode()):08x}-{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    headers = {**PRIVATE, "etag": etag, "content-disposition": disposition(name)}
    if _names(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, headers=headers, media_type=media_type, stat_result=stat)


def answer_picture(
    request: Request, path: Path, *, picture: str, size: int, version: str | None
) -> Response:
    """Return a picture; asked for by its ``version``, it may be kept for good.

    ``picture`` is the hash it is known by, and its version is the beginning of that.
    """
    is_forever = version is not None and version == library.picture_version(picture)
    keeping = FOREVER if is_forever else PRIVATE["cache-control"]
    etag = f'"{library.picture_version(picture)}-{size}"'
    headers = {**PRIVATE, "cache-control": keeping, "etag": etag}
    if _names(request.headers.get("if-none-match", ""), etag):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, headers=headers, media_type="image/webp")


def disposition(name: str) -> str:
    """Return the header that gives a download its name (RFC 6266), whatever letters it has."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "'")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _names(asked: str, etag: str) -> bool:
    tags = {tag.strip().removeprefix("W/") for tag in asked.split(",")}
    return etag in tags or "*" in tags
