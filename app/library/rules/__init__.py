"""How a track is called when its file does not say, and how its files are called elsewhere.

Beside it lie the language of :mod:`queries <.query>` and the :mod:`wheel <.wheel>` of keys.
"""

import re
from pathlib import PurePath

from app.core.names import UNSEEN, fit_for_names

MAX_NAME_LENGTH = 500
MAX_DOWNLOAD_BYTES = 180
EXTENSION = re.compile(r"[a-z0-9]{1,5}")
RUNS = re.compile(r"[\s_]+")


def clean_name(name: str) -> str:
    """Return a client's file name as text to show: no folders, no control characters, not long.

    The result is never used as a path.
    """
    last = PurePath(name.replace("\\", "/")).name
    return UNSEEN.sub("", last).strip()[:MAX_NAME_LENGTH].strip() or "unnamed"


def download_name(
    artist: str | None, title: str, *, part: str | None = None, extension: str
) -> str:
    """Return a name for a file that leaves the house: ``Artist - Title (vocals).flac``.

    Every file system takes it: no separators, no signs that Windows forbids, at most 180 bytes.
    """
    words = " - ".join(word for word in (artist, title) if word)
    safe = fit_for_names(words).strip(". ") or "Untitled"
    about = f" ({fit_for_names(part)})" if part else ""
    ending = f"{about}.{extension}"
    room = MAX_DOWNLOAD_BYTES - len(ending.encode())
    return safe.encode()[:room].decode(errors="ignore").rstrip(". ") + ending


def extension_of(file_name: str) -> str | None:
    """Return the extension of a name in small letters, if it looks like one."""
    suffix = PurePath(clean_name(file_name)).suffix.removeprefix(".").lower()
    return suffix if EXTENSION.fullmatch(suffix) else None


def title_of(file_name: str) -> str:
    """Return a title made of a file name: no extension, underscores as spaces."""
    stem = PurePath(clean_name(file_name)).stem
    return RUNS.sub(" ", stem).strip() or "Untitled"


def artist_and_title_of(file_name: str) -> tuple[str | None, str]:
    """Return artist and title of a name like ``Artist - Title.mp3``, or None and the title."""
    artist, dash, title = title_of(file_name).partition(" - ")
    return (artist.strip(), title.strip()) if dash and title.strip() else (None, artist.strip())
