"""The picture that a music file carries."""

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.core.audio import ffmpeg_path

MOST_BYTES: Final = 10_000_000
_PATIENCE_SECONDS: Final = 20.0
_KINDS: Final = {b"\xff\xd8\xff": ("image/jpeg", "jpg"), b"\x89PNG\r\n\x1a\n": ("image/png", "png")}


@dataclass(frozen=True)
class Picture:
    """A JPEG or a PNG in a file."""

    path: Path
    media_type: str


def find_picture(source: Path, folder: Path) -> Picture | None:
    """Return the picture in a music file, written into ``folder``; None if there is none to use.

    The program that takes it out runs apart, because the file is a stranger's.
    """
    target = folder / "picture"
    command = [
        *(str(ffmpeg_path()), "-nostdin", "-hide_banner", "-v", "error", "-y"),
        *("-protocol_whitelist", "file,pipe", "-i", f"file:{source.absolute()}"),
        *("-an", "-map", "0:v:0", "-c:v", "copy", "-frames:v", "1"),
        *("-fs", str(MOST_BYTES), "-f", "image2pipe", f"file:{target}"),
    ]
    try:
        subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return _recognise(target)


def _recognise(target: Path) -> Picture | None:
    if not target.is_file() or not 0 < target.stat().st_size < MOST_BYTES:
        return None
    with target.open("rb") as file:
        start = file.read(8)
    for magic, (media_type, extension) in _KINDS.items():
        if start.startswith(magic):
            path = target.rename(target.with_suffix(f".{extension}"))
            return Picture(path, media_type)
    return None
