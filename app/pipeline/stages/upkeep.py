"""The stages that keep the house clean; of what users made, only what they threw away goes."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from pydantic import BaseModel
from sqlmodel import Session

import app.pipeline.repository as repository
from app import library, stems
from app.core import clock
from app.core.storage import MediaKey
from app.pipeline.models import Job
from app.pipeline.ports import Tools, Work
from app.pipeline.rules import Queue

log = structlog.get_logger()

DERIVED = ("peaks", "flac")
"""What players need is kept beside the media it was made of: waveforms, and copies to seek in."""


class PruneArguments(BaseModel):
    """Nothing has to be said; the settings tell the age."""


class PruneJobs:
    """Delete the rows of jobs that ended long ago."""

    name = "prune"
    label = "Prune old jobs"
    queue = Queue.UPKEEP
    after: frozenset[str] = frozenset()

    def compute(self, work: Work) -> None:
        """Do nothing outside the transaction."""
        del work

    def save(self, session: Session, job: Job, outcome: None, tools: Tools) -> dict[str, Any]:
        """Delete the rows."""
        del job, outcome
        before = clock.now() - timedelta(days=tools.settings.job_keep_days)
        count = repository.prune(session, before=before)
        return {"pruned": count, "summary": f"{count} old jobs" if count != 1 else "1 old job"}


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
    """Remove what no row knows and is older than the guard; return what it was.

    Tracks that were thrown away before it go first, with all that hangs on them, and so their
    files are known to nobody. Files are listed before rows are read: a file whose row comes in
    between is known by then.
    """
    before = clock.now() - timedelta(hours=tools.settings.clean_age_hours)
    if not dry_run:
        with tools.database.transaction() as session:
            library.purge(session, before=before)
    old_media = list(tools.media.keys(older_than=before))
    old_leftovers = list(tools.media.leftovers(older_than=before))
    with tools.database.reading() as session:
        known = library.list_media_keys(session, gone_before=before)
        known |= stems.list_media_keys(session, gone_before=before)
        known |= stems.list_residual_keys(session, gone_before=before)
        waiting = repository.list_live_names(session)
    known |= {f"{key.rpartition('.')[0]}.{kind}" for key in known for kind in DERIVED}
    orphans = [key for key in old_media if key not in known and not _names(key) & waiting]
    leftovers = [path for path in old_leftovers if path.name not in waiting]
    if not dry_run:
        _remove(tools, orphans, leftovers)
    return [*orphans, *(path.name for path in leftovers)]


def _names(key: MediaKey) -> set[str]:
    return {part.partition(".")[0] for part in key.split("/")}


def _remove(tools: Tools, orphans: list[MediaKey], leftovers: list[Path]) -> None:
    for key in orphans:
        tools.media.delete(key)
    for path in leftovers:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    log.info("storage.cleaned", media=len(orphans), leftovers=len(leftovers))
