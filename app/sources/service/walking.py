"""Look through a folder of the server for audio files."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.core.errors import InvalidInput
from app.sources.rules.links import AUDIO_EXTENSIONS
from app.sources.rules.roots import Stamp

LONGEST_PATH = 1000


@dataclass
class Walked:
    """The audio files below a folder; ``hidden`` are the folders that could not be read."""

    files: dict[str, Stamp] = field(default_factory=dict[str, Stamp])
    hidden: list[str] = field(default_factory=list[str])
    unnamed: int = 0
    """How many files have names that no database takes."""


def walk_folder(folder: Path, *, should_stop: Callable[[], bool]) -> Walked | None:
    """Return the audio files in a folder and below it, or None if it was asked to stop.

    What begins with a dot is passed over, and so are links: what they lead to in the folder is
    found where it lies, and what lies elsewhere does not belong to it.

    Raises:
        InvalidInput: if the folder itself is not there, or cannot be read.
    """
    walked = Walked()
    below = [""]
    while below:
        if should_stop():
            return None
        inner = below.pop()
        try:
            below += _read_folder(folder, inner, walked)
        except OSError as error:
            if not inner:
                raise _unreadable(folder, error) from error
            walked.hidden.append(inner)
    return walked


def _read_folder(folder: Path, inner: str, walked: Walked) -> Iterator[str]:
    """Note the files of one folder, and return the folders in it."""
    if folder.resolve(strict=True) != folder:
        raise NotADirectoryError  # something else was put in the place of what was named
    found: list[str] = []
    with os.scandir(folder / inner) as entries:
        for entry in entries:
            path = f"{inner}/{entry.name}" if inner else entry.name
            if entry.name.startswith(".") or entry.is_symlink():
                continue
            if entry.is_dir(follow_symlinks=False):
                found.append(path)
            elif entry.name.lower().endswith(AUDIO_EXTENSIONS):
                _note(entry, path, walked)
    return iter(found)


def _note(entry: "os.DirEntry[str]", path: str, walked: Walked) -> None:
    if not _is_text(path) or len(path) > LONGEST_PATH:
        walked.unnamed += 1
        return
    try:
        if entry.is_file(follow_symlinks=False):
            found = entry.stat(follow_symlinks=False)
            walked.files[path] = Stamp(found.st_size, found.st_mtime_ns)
    except FileNotFoundError:  # it went while we looked
        return


def _is_text(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unreadable(folder: Path, error: OSError) -> InvalidInput:
    if isinstance(error, PermissionError):
        return InvalidInput(
            f"The folder '{folder}' cannot be read. Let the user that runs the studio read it."
        )
    return InvalidInput(f"The folder '{folder}' is not there. Connect its disk, or remove it here.")
