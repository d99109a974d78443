"""Files that leave the house: with ranges, a name for people, and for their owner's eyes only."""

import zlib
from pathlib import Path
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import FileResponse

PRIVATE = {"cache-control": "private, no-cache", "x-content-type-options": "nosniff"}
"""A browser may keep it, and asks whether it still may show it: whoever signed out sees nothing."""


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


def _names(asked: str, etag: str) -> bool:
    tags = {tag.strip().removeprefix("W/") for tag in asked.split(",")}
    return etag in tags or "*" in tags
