"""Addresses of files as lists write them, as paths with forward slashes; no disk is touched."""

import re
from typing import Final
from urllib.parse import unquote

from app.core.names import UNSEEN

_ENDINGS: Final = (
    "mp3|wav|wave|flac|ogg|oga|opus|m4a|mp4|aac|aif|aiff|aifc|alac|wma|ape|wv|mpc|mka|webm|caf"
)

_FILE_ADDRESS = re.compile(
    r"file:(?://(localhost|127\.0\.0\.1)?(?=/|[A-Za-z]:)|//)?", re.IGNORECASE
)
_DRIVE = re.compile(r"/+(?=[A-Za-z]:)")
_WINDOWS = re.compile(r"[A-Za-z]:[\\/]|\\\\|[^/]*\\")
_AUDIO = re.compile(rf"\.(?:{_ENDINGS})\s*$", re.IGNORECASE)
_PATH_AT_MOST: Final = 4000


def read_path(field: str | None) -> str | None:
    """Return the path in a ``file:`` address, a Windows path or a plain one; None for an empty one.

    ``file://localhost/C:/a%20b.mp3`` is ``C:/a b.mp3``.
    """
    text = UNSEEN.sub("", field or "").strip()[:_PATH_AT_MOST]
    if address := _FILE_ADDRESS.match(text):
        return _DRIVE.sub("", unquote(text[address.end() :])) or None
    return (text.replace("\\", "/") if _WINDOWS.match(text) else text) or None


def read_traktor_path(volume: str | None, folder: str | None, file: str | None) -> str | None:
    """Return the path of Traktor's volume, ``/:``-separated folder and file.

    A drive letter is part of the path; the name of a volume on a Mac is not.
    """
    path = f"{folder or ''}{file or ''}".replace("/:", "/")
    drive = volume if volume and re.fullmatch(r"[A-Za-z]:", volume) else ""
    return read_path(drive + path)


def ends_like_audio(line: str) -> bool:
    """Return whether a line ends in the ending of a sound file."""
    return _AUDIO.search(line) is not None
