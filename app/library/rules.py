"""How a track is called when its file does not say."""

import re
from pathlib import PurePath

MAX_NAME_LENGTH = 500
RUNS = re.compile(r"[\s_]+")
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")
"""Control characters, those that turn the direction of writing, and halves of characters."""


def clean_name(name: str) -> str:
    """Return a client's file name as text to show: no folders, no control characters, not long.

    The result is never used as a path.
    """
    last = PurePath(name.replace("\\", "/")).name
    return UNSEEN.sub("", last).strip()[:MAX_NAME_LENGTH].strip() or "unnamed"


def title_of(file_name: str) -> str:
    """Return a title made of a file name: no extension, underscores as spaces."""
    stem = PurePath(clean_name(file_name)).stem
    return RUNS.sub(" ", stem).strip() or "Untitled"


def artist_and_title_of(file_name: str) -> tuple[str | None, str]:
    """Return artist and title of a name like ``Artist - Title.mp3``, or None and the title."""
    artist, dash, title = title_of(file_name).partition(" - ")
    return (artist.strip(), title.strip()) if dash and title.strip() else (None, artist.strip())
