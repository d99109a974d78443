"""Music from elsewhere: links become tracks, and tracks get their audio and all that follows."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, ValidationError
from sqlmodel import Session

from app import accounts, analysis, library, sources
from app.core.errors import InvalidInput
from app.core.settings import Settings
from app.pipeline.models import Batch, Job, Pipeline
from app.pipeline.service.asking import enqueue, start
from app.pipeline.service.batching import start_downloads
from app.pipeline.service.choosing import choose_for
from app.pipeline.service.plans import listen
from app.pipeline.stages.artwork import PICTURES, PicturesArguments
from app.pipeline.stages.download import NAME as DOWNLOAD
from app.pipeline.stages.download import DownloadArguments
from app.pipeline.stages.gather import NAME as GATHER
from app.pipeline.stages.gather import GatherArguments
from app.sources import Link, LinkKind
from app.stems import Wish

PREFERENCE = "imports"


class ImportWish(BaseModel):
    """What happens to music from elsewhere by itself, and in what form its audio is kept.

    What is None is as the user prefers it, and else done.
    """

    download: bool | None = None
    separate: bool | None = None
    analyse: bool | None = None
    audio: Literal["best", "mp3", "flac", "opus", "m4a"] | None = None
    bitrate_kbps: int | None = Field(default=None, ge=32, le=512)


def get_preferred_import(session: Session, *, owner_id: UUID) -> ImportWish:
    """Return what a user wants of imports where nothing is said.

    What an earlier version wrote and this one does not understand counts as nothing.
    """
    document = accounts.get_preference(session, PREFERENCE, owner_id=owner_id)
    try:
        return ImportWish.model_validate(document)
    except ValidationError:
        return ImportWish()


def prefer_import(session: Session, wish: ImportWish, *, owner_id: UUID) -> None:
    """Remember what a user wants of imports from now on."""
    document = wish.model_dump(mode="json", exclude_none=True)
    accounts.set_preference(session, PREFERENCE, document, owner_id=owner_id)


def bring(
    session: Session,
    settings: Settings,
    link: Link,
    *,
    owner_id: UUID,
    wish: ImportWish | None = None,
    how: Wish | None = None,
) -> Job:
    """Look up what a link leads to, and then do with it what is wished.

    Raises:
        InvalidInput: if the link was refused when it was read.
        NotFound: if there is no such preset, engine or model.
    """
    if link.kind is LinkKind.REFUSED:
        raise InvalidInput(link.reason)
    preferred = get_preferred_import(session, owner_id=owner_id)
    said = preferred.model_copy(update=(wish or ImportWish()).model_dump(exclude_none=True))
    plan = _plan(session, settings, said, owner_id=owner_id, how=how or Wish())
    then = [
        {"stage": stage, "arguments": arguments.model_dump(mode="json")}
        for stage, arguments in plan.items()
    ]
    arguments = GatherArguments(link=link, then=then)
    return enqueue(session, GATHER, owner_id=owner_id, title=link.text, arguments=arguments)


def download(
    session: Session, settings: Settings, track_id: UUID, *, owner_id: UUID, url: str | None = None
) -> Pipeline:
    """Fetch the audio of a track, and do with it what its owner has done to imports.

    With a ``url`` it is that recording, for a new track if the old one has audio already.

    Raises:
        NotFound: if the owner has no such track.
    """
    track = library.get_track(session, track_id, owner_id=owner_id)
    if url is not None and track.has_audio:
        newer = library.renew_track(session, track)
        sources.hand_over_offers(session, track.id, to=newer.id)
        track = newer
    said = get_preferred_import(session, owner_id=owner_id).model_copy(update={"download": True})
    plan = _plan(session, settings, said, owner_id=owner_id, how=Wish())
    first = DownloadArguments.model_validate(plan[DOWNLOAD].model_dump())
    plan[DOWNLOAD] = first.model_copy(update={"url": url})
    return start(session, plan, owner_id=owner_id, title=track.title, track_id=track.id)


def download_all(
    session: Session,
    settings: Settings,
    track_ids: Sequence[UUID],
    *,
    owner_id: UUID,
    title: str,
) -> Batch | None:
    """Fetch the audio of tracks one after the other, and do with it what is done to imports.

    Nothing is started where there is none, or none of them is still without audio.
    """
    if not track_ids:
        return None
    said = get_preferred_import(session, owner_id=owner_id).model_copy(update={"download": True})
    plan = _plan(session, settings, said, owner_id=owner_id, how=Wish())
    first = DownloadArguments.model_validate(plan.pop(DOWNLOAD).model_dump())
    return start_downloads(
        session, track_ids, owner_id=owner_id, arguments=first, then=plan, title=title
    )


def download_together(
    session: Session,
    settings: Settings,
    track_ids: Sequence[UUID],
    *,
    owner_id: UUID,
    title: str | None = None,
) -> Batch:
    """Fetch the audio of those tracks that have none, and do with each what is done to imports.

    Raises:
        NotFound: if none of the owner's tracks is without audio.
    """
    said = get_preferred_import(session, owner_id=owner_id).model_copy(update={"download": True})
    plan = _plan(session, settings, said, owner_id=owner_id, how=Wish())
    first = DownloadArguments.model_validate(plan.pop(DOWNLOAD).model_dump())
    return start_downloads(
        session, track_ids, owner_id=owner_id, arguments=first, then=plan, title=title
    )


def lock_what_follows(session: Session, job: Job) -> None:
    """Lock what the end of a job will need, in the order in which everybody locks."""
    if job.stage == GATHER:
        accounts.lock_user(session, job.owner_id)


def fetch_pictures(session: Session, job: Job) -> Job | None:
    """Start to fetch the pictures of the tracks that were found behind a link."""
    pictures = (job.result or {}).get("pictures") if job.stage == GATHER else None
    if not pictures:
        return None
    return enqueue(
        session,
        PICTURES,
        owner_id=job.owner_id,
        title=str((job.result or {})["title"]),
        arguments=PicturesArguments(pictures=pictures),
    )


def fetch_gathered(session: Session, job: Job) -> Batch | Pipeline | None:
    """Start what is to be done with the tracks that were found behind a link.

    The job's result tells what that is, for those who follow it.
    """
    started = _fetch_gathered(session, job)
    if started is not None:
        name = "batch_id" if isinstance(started, Batch) else "pipeline_id"
        job.result = {**(job.result or {}), name: str(started.id)}
        session.add(job)
    return started


def _fetch_gathered(session: Session, job: Job) -> Batch | Pipeline | None:
    if job.stage != GATHER:
        return None
    then = GatherArguments.model_validate(job.arguments).then
    result: Mapping[str, Any] = job.result or {}
    track_ids = [UUID(said) for said in result["track_ids"]]
    if not then or not track_ids:
        return None
    title = str(result["title"])
    plan = {step["stage"]: RawArguments.model_validate(step["arguments"]) for step in then}
    if "playlist_id" not in result:
        return start(session, plan, owner_id=job.owner_id, title=title, track_id=track_ids[0])
    first = DownloadArguments.model_validate(plan.pop(DOWNLOAD).model_dump())
    return start_downloads(
        session, track_ids, owner_id=job.owner_id, arguments=first, then=plan, title=title
    )


class RawArguments(BaseModel, extra="allow"):
    """The arguments of a stage as a row keeps them."""


def _plan(
    session: Session, settings: Settings, said: ImportWish, *, owner_id: UUID, how: Wish
) -> dict[str, BaseModel]:
    """Return the stages that are wished; without a download there is nothing to work on."""
    if said.download is False:
        return {}
    plan: dict[str, BaseModel] = {
        DOWNLOAD: DownloadArguments(
            audio=said.audio or "best", bitrate_kbps=said.bitrate_kbps or 256
        )
    }
    if said.separate is not False:
        plan["separate"] = choose_for(session, settings, owner_id=owner_id, wish=how)
    if said.analyse is not False:
        plan |= listen(analysis.get_preferred(session, owner_id=owner_id), again=False)
    return plan
