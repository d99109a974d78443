"""The stages that keep the house clean; of what users made, only what they threw away goes."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from pydantic import BaseModel
from sqlmodel import Session

import app.pipeline.repository as repository
from app import analysis, library, stems
from app.core import clock
from app.core.errors import NotFound
from app.core.storage import MediaKey
from app.pipeline.models import Job
from app.pipeline.ports import Tools, Work
from app.pipeline.rules import Queue

log = structlog.get_logger()

AT_A_TIME = 200
"""So many rows go in one transaction; others have their turn in between."""

DERIVED = ("peaks", "flac")
"""What players need is kept beside the media it was made of: waveforms, and copies to seek in."""


@dataclass(frozen=True)
class Waste:
    """What can go: a medium, an upload, or the work of a job that ended long ago, by its kind."""

    kind: str
    name: str
    size_bytes: int


class PruneArguments(BaseModel):
    """Nothing has to be said; the settings tell the age."""


class PruneJobs:
    """Delete the rows of jobs that ended long ago, and analyses that newer ones have replaced."""

    name = "prune"
    label = "Prune old jobs"
    queue = Queue.UPKEEP
    after: frozenset[str] = frozenset()

    def compute(self, work: Work) -> int:
        """Delete analyses, a little at a time; return how many there were."""
        return drop_replaced_analyses(work.tools)

    def save(self, session: Session, job: Job, outcome: int, tools: Tools) -> dict[str, Any]:
        """Delete the rows of jobs."""
        del job
        before = clock.now() - timedelta(days=tools.settings.job_keep_days)
        count = repository.prune(session, before=before)
        said = f"{count} old jobs" if count != 1 else "1 old job"
        return {"pruned": count, "analyses": outcome, "summary": said}


def drop_replaced_analyses(tools: Tools) -> int:
    """Delete analyses of tracks that have newer ones; return how many there were.

    Young ones stay, because a job may still be at work with them.
    """
    before = clock.now() - timedelta(hours=tools.settings.clean_age_hours)
    total = 0
    while True:
        with tools.database.reading() as session:
            replaced = analysis.list_replaced(session, before=before, count=AT_A_TIME)
        if not replaced:
            return total
        with tools.database.transaction() as session:
            total += analysis.delete_analyses(session, replaced)


class CleanArguments(BaseModel):
    """``dry_run`` only says what would go."""

    dry_run: bool = False


class CleanStorage:
    """Remove tracks thrown away long ago, and files that no row knows and are not on their way."""

    name = "clean"
    label = "Clean the storage"
    queue = Queue.UPKEEP
    after: frozenset[str] = frozenset()

    def compute(self, work: Work) -> list[str]:
        """Remove the files and return what they were."""
        arguments = CleanArguments.model_validate(work.job.arguments)
        return clean(work.tools, dry_run=arguments.dry_run)

    def save(self, session: Session, job: Job, outcome: list[str], tools: Tools) -> dict[str, Any]:
        """Keep the list with the job."""
        del session, tools
        arguments = CleanArguments.model_validate(job.arguments)
        would_be = "would be removed" if arguments.dry_run else "removed"
        return {"removed": outcome, "summary": f"{len(outcome)} files {would_be}"}


def clean(tools: Tools, *, dry_run: bool) -> list[str]:
    """Remove what no row knows and is older than the guard; return the names of what it was."""
    return [one.name for one in sweep(tools, dry_run=dry_run)]


def sweep(tools: Tools, *, dry_run: bool) -> list[Waste]:
    """Remove what no row knows and is older than the guard; return what it was, and how large.

    Tracks that have been in the trash for so long as the settings say go first, with all that hangs
    on them, and so their files are known to nobody. Files are listed before rows are read: a file
    whose row comes in between is known by then.
    """
    before = clock.now() - timedelta(hours=tools.settings.clean_age_hours)
    thrown_before = clock.now() - timedelta(days=tools.settings.trash_days)
    if not dry_run:
        _purge(tools, before=thrown_before)
    old_media = list(tools.media.keys(older_than=before))
    old_leftovers = list(tools.media.leftovers(older_than=before))
    with tools.database.reading() as session:
        known = library.list_media_keys(session, gone_before=thrown_before)
        known |= stems.list_media_keys(session, gone_before=thrown_before)
        known |= stems.list_residual_keys(session, gone_before=thrown_before)
        waiting = repository.list_live_names(session)
        pictures = library.list_picture_hashes(session, gone_before=thrown_before)
    known |= {f"{key.rpartition('.')[0]}.{kind}" for key in known for kind in DERIVED}
    known |= {key for picture in pictures for key in library.picture_keys_of(picture)}
    orphans = [key for key in old_media if key not in known and not _names(key) & waiting]
    leftovers = [path for path in old_leftovers if path.name not in waiting]
    found = [*_weigh_media(tools, orphans), *map(_weigh_leftover, leftovers)]
    if not dry_run:
        _remove(tools, orphans, leftovers, older_than=before)
    return found


def _purge(tools: Tools, *, before: datetime) -> None:
    """Delete what was thrown away before a moment, a little at a time, so that nobody waits."""
    while True:
        with tools.database.transaction() as session:
            if not library.purge(session, before=before, count=AT_A_TIME):
                return


def kind_of(key: str) -> str:
    """Return what a medium is, in a word for people; caches are made again when they are wanted."""
    room, _, name = key.partition("/")
    stem, _, kind = name.rpartition(".")
    is_made = kind == "peaks" or (kind in DERIVED and room == "tracks")
    is_resized = room == "pictures" and "/" in stem
    if is_made or is_resized or stem.endswith("/residual"):
        return "caches"
    return {"tracks": "originals"}.get(room, room)


def _weigh_media(tools: Tools, keys: Iterable[MediaKey]) -> Iterator[Waste]:
    for key in keys:
        try:
            yield Waste(kind_of(key), key, tools.media.path(key).stat().st_size)
        except (NotFound, FileNotFoundError):  # somebody else took it away meanwhile
            yield Waste(kind_of(key), key, 0)


def _weigh_leftover(path: Path) -> Waste:
    files = [path, *path.rglob("*")] if path.is_dir() else [path]
    size_bytes = 0
    for file in files:
        with suppress(FileNotFoundError):
            size_bytes += file.stat().st_size if file.is_file() else 0
    kind = "uploads" if path.parent.name == "incoming" else "unfinished work"
    return Waste(kind, path.name, size_bytes)


def _names(key: MediaKey) -> set[str]:
    return {part.partition(".")[0] for part in key.split("/")}


def _remove(
    tools: Tools, orphans: list[MediaKey], leftovers: list[Path], *, older_than: datetime
) -> None:
    for key in orphans:
        tools.media.delete(key, older_than=older_than)  # the same picture may have come again
    for path in leftovers:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    log.info("storage.cleaned", media=len(orphans), leftovers=len(leftovers))
