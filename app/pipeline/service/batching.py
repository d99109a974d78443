"""Batches: something is done with many tracks, in an order, with a pause, until all are done."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Session

import app.pipeline.repository as repository
from app import accounts, analysis
from app.analysis import ListeningWish
from app.core import clock
from app.core.database import announce
from app.core.errors import InvalidInput, NotFound
from app.core.words import plural
from app.pipeline.errors import NotOver, NotWaiting
from app.pipeline.models import Batch, BatchItem, Job
from app.pipeline.ports import BatchChanged
from app.pipeline.rules import BATCH_PRIORITY, ENDED, ItemState, Move
from app.pipeline.service import asking
from app.pipeline.service.arranging import arrange, withdraw
from app.pipeline.service.plans import listen
from app.pipeline.stages.analyse import Analyse
from app.pipeline.stages.download import NAME as DOWNLOAD
from app.pipeline.stages.download import DownloadArguments
from app.pipeline.stages.separate import SeparateArguments

ANALYSE = Analyse.name
TITLE_LENGTH = 200


def start_batch(
    session: Session,
    *,
    owner_id: UUID,
    separation: SeparateArguments,
    track_ids: Sequence[UUID] | None = None,
    title: str | None = None,
) -> Batch:
    """Separate the owner's tracks one after the other, or all without stems if none are named.

    Tracks that are gone are left out; those that have just these stems are settled at once.

    Raises:
        NotFound: if the owner has none of the tracks.
        InvalidInput: if every track has stems, or is about to get them.
    """
    accounts.lock_user(session, owner_id)
    batch = Batch(owner_id=owner_id, title="", arguments=separation.model_dump(mode="json"))
    session.add(batch)
    session.flush()
    if track_ids is None:
        count = repository.add_tracks_without_stems(session, batch)
        if not count:
            raise InvalidInput("Every track has stems, or is about to get them.")
    else:
        count = repository.add_tracks(session, batch, track_ids, with_audio=True)
        if not count:
            raise NotFound("There is no such track with audio.")
        if not separation.again:
            repository.settle_what_is_there(session, batch, separation.recipe)
    batch.title = (title or plural("{count} track", "{count} tracks", count))[:TITLE_LENGTH]
    session.flush()
    arrange(session, batch)
    return batch


def start_downloads(
    session: Session,
    track_ids: Sequence[UUID],
    *,
    owner_id: UUID,
    arguments: DownloadArguments,
    then: Mapping[str, BaseModel],
    title: str | None = None,
) -> Batch:
    """Fetch the audio of the owner's tracks one after the other, and do with each what follows.

    Raises:
        NotFound: if the owner has none of the tracks.
    """
    accounts.lock_user(session, owner_id)
    batch = Batch(
        owner_id=owner_id,
        title="",
        stage=DOWNLOAD,
        arguments=arguments.model_dump(mode="json"),
        plan=asking.write_plan(then, priority=BATCH_PRIORITY),
    )
    session.add(batch)
    session.flush()
    count = repository.add_tracks(session, batch, track_ids, with_audio=False)
    if not count:
        raise NotFound("There is no such track without audio.")
    batch.title = (title or plural("{count} track", "{count} tracks", count))[:TITLE_LENGTH]
    session.flush()
    arrange(session, batch)
    return batch


def start_analyses(
    session: Session,
    track_ids: Sequence[UUID],
    *,
    owner_id: UUID,
    wish: ListeningWish,
    again: bool = True,
    title: str | None = None,
) -> Batch:
    """Find out what is wished about the owner's tracks, one after the other.

    Raises:
        NotFound: if the owner has none of the tracks.
        InvalidInput: if no analysis finds one of the features, or there is no such style.
    """
    analysis.check_wish(wish)
    accounts.lock_user(session, owner_id)
    stages = listen(wish, again=again)
    batch = Batch(
        owner_id=owner_id,
        title="",
        stage=ANALYSE,
        arguments=stages.pop(ANALYSE).model_dump(mode="json"),
        plan=asking.write_plan(stages, priority=BATCH_PRIORITY),
    )
    session.add(batch)
    session.flush()
    count = repository.add_tracks(session, batch, track_ids, with_audio=True)
    if not count:
        raise NotFound("There is no such track with audio.")
    batch.title = (title or plural("{count} track", "{count} tracks", count))[:TITLE_LENGTH]
    session.flush()
    arrange(session, batch)
    return batch


def pause_batch(session: Session, batch_id: UUID, *, owner_id: UUID) -> Batch:
    """Begin nothing more of a batch; what is worked on is finished.

    Raises:
        NotFound: if the owner has no such batch.
    """
    batch = repository.lock_batch(session, batch_id, owner_id=owner_id)
    if batch.paused_at is None and batch.ended_at is None:
        batch.paused_at = clock.now()
        arrange(session, batch)
    return batch


def resume_batch(session: Session, batch_id: UUID, *, owner_id: UUID) -> Batch:
    """Go on with a batch.

    Raises:
        NotFound: if the owner has no such batch.
    """
    batch = repository.lock_batch(session, batch_id, owner_id=owner_id)
    if batch.paused_at is not None:
        batch.paused_at = None
        arrange(session, batch)
    return batch


def cancel_batch(session: Session, batch_id: UUID, *, owner_id: UUID) -> Batch:
    """Do nothing more of a batch, and stop what only it has going on.

    Raises:
        NotFound: if the owner has no such batch.
    """
    batch = repository.lock_batch(session, batch_id, owner_id=owner_id)
    seen: set[UUID] = set()
    # A job that fails meanwhile leads to another, which is found when one looks again.
    while begun := [
        (item, job) for item, job in repository.lock_begun(session, batch_id) if job.id not in seen
    ]:
        seen |= {job.id for _, job in begun}
        for item, job in begun:
            if not _let_go(session, batch, item, job):
                item.state = ItemState.CANCELLED.value  # the job goes on, for somebody else
                session.add(item)
        session.flush()
    for job in repository.list_following(session, batch):
        if not repository.is_wanted_elsewhere(session, job, batch_id=batch_id, even_if_paused=True):
            asking.cancel(session, job.id, owner_id=owner_id)
    session.flush()
    repository.settle_waiting(session, batch_id, ItemState.CANCELLED)
    batch.paused_at = None
    arrange(session, batch)
    return batch


def retry_batch(session: Session, batch_id: UUID, *, owner_id: UUID) -> Batch:
    """Let what failed in a batch have its turn again, after everything that waits.

    Raises:
        NotFound: if the owner has no such batch.
    """
    batch = repository.lock_batch(session, batch_id, owner_id=owner_id)
    if repository.reopen_items(session, batch_id, [ItemState.FAILED]):
        arrange(session, batch)
    return batch


def move_in_batch(
    session: Session, batch_id: UUID, track_id: UUID, to: Move, *, owner_id: UUID
) -> Batch:
    """Change the order in which the tracks of a batch have their turn.

    Raises:
        NotFound: if the owner has no such batch, or the track is not in it.
        NotWaiting: if its turn has come already.
    """
    batch = repository.lock_batch(session, batch_id, owner_id=owner_id)
    item, job = repository.get_item(session, batch_id, track_id)
    if item.state or (job and (job.worker or job.state in ENDED)):
        raise NotWaiting("The turn of this track has come already, so it cannot be moved.")
    if to in {Move.TOP, Move.END}:
        edge = repository.find_edge(session, batch_id, is_top=to is Move.TOP)
        item.place = edge - 1 if to is Move.TOP else edge + 1
    elif other := repository.find_neighbour(session, item, is_above=to is Move.UP):
        item.place, other.place = other.place, item.place
        session.add(other)
    session.add(item)
    session.flush()
    arrange(session, batch)
    return batch


def remove_from_batch(session: Session, batch_id: UUID, track_id: UUID, *, owner_id: UUID) -> Batch:
    """Take a track out of a batch, and stop what only the batch has going on with it.

    Raises:
        NotFound: if the owner has no such batch, or the track is not in it.
    """
    batch = repository.lock_batch(session, batch_id, owner_id=owner_id)
    item, job = repository.get_item(session, batch_id, track_id)
    if item.state is None and job is not None:
        _let_go(session, batch, item, job)
    repository.remove_item(session, item)
    arrange(session, batch)
    return batch


def clear_batch(session: Session, batch_id: UUID, *, owner_id: UUID) -> None:
    """Put a batch away that is over; the stems it made stay.

    Raises:
        NotFound: if the owner has no such batch.
        NotOver: if something of it is left to do.
    """
    batch = repository.lock_batch(session, batch_id, owner_id=owner_id)
    if batch.ended_at is None:
        raise NotOver("This batch is not over. Cancel it first.")
    repository.delete_batch(session, batch_id)
    announce(session, BatchChanged(batch_id, owner_id))


def leave_batches(session: Session, track_id: UUID, *, owner_id: UUID) -> None:
    """Take a track out of all batches, because it is thrown away."""
    for batch_id in repository.remove_track(session, track_id):
        announce(session, BatchChanged(batch_id, owner_id))


def _let_go(session: Session, batch: Batch, item: BatchItem, job: Job) -> bool:
    """Withdraw or stop a job that only this batch wants; False if it goes on for others."""
    if withdraw(session, batch, item, job):
        return True
    if repository.is_wanted_elsewhere(session, job, batch_id=batch.id, even_if_paused=True):
        return False
    asking.cancel(session, job.id, owner_id=batch.owner_id)
    return True
