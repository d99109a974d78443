"""Stems that come later are heard too: what they tell more of is found anew."""

from collections.abc import Sequence

from sqlmodel import Session

from app import analysis
from app.pipeline.models import Job, Pipeline
from app.pipeline.service.asking import enqueue
from app.pipeline.stages.cue import CueArguments, SetCues, retold_by_stems
from app.pipeline.stages.separate import Separate


def hear_stems(session: Session, job: Job, pipelines: Sequence[Pipeline]) -> None:
    """Have new stems of an analysed track listened to, unless a pipeline of the job does so."""
    if job.stage != Separate.name or job.track_id is None or (job.result or {}).get("reused"):
        return
    if any(step["stage"] == SetCues.name for one in pipelines for step in one.plan):
        return
    owner_id, track_id = job.owner_id, job.track_id
    newest = analysis.find_analysis(session, owner_id=owner_id, track_id=track_id)
    if newest is None or not retold_by_stems(newest):
        return
    wish = analysis.get_preferred(session, owner_id=owner_id)
    enqueue(
        session,
        SetCues.name,
        owner_id=owner_id,
        title=job.title,
        arguments=CueArguments(style=wish.style),
        track_id=track_id,
        priority=job.priority,
    )
