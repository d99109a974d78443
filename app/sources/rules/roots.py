"""What a look at a folder tells beside what is known of its files and what the last look saw."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells whether a file is still the one it was."""

    size_bytes: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What is kept of a file; ``is_settled`` says that it is a track, or why it is none."""

    stamp: Stamp
    is_missing: bool
    is_settled: bool


@dataclass(frozen=True)
class Look:
    """What is to be done after a look; the values are paths below the folder.

    ``ready`` are new or changed and were so before, ``waiting`` may still be written to,
    ``back`` are as they were before they went away, and ``gone`` are not there any more.
    """

    ready: tuple[str, ...]
    waiting: Mapping[str, Stamp]
    back: tuple[str, ...]
    gone: tuple[str, ...]


def compare_look(
    seen: Mapping[str, Stamp],
    known: Mapping[str, KnownFile],
    *,
    before: Mapping[str, Stamp],
    hidden: Collection[str] = (),
) -> Look:
    """Return what has changed in a folder.

    A file counts when two looks saw the same of it; ``before`` is what waited after the last one.
    Of what lies below the ``hidden`` folders, which could not be read, nothing is known.
    """
    ready: list[str] = []
    waiting: dict[str, Stamp] = {}
    back: list[str] = []
    for path, stamp in seen.items():
        one = known.get(path)
        if one is not None and one.stamp == stamp and (one.is_settled or not one.is_missing):
            if one.is_missing:
                back.append(path)
        elif before.get(path) == stamp:
            ready.append(path)
        else:
            waiting[path] = stamp
    gone = tuple(
        path
        for path, one in known.items()
        if path not in seen and not one.is_missing and not _is_below(path, hidden)
    )
    return Look(tuple(sorted(ready)), waiting, tuple(back), gone)


def _is_below(path: str, folders: Collection[str]) -> bool:
    return any(path.startswith(f"{folder}/") for folder in folders)
