"""Tracks that are the same recording: ``/duplicates``, and what to do with them."""

from datetime import datetime, timedelta
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel

from app import analysis, library, pipeline, sources
from app.api.v1.answers import Answer, TrackAnswer, answer_track
from app.api.v1.asking import Count, Start
from app.api.v1.caller import SignedIn, Working
from app.core import clock
from app.library import Merged
from app.pipeline import Tools
from app.sources import Duplicate

router = APIRouter(tags=["tracks"])


class OtherTrack(BaseModel):
    """The other of two tracks of one recording."""

    other_id: UUID


class MergedBefore(OtherTrack):
    """What a merge answered, to be taken back."""

    item_ids: list[UUID] = []
    learned: list[str] = []


class DuplicateAnswer(Answer):
    """Two tracks of one recording; ``difference`` is 0..1, near 0 for copies."""

    newer: TrackAnswer
    older: TrackAnswer
    difference: float


class DuplicatesAnswer(Answer):
    """A page of duplicates, and how many there are; ``unheard`` tracks are still to be compared."""

    rows: list[DuplicateAnswer]
    total: int
    unheard: int


class MergedAnswer(Answer):
    """The track that stayed, the one that went, and how to take that back with a POST.

    ``item_ids`` are the places of playlists that were taken over, ``learned`` what the one that
    stayed has from the other; both go into the POST.
    """

    track_id: UUID
    other_id: UUID
    item_ids: list[UUID]
    learned: list[str]
    undo_url: str
    undo_until: datetime


@router.get("/duplicates")
def list_duplicates(
    user: SignedIn, tools: Working, *, start: Start = 0, count: Count = 100
) -> DuplicatesAnswer:
    """Return the tracks that are there twice, the newest first, but those kept on purpose."""
    with tools.database.reading() as session:
        page = sources.list_duplicates(session, owner_id=user.id, start=start, count=count)
        unheard = sources.count_unheard(session, owner_id=user.id)
    rows = _answer(tools, page.rows, owner_id=user.id)
    return DuplicatesAnswer(rows=rows, total=page.total, unheard=unheard)


@router.get("/tracks/{track_id}/duplicates")
def list_duplicates_of(track_id: UUID, user: SignedIn, tools: Working) -> list[DuplicateAnswer]:
    """Return the tracks that are the same recording as this one, but those kept on purpose."""
    with tools.database.reading() as session:
        found = sources.list_duplicates_of(session, track_id, owner_id=user.id)
    return _answer(tools, found, owner_id=user.id)


@router.post("/tracks/{track_id}/duplicates/keep", status_code=204)
def keep_both(track_id: UUID, other: OtherTrack, user: SignedIn, tools: Working) -> None:
    """Keep both of two tracks of one recording, and be told of them no more."""
    with tools.database.transaction() as session:
        sources.keep_both(session, track_id, other.other_id, owner_id=user.id)


@router.post("/tracks/{track_id}/duplicates/merge")
def merge(track_id: UUID, other: OtherTrack, user: SignedIn, tools: Working) -> MergedAnswer:
    """Keep this track with its edits; the other gives it its places in playlists, and goes."""
    with tools.database.transaction() as session:
        merged = pipeline.merge_duplicate(session, other.other_id, into=track_id, owner_id=user.id)
    return MergedAnswer(
        track_id=track_id,
        other_id=other.other_id,
        item_ids=list(merged.items),
        learned=list(merged.learned),
        undo_url=f"/api/v1/tracks/{track_id}/duplicates/unmerge",
        undo_until=clock.now() + timedelta(hours=tools.settings.clean_age_hours),
    )


@router.post("/tracks/{track_id}/duplicates/unmerge")
def unmerge(track_id: UUID, before: MergedBefore, user: SignedIn, tools: Working) -> TrackAnswer:
    """Bring back the track that was merged into this one, to the places where it stood."""
    merged = Merged(track_id, before.other_id, tuple(before.item_ids), tuple(before.learned))
    with tools.database.transaction() as session:
        track = library.part_tracks(session, merged, owner_id=user.id)
        return answer_track(track)


def _answer(
    tools: Tools, found: tuple[Duplicate, ...] | list[Duplicate], *, owner_id: UUID
) -> list[DuplicateAnswer]:
    ids = list({track.id for one in found for track in (one.newer, one.older)})
    with tools.database.reading() as session:
        tracks = analysis.find_tracks(session, ids, owner_id=owner_id)
        work = pipeline.summarise_work(session, ids, owner_id=owner_id)
    answers = {known: answer_track(*row, work.get(known)) for known, row in tracks.items()}
    return [
        DuplicateAnswer(
            newer=answers[one.newer.id],
            older=answers[one.older.id],
            difference=one.difference,
        )
        for one in found
        if {one.newer.id, one.older.id} <= answers.keys()
    ]
