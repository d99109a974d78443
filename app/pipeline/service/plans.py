"""The plans people ask for."""

from uuid import UUID

from pydantic import BaseModel
from sqlmodel import Session

from app import analysis, library, stems
from app.core.workplace import Received
from app.library import Track, TrackSource
from app.pipeline.models import Pipeline
from app.pipeline.service.asking import start
from app.pipeline.stages.analyse import AnalyseArguments
from app.pipeline.stages.cue import CueArguments
from app.pipeline.stages.import_file import ImportArguments
from app.pipeline.stages.separate import SeparateArguments


def import_and_process(
    session: Session,
    received: Received,
    *,
    owner_id: UUID,
    file_name: str,
    separation: SeparateArguments,
    source: TrackSource = TrackSource.FILE,
) -> Pipeline:
    """Start the main job on a file that came in: import, separation, analysis, cues."""
    name = library.clean_name(file_name)
    arguments = ImportArguments(
        upload_id=received.upload_id,
        file_name=name,
        sha256=received.sha256,
        size_bytes=received.size_bytes,
        source=source,
    )
    plan: dict[str, BaseModel] = {"import": arguments, **_work_on_track(separation)}
    return start(session, plan, owner_id=owner_id, title=name)


def process(session: Session, track: Track, *, separation: SeparateArguments) -> Pipeline:
    """Start separation, analysis and cues of a track that is in the library."""
    plan = _work_on_track(separation)
    return start(session, plan, owner_id=track.owner_id, title=track.title, track_id=track.id)


def process_missing(
    session: Session, track: Track, *, separation: SeparateArguments
) -> Pipeline | None:
    """Start only what a track of the library lacks: these stems, or today's analysis."""
    owner_id, track_id = track.owner_id, track.id
    plan: dict[str, BaseModel] = {}
    there = stems.find_separation(
        session,
        owner_id=owner_id,
        track_id=track_id,
        recipe=separation.recipe,
    )
    if there is None:
        plan["separate"] = separation
    if analysis.find_current(session, owner_id=owner_id, track_id=track_id) is None:
        plan |= _listen(again=False)
    if not plan:
        return None
    return start(session, plan, owner_id=owner_id, title=track.title, track_id=track_id)


def separate(session: Session, track: Track, *, separation: SeparateArguments) -> Pipeline:
    """Take a track of the library apart, with an engine and a model of one's choice."""
    plan = {"separate": separation}
    return start(session, plan, owner_id=track.owner_id, title=track.title, track_id=track.id)


def analyse(session: Session, track: Track) -> Pipeline:
    """Listen to a track of the library anew, and set its cues anew."""
    plan = _listen(again=True)
    return start(session, plan, owner_id=track.owner_id, title=track.title, track_id=track.id)


def _work_on_track(separation: SeparateArguments) -> dict[str, BaseModel]:
    return {"separate": separation, **_listen(again=separation.again)}


def _listen(*, again: bool) -> dict[str, BaseModel]:
    return {"analyse": AnalyseArguments(again=again), "cue": CueArguments()}
