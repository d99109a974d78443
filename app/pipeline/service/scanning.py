"""Look into the folders of the server again and again, and bring in what is new there."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import monotonic
from uuid import UUID

import structlog
from sqlmodel import Session

import app.pipeline.repository as repository
from app import analysis, sources
from app.core import clock
from app.core.errors import SoundForgeError
from app.pipeline.models import Job
from app.pipeline.ports import Tools
from app.pipeline.service.plans import import_from_folder
from app.pipeline.stages.import_file import ImportArguments
from app.sources import LibraryRoot, Look, RootKind, Stamp, Walked

log = structlog.get_logger()

MOST_ON_THE_WAY = 64
"""So many imports of a user wait or run before a folder of theirs hands over more."""

AT_ONCE = 16
"""So many files are handed over in one transaction, which nobody has to wait for long."""

REST = 20.0
"""A look is followed by at least this many times what it took, so that none keeps a core busy."""

SETTLE_SECONDS = 2.0
"""How long a look that somebody waits for gives a file that is still being copied."""

LONGEST_FAULT = 500


@dataclass(frozen=True)
class Looked:
    """What a look into a folder has found; ``left`` waits until there is room for it."""

    files: int = 0
    started: int = 0
    left: int = 0
    waiting: int = 0
    missing: int = 0
    back: int = 0
    fault: str | None = None


@dataclass
class Watch:
    """What a process remembers from one look to the next: files that have yet to stay the same."""

    waiting: dict[UUID, Mapping[str, Stamp]] = field(
        default_factory=dict[UUID, Mapping[str, Stamp]]
    )
    due_seconds: dict[UUID, float] = field(default_factory=dict[UUID, float])


def look_around(tools: Tools, watch: Watch, *, stop: threading.Event) -> int:
    """Look into every folder whose time has come and nobody else has taken; return how many."""
    with tools.database.reading() as session:
        roots = [root for root in sources.list_roots(session) if not root.is_paused]
    return sum(_look_if_due(tools, root, watch, stop=stop) for root in roots)


def look_now(tools: Tools, root_id: UUID, *, stop: threading.Event) -> Looked:
    """Look into a folder twice in a row, so that what is whole is brought in at once.

    Raises:
        NotFound: if there is no such folder.
    """
    with tools.database.reading() as session:
        root = sources.get_root(session, root_id)
    watch = Watch()
    first = look(tools, root, watch, should_stop=stop.is_set)
    if not first.waiting or stop.wait(SETTLE_SECONDS):
        return first
    return look(tools, root, watch, should_stop=stop.is_set)


def look(
    tools: Tools, root: LibraryRoot, watch: Watch, *, should_stop: Callable[[], bool]
) -> Looked:
    """Look into a folder once, and hand over what is new there and was so at the last look.

    What cannot be done is written down with the folder, and tried again at the next look.
    """
    try:
        walked = sources.walk_folder(Path(root.path), should_stop=should_stop)
        if walked is None:
            return Looked()
        looked = _follow_up(tools, root, walked, watch, should_stop=should_stop)
    except SoundForgeError as error:
        looked = Looked(fault=str(error)[:LONGEST_FAULT])
    if looked.fault != root.fault and not should_stop():
        with tools.database.transaction() as session:
            sources.note_root_fault(session, root.id, looked.fault)
    return looked


def note_fault(session: Session, job: Job) -> None:
    """Write down with a file of a folder why its import failed."""
    if job.stage != "import" or job.error is None:
        return
    file_id = ImportArguments.model_validate(job.arguments).root_file_id
    if file_id is not None:
        sources.note_fault(session, file_id, job.error, owner_id=job.owner_id)


def _look_if_due(tools: Tools, root: LibraryRoot, watch: Watch, *, stop: threading.Event) -> bool:
    settings, began = tools.settings, monotonic()
    is_asked_for = root.scanned_at is None
    if stop.is_set() or (began < watch.due_seconds.get(root.id, 0.0) and not is_asked_for):
        return False
    is_watched = root.kind is RootKind.WATCHED
    pause = settings.watch_seconds if is_watched else settings.in_place_seconds
    now = clock.now()
    with tools.database.transaction() as session:
        before = now - timedelta(seconds=pause / 2)
        if not sources.claim_look(session, root.id, now=now, before=before):
            return False
    looked = look(tools, root, watch, should_stop=stop.is_set)
    if looked.left or looked.waiting:
        pause = min(pause, settings.watch_seconds)
    watch.due_seconds[root.id] = began + max(pause, REST * (monotonic() - began))
    if looked.started or looked.missing or looked.back:
        log.info("folders.looked", folder=root.name, started=looked.started, gone=looked.missing)
    return True


def _follow_up(
    tools: Tools,
    root: LibraryRoot,
    walked: Walked,
    watch: Watch,
    *,
    should_stop: Callable[[], bool],
) -> Looked:
    with tools.database.reading() as session:
        known = sources.read_known(session, root.id)
    before = watch.waiting.get(root.id, {})
    found = sources.compare_look(walked.files, known, before=before, hidden=walked.hidden)
    if found.gone or found.back:
        with tools.database.transaction() as session:
            sources.note_look(session, root.id, found)
    started = _hand_over(tools, root, walked, found, should_stop=should_stop)
    left = found.ready[started:]
    watch.waiting[root.id] = {**found.waiting, **{path: walked.files[path] for path in left}}
    return Looked(
        files=len(walked.files),
        started=started,
        left=len(left),
        waiting=len(found.waiting),
        missing=len(found.gone),
        back=len(found.back),
        fault=_fault_of(walked),
    )


def _hand_over(
    tools: Tools,
    root: LibraryRoot,
    walked: Walked,
    found: Look,
    *,
    should_stop: Callable[[], bool],
) -> int:
    """Start the imports of as many files as there is room for; return how many."""
    done = 0
    while done < len(found.ready) and not should_stop():
        with tools.database.transaction() as session:
            on_the_way = repository.count_live_of(session, "import", owner_id=root.owner_id)
            room = min(AT_ONCE, MOST_ON_THE_WAY - on_the_way)
            if room <= 0:
                break
            paths = found.ready[done : done + room]
            stamps = [(path, walked.files[path]) for path in paths]
            wish = analysis.get_preferred(session, owner_id=root.owner_id)
            for file in sources.note_files(session, root, stamps):
                import_from_folder(session, tools.settings, file, root, wish=wish)
        done += len(paths)
    return done


def _fault_of(walked: Walked) -> str | None:
    """Return the sentence about what was passed over."""
    if walked.hidden:
        count, first = len(walked.hidden), walked.hidden[0][:200]
        return f"{count} folders in it cannot be read, such as '{first}'. Let the studio read them."
    if walked.unnamed:
        return (
            f"{walked.unnamed} files in it have names that are too long or no UTF-8. Rename them."
        )
    return None
