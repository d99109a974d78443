"""The library: ``/tracks`` and what is known about each."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app import analysis, library, pipeline
from app.analysis import TrackAnalysis
from app.api.v1.answers import (
    CueAnswer,
    DeletedAnswer,
    JobAnswer,
    SectionAnswer,
    StartedAnswer,
    TrackAnswer,
    answer_job,
    answer_track,
)
from app.api.v1.asking import TracksFoundAnswer, TracksPageAsked, answer_found, answer_query
from app.api.v1.caller import SignedIn, Working
from app.api.v1.features import AskedFeatures
from app.core.errors import NotFound
from app.library import TrackEdit
from app.pipeline import Tools
from app.stems import Wish

router = APIRouter(prefix="/tracks", tags=["library"])


class Separate(Wish):
    """How to take a track apart; ``again`` does it even if these stems are there already."""

    again: bool = False


@router.get("")
def list_tracks(
    asked: Annotated[TracksPageAsked, Query()], user: SignedIn, tools: Working
) -> TracksFoundAnswer:
    """Return a page of the library: the tracks that the query ``search`` finds.

    Its words are in title, artist, album, genre or the file's name, and its fields ask for the
    rest; ``query`` says how it was understood. Without ``descending``, the newest come first, and
    everything else goes upwards.
    """
    with tools.database.reading() as session:
        page, total = analysis.browse_tracks(session, asked.question(), owner_id=user.id)
        ids = [track.id for track, _ in page]
        work = pipeline.summarise_work(session, ids, owner_id=user.id)
        tags = library.tags_of(session, ids, owner_id=user.id)
        pictures = library.artwork_of(session, ids, owner_id=user.id)
    rows = answer_found(page, work, tags, pictures)
    return TracksFoundAnswer(rows=rows, total=total, query=answer_query(asked.search))


@router.get("/{track_id}")
def read_track(track_id: UUID, user: SignedIn, tools: Working) -> TrackAnswer:
    """Return one track."""
    return _read(tools, track_id, owner_id=user.id)


@router.patch("/{track_id}")
def edit_track(track_id: UUID, edit: TrackEdit, user: SignedIn, tools: Working) -> TrackAnswer:
    """Change what is written about a track; fields that are not given stay as they are."""
    with tools.database.transaction() as session:
        library.edit_track(session, track_id, edit, owner_id=user.id)
    return _read(tools, track_id, owner_id=user.id)


@router.delete("/{track_id}")
def delete_track(track_id: UUID, user: SignedIn, tools: Working) -> DeletedAnswer:
    """Throw a track away; ``undo_url`` brings it back from the trash."""
    with tools.database.transaction() as session:
        track = pipeline.delete_track(session, track_id, owner_id=user.id)
    return DeletedAnswer(
        track_id=track.id,
        undo_url=f"/api/v1/tracks/{track.id}/restore",
        undo_until=pipeline.gone_at(track, tools.settings),
    )


@router.post("/{track_id}/restore")
def restore_track(track_id: UUID, user: SignedIn, tools: Working) -> TrackAnswer:
    """Bring a deleted track back."""
    with tools.database.transaction() as session:
        library.restore_track(session, track_id, owner_id=user.id)
    return _read(tools, track_id, owner_id=user.id)


@router.post("/{track_id}/separations", status_code=201)
def separate(track_id: UUID, how: Separate, user: SignedIn, tools: Working) -> StartedAnswer:
    """Take a track apart, by what is said, and else by what the user prefers."""
    wish = Wish.model_validate(how.model_dump(exclude={"again"}))
    with tools.database.transaction() as session:
        separation = pipeline.choose_for(
            session, tools.settings, owner_id=user.id, wish=wish, again=how.again
        )
        track = library.get_track(session, track_id, owner_id=user.id)
        started = pipeline.separate(session, track, separation=separation)
    return StartedAnswer(pipeline_id=started.id)


@router.post("/{track_id}/analyses", status_code=201)
def analyse(
    track_id: UUID, user: SignedIn, tools: Working, asked: AskedFeatures | None = None
) -> StartedAnswer:
    """Listen to a track anew, for all features or some; what a hand has made stays.

    The names of the features are those of ``GET /features``.
    """
    with tools.database.transaction() as session:
        track = library.get_track(session, track_id, owner_id=user.id)
        started = pipeline.analyse(session, track, (asked or AskedFeatures()).wish())
    return StartedAnswer(pipeline_id=started.id)


@router.get("/{track_id}/jobs")
def list_jobs(track_id: UUID, user: SignedIn, tools: Working) -> list[JobAnswer]:
    """Return the jobs of a track: live ones first, then the newest, at most a hundred."""
    with tools.database.reading() as session:
        jobs = pipeline.list_recent_jobs(session, owner_id=user.id, track_id=track_id)
    return [answer_job(job) for job in jobs]


@router.get("/{track_id}/analysis")
def read_analysis(track_id: UUID, user: SignedIn, tools: Working) -> TrackAnalysis:
    """Return everything that was heard in a track."""
    with tools.database.reading() as session:
        library.get_track(session, track_id, owner_id=user.id)
        heard = analysis.find_analysis(session, owner_id=user.id, track_id=track_id)
    if heard is None:
        raise NotFound("This track has no analysis yet. Analyse it first.")
    return TrackAnalysis.model_validate(heard.document)


@router.get("/{track_id}/sections")
def list_sections(track_id: UUID, user: SignedIn, tools: Working) -> list[SectionAnswer]:
    """Return the form of a track, in time."""
    with tools.database.reading() as session:
        library.get_track(session, track_id, owner_id=user.id)
        rows = analysis.list_sections(session, owner_id=user.id, track_id=track_id)
    return [SectionAnswer.model_validate(row) for row in rows]


@router.get("/{track_id}/cues")
def list_cues(track_id: UUID, user: SignedIn, tools: Working) -> list[CueAnswer]:
    """Return the cues of a track, in time."""
    with tools.database.reading() as session:
        library.get_track(session, track_id, owner_id=user.id)
        rows = analysis.list_cues(session, owner_id=user.id, track_id=track_id)
    return [CueAnswer.model_validate(row) for row in rows]


def _read(tools: Tools, track_id: UUID, *, owner_id: UUID) -> TrackAnswer:
    with tools.database.reading() as session:
        track = library.get_track(session, track_id, owner_id=owner_id)
        heard = analysis.find_analysis(session, owner_id=owner_id, track_id=track_id)
        work = pipeline.summarise_work(session, [track_id], owner_id=owner_id)
        pictures = library.artwork_of(session, [track_id], owner_id=owner_id)
    return answer_track(track, heard, work.get(track_id), pictures.get(track_id))
