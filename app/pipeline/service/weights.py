"""The models of this machine: which there are, and fetching, importing and deleting them.

They are there for everybody, so one fetch serves all who ask for it.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlmodel import Session

import app.pipeline.repository as repository
from app import stems
from app.accounts import User, UserStatus
from app.core import clock
from app.core.catalog import Catalog
from app.core.database import announce
from app.core.errors import Conflict
from app.core.settings import Settings
from app.pipeline.errors import NotAllowed
from app.pipeline.models import Job
from app.pipeline.ports import Halt, Tools
from app.pipeline.rules import LIVE, JobState, remaining_seconds
from app.pipeline.service import settling
from app.pipeline.service.asking import cancel
from app.pipeline.stages import STAGES
from app.pipeline.stages.pull import POOL, PullArguments
from app.stems import ImportReport, StemModel

IMPORT_LIMIT_SECONDS = 600.0


@dataclass(frozen=True)
class PullView:
    """How far a fetch is, for everybody; ``error`` says why the last one failed.

    ``progress`` is 0..1, and ``remaining_seconds`` None while nobody can tell.
    """

    job_id: UUID
    owner_id: UUID
    state: JobState
    is_waiting: bool
    is_stopping: bool
    progress: float
    phase: str
    error: str | None
    remaining_seconds: float | None

    @property
    def is_live(self) -> bool:
        """Say whether it waits or runs."""
        return self.state in LIVE


@dataclass(frozen=True)
class ModelView:
    """One model, and the fetch that is under way or has failed; None if there is no such fetch."""

    model: StemModel
    pull: PullView | None


@dataclass(frozen=True)
class ModelShelf:
    """Every model, what all of them take of the disk, and what is left of it."""

    models: tuple[ModelView, ...]
    used_bytes: int
    free_bytes: int


def may_change_models(user: User) -> bool:
    """Say whether a user may fetch, import and delete what all share: whoever may come in, does."""
    return user.status is UserStatus.ACTIVE


def list_models(session: Session, settings: Settings) -> ModelShelf:
    """Return every model as it stands on this machine."""
    folder = settings.models_folder
    pulls = repository.list_newest_pulls(session)
    views = (_view(model, pulls.get(model.name)) for model in stems.list_all_models(folder))
    return ModelShelf(tuple(views), stems.measure_folder(folder), _free_bytes(folder))


def get_model(session: Session, settings: Settings, name: str) -> ModelView:
    """Return one model as it stands on this machine.

    Raises:
        NotFound: if there is none of that name; the message suggests the nearest.
    """
    model = _get(settings, name)
    return _view(model, repository.list_newest_pulls(session).get(model.name))


def pull_model(session: Session, settings: Settings, name: str, *, by: User) -> Job:
    """Have the weights of a model fetched; a fetch that is under way is joined.

    Raises:
        NotFound: if there is no such model.
        Conflict: if it is installed, or nobody publishes it.
    """
    check_may_change(by)
    model = _get(settings, name)
    if model.installed:
        raise Conflict(f"'{model.name}' is installed; there is nothing to fetch.")
    if not model.is_published:
        raise Conflict(f"Nobody publishes '{model.name}'. Import its files instead.")
    stage = STAGES.get("pull")
    arguments = PullArguments(name=model.name).model_dump(mode="json")
    job = Job(
        owner_id=by.id,
        stage=stage.name,
        queue=stage.queue,
        title=model.name,
        arguments=arguments,
        unique_key=f"{stage.name}:{model.name}",  # without an owner: it serves all
    )
    return settling.add(session, job)


def cancel_pull(session: Session, settings: Settings, name: str, *, by: User) -> None:
    """Stop fetching a model, whoever asked for it; what has come stays for the next time.

    Raises:
        NotFound: if there is no such model.
        Conflict: if it is not being fetched.
    """
    check_may_change(by)
    job = repository.list_newest_pulls(session).get(_get(settings, name).name)
    if job is None or job.state not in LIVE:
        raise Conflict(f"'{name}' is not being fetched.")
    cancel(session, job.id, owner_id=job.owner_id)


def delete_model(session: Session, settings: Settings, name: str, *, by: User) -> int:
    """Delete the weights of a model, except what others are made of; return how many bytes went.

    Raises:
        NotFound: if there is no such model.
        Conflict: if it is not installed, or a job needs it.
        StorageFailed: if the disk refuses.
    """
    check_may_change(by)
    model = _get(settings, name)
    pull = repository.list_newest_pulls(session).get(model.name)
    if pull is not None and pull.state in LIVE:
        raise Conflict(f"'{model.name}' is being fetched. Cancel that first.")
    users = repository.list_live_separations(session, model=model.name)
    if users:
        raise Conflict(
            f"'{model.name}' is needed by {_count(len(users))}. Wait until that is over, or cancel "
            "it first."
        )
    freed_bytes = stems.remove_model(model.name, settings.models_folder)
    announce(session, stems.ModelsChanged(model.name))
    return freed_bytes


def import_model(tools: Tools, files: Mapping[str, Path], *, by: User) -> ImportReport:
    """Take in checkpoint files of ours, by the names that somebody gave them; they may be moved.

    They are opened in a child process, because a checkpoint is a program.

    Raises:
        InvalidInput: if a file is damaged, is no checkpoint, or lacks others that belong to it.
        Conflict: if there is something else under the same name.
        StorageFailed: if the disk refuses.
    """
    check_may_change(by)
    request = stems.ImportRequest(
        files=dict(files), models_folder=tools.settings.models_folder, may_move=True
    )
    report = tools.workshop.perform(
        stems.IMPORT,
        request,
        pool=POOL,
        report=_tell_nobody,
        halt=Halt(),
        limit_seconds=IMPORT_LIMIT_SECONDS,
    )
    with tools.database.transaction() as session:
        for name in report.names:
            announce(session, stems.ModelsChanged(name))
    return report


def check_may_change(user: User) -> None:
    """Accept a user who may change what all share.

    Raises:
        NotAllowed: if it is somebody else.
    """
    if not may_change_models(user):
        raise NotAllowed("You may not change the models of this studio. Ask who runs it.")


def _get(settings: Settings, name: str) -> StemModel:
    return Catalog("stem model", stems.list_all_models(settings.models_folder)).get(name)


def _view(model: StemModel, job: Job | None) -> ModelView:
    tells = job is not None and (
        job.state in LIVE or (job.state is JobState.FAILED and not model.installed)
    )
    if job is None or not tells:
        return ModelView(model, None)
    pull = PullView(
        job_id=job.id,
        owner_id=job.owner_id,
        state=job.state,
        is_waiting=job.state in LIVE and job.worker is None,
        is_stopping=job.cancel_requested,
        progress=job.progress,
        phase=job.phase,
        error=job.error,
        remaining_seconds=remaining_seconds(job, clock.now()),
    )
    return ModelView(model, pull)


def _free_bytes(folder: Path) -> int:
    there = next(place for place in (folder, *folder.parents) if place.exists())
    return shutil.disk_usage(there).free


def _count(jobs: int) -> str:
    return "a separation" if jobs == 1 else f"{jobs} separations"


def _tell_nobody(fraction: float, phase: str) -> None:
    """Take the progress of what takes seconds."""
    del fraction, phase
