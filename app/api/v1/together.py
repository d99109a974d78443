"""Many tracks at once: ``/tracks/batch``, and what was thrown away: ``/trash``."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from app import library, pipeline
from app.api.v1.answers import Answer
from app.api.v1.asking import Count, Start
from app.api.v1.caller import SignedIn, Working
from app.core.errors import InvalidInput
from app.library import MOST_SELECTED, TracksEdit
from app.pipeline import Done, TrackChoice

router = APIRouter(tags=["library"])

Names = Annotated[list[str], Field(max_length=library.MOST_NAMED)]


class Together(BaseModel):
    """What to do with which tracks.

    ``edit`` writes ``fields``, ``tag`` adds and removes tags by their names, and ``delete`` throws
    the tracks away.
    """

    model_config = ConfigDict(extra="forbid")

    action: Literal["edit", "tag", "delete"]
    tracks: TrackChoice
    fields: TracksEdit | None = None
    add: Names = Field(default_factory=list[str])
    remove: Names = Field(default_factory=list[str])


class TogetherAnswer(Answer):
    """How many tracks were meant; ``undo_url`` takes it back ``undo_until`` then, where it can."""

    count: int
    undo_url: str | None = None
    undo_until: datetime | None = None


class SharedAnswer(Answer):
    """What tracks have in common: their one ``value``, or that it ``is_mixed``."""

    value: str | int | None
    is_mixed: bool


class OverviewAnswer(Answer):
    """What many tracks have in common; ``tags`` says how many of them each tag marks."""

    count: int
    without_audio: int
    size_bytes: int
    duration_seconds: float
    fields: dict[str, SharedAnswer]
    tags: dict[str, int]


class ThrownAnswer(Answer):
    """A track in the trash; it goes for good at ``gone_at``."""

    id: UUID
    title: str
    artist: str | None
    album: str | None
    duration_seconds: float
    deleted_at: datetime
    gone_at: datetime
    size_bytes: int


class TrashAnswer(Answer):
    """A page of the trash, how many tracks it has, and what their files take."""

    rows: list[ThrownAnswer]
    total: int
    size_bytes: int
    keep_days: float


class Thrown(BaseModel):
    """Tracks in the trash: those named, or all."""

    model_config = ConfigDict(extra="forbid")

    track_ids: list[UUID] | None = Field(default=None, min_length=1, max_length=MOST_SELECTED)
    all: bool = False

    def chosen(self) -> list[UUID] | None:
        """Return the tracks that are meant, None for all.

        Raises:
            InvalidInput: if it is not said which.
        """
        if self.all is (self.track_ids is not None):
            raise InvalidInput("Name the tracks in 'track_ids', or say 'all'.")
        return self.track_ids


class CountAnswer(Answer):
    """With how many tracks something was done."""

    count: int


@router.post("/tracks/batch/about")
def look_over(tracks: TrackChoice, user: SignedIn, tools: Working) -> OverviewAnswer:
    """Return what tracks have in common, before something is done with all of them."""
    return OverviewAnswer.model_validate(pipeline.look_over(tools, tracks, owner_id=user.id))


@router.post("/tracks/batch")
def act_together(wanted: Together, user: SignedIn, tools: Working) -> TogetherAnswer:
    """Edit, tag or delete many tracks; if one of them is not the user's, nothing is done.

    An edit is one transaction. Tracks are thrown away a few hundred at a time.
    """
    if wanted.action == "edit":
        edit = wanted.fields or TracksEdit()
        return _answer(pipeline.edit_together(tools, wanted.tracks, edit, owner_id=user.id))
    if wanted.action == "delete":
        return _answer(pipeline.delete_together(tools, wanted.tracks, owner_id=user.id))
    done = pipeline.tag_together(
        tools, wanted.tracks, add=wanted.add, remove=wanted.remove, owner_id=user.id
    )
    return TogetherAnswer(count=done.tracks)


@router.post("/tracks/batch/undo/{undo_id}")
def undo_together(undo_id: UUID, user: SignedIn, tools: Working) -> CountAnswer:
    """Take back an edit or a deletion of many tracks; what was written since stays."""
    return CountAnswer(count=pipeline.take_back_together(tools, undo_id, owner_id=user.id))


@router.get("/trash")
def read_trash(
    user: SignedIn, tools: Working, *, start: Start = 0, count: Count = 100
) -> TrashAnswer:
    """Return a page of what was thrown away, the last first."""
    with tools.database.reading() as session:
        view = pipeline.view_trash(
            session, tools.settings, owner_id=user.id, start=start, count=count
        )
    rows = [
        ThrownAnswer.model_validate(
            {
                **one.track.model_dump(include=set(ThrownAnswer.model_fields)),
                "gone_at": one.gone_at,
                "size_bytes": one.size_bytes,
            }
        )
        for one in view.rows
    ]
    return TrashAnswer(
        rows=rows,
        total=view.total,
        size_bytes=view.size_bytes,
        keep_days=tools.settings.trash_days,
    )


@router.post("/trash/restore")
def restore_thrown(thrown: Thrown, user: SignedIn, tools: Working) -> CountAnswer:
    """Bring tracks back from the trash, to all the places where they stood."""
    count = pipeline.restore_thrown(tools, thrown.chosen(), owner_id=user.id)
    return CountAnswer(count=count)


@router.post("/trash/purge")
def purge_thrown(thrown: Thrown, user: SignedIn, tools: Working) -> CountAnswer:
    """Delete tracks in the trash for good, with their stems and files."""
    return CountAnswer(count=pipeline.purge_thrown(tools, thrown.chosen(), owner_id=user.id))


def _answer(done: Done) -> TogetherAnswer:
    return TogetherAnswer(
        count=done.count,
        undo_url=f"/api/v1/tracks/batch/undo/{done.undo_id}",
        undo_until=done.undo_until,
    )
