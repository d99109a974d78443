"""Stems that come later, or are exchanged, are heard too: what they tell more of is found anew."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session

from app import analysis, library, stems
from app.core.storage import MediaStore
from app.pipeline.models import Job, Pipeline
from app.pipeline.service.asking import enqueue
from app.pipeline.stages.analyse import Analyse
from app.pipeline.stages.cue import CueArguments, SetCues, retold_by
from app.pipeline.stages.separate import Separate


def choose_stems(session: Session, separation_id: UUID, *, owner_id: UUID) -> None:
    """Make one of the owner's separations the current one of its track, and have it heard.

    Raises:
        NotFound: if there is none, its track was thrown away, or it is somebody else's.
    """
    track_id = stems.choose(session, separation_id, owner_id=owner_id).track_id
    _hear(session, owner_id=owner_id, track_id=track_id)


def delete_stems(
    session: Session, separation_id: UUID, *, owner_id: UUID, media: MediaStore
) -> None:
    """Delete one of the owner's separations, and have the one heard that is current then.

    Raises:
        NotFound: if there is none, its track was thrown away, or it is somebody else's.
    """
    track_id = stems.get_separation(session, separation_id, owner_id=owner_id).track_id
    stems.delete(session, separation_id, owner_id=owner_id, media=media)
    _hear(session, owner_id=owner_id, track_id=track_id)


def hear_stems(session: Session, job: Job, pipelines: Sequence[Pipeline]) -> None:
    """Have the stems heard that are current once a job is over, unless its pipelines do so.

    While something listens to a track, its stems may come, or be exchanged for others.
    """
    if job.track_id is None or job.stage not in {Separate.name, Analyse.name, SetCues.name}:
        return
    result, is_last = job.result or {}, job.stage == SetCues.name
    if job.stage == Separate.name and result.get("reused"):
        return
    if not is_last and any(step["stage"] == SetCues.name for one in pipelines for step in one.plan):
        return
    tried = result.get("separation_id") if is_last else None
    _hear(session, owner_id=job.owner_id, track_id=job.track_id, tried=tried, like=job)


def _hear(
    session: Session,
    *,
    owner_id: UUID,
    track_id: UUID,
    tried: str | None = None,
    like: Job | None = None,
) -> None:
    """Have the current stems heard, unless they were, or were tried in vain just now."""
    mine = {"owner_id": owner_id, "track_id": track_id}
    current = stems.find_current_separation(session, **mine)
    newest = analysis.find_analysis(session, **mine)
    if current is None or newest is None or tried == str(current.id):
        return
    if not retold_by(newest, current.id):
        return
    enqueue(
        session,
        SetCues.name,
        title=like.title if like else library.get_track(session, track_id, owner_id=owner_id).title,
        arguments=CueArguments(style=analysis.get_preferred(session, owner_id=owner_id).style),
        priority=like.priority if like else 0,
        **mine,
    )
