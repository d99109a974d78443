"""What takes space, and making room: ``/disk``."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app import pipeline
from app.api.v1.answers import Answer
from app.api.v1.caller import SignedIn, Working
from app.pipeline import Clearable

router = APIRouter(prefix="/disk", tags=["disk"])

MOST_NAMED = 500


class TrackBytesAnswer(Answer):
    """A track, and what its original and its stems take."""

    track_id: UUID
    title: str
    artist: str | None
    originals_bytes: int
    stems_bytes: int


class DiskAnswer(Answer):
    """What the files of a user take; ``used_bytes`` count: originals and stems, in the trash too.

    ``caches_bytes`` come back when they are wanted, ``gone_bytes`` are of tracks in the trash.
    ``quota_bytes`` and ``left_bytes`` are null without a quota.
    """

    tracks: int
    originals_bytes: int
    stems_bytes: int
    pictures_bytes: int
    caches_bytes: int
    gone_bytes: int
    used_bytes: int
    quota_bytes: int | None
    left_bytes: int | None


class OwnDiskAnswer(DiskAnswer):
    """What one's own files take, and the tracks that take most, the largest first."""

    largest: list[TrackBytesAnswer]


class UserDiskAnswer(DiskAnswer):
    """What the files of one user take."""

    owner_id: UUID
    email: str


class MachineAnswer(Answer):
    """What everybody's files take, and what the disk has left."""

    users: list[UserDiskAnswer]
    database_bytes: int
    free_bytes: int
    total_bytes: int


class ClearingQuestion(BaseModel):
    """What is to be cleared; ``track_ids`` name whose stems go. A dry run only counts."""

    kinds: Annotated[set[Clearable], Field(min_length=1)]
    track_ids: Annotated[list[UUID], Field(max_length=MOST_NAMED)] = []
    dry_run: bool = True


class ClearedAnswer(Answer):
    """How much of a kind went, or would go: files of caches, separations of the others."""

    kind: Clearable
    count: int
    size_bytes: int


@router.get("")
def read_disk(user: SignedIn, tools: Working) -> OwnDiskAnswer:
    """Return what takes space of one's own; caches as they were at most ten minutes ago."""
    use = DiskAnswer.model_validate(pipeline.view_disk(tools, owner_id=user.id))
    with tools.database.reading() as session:
        found = pipeline.list_largest_tracks(session, owner_id=user.id)
    largest = [
        TrackBytesAnswer(
            track_id=one.track_id,
            title=one.title,
            artist=one.artist,
            originals_bytes=one.originals,
            stems_bytes=one.stems,
        )
        for one in found
    ]
    return OwnDiskAnswer(**use.model_dump(), largest=largest)


@router.get("/users")
def read_machine(user: SignedIn, tools: Working) -> MachineAnswer:
    """Return what everybody's files take, whoever takes most first; for administrators."""
    return MachineAnswer.model_validate(pipeline.view_machine(tools, by=user))


@router.post("/clearings")
def clear(asked: ClearingQuestion, user: SignedIn, tools: Working) -> list[ClearedAnswer]:
    """Clear caches, replaced drafts, or the stems of named tracks; a dry run unless said."""
    cleared = pipeline.clear(
        tools,
        asked.kinds,
        owner_id=user.id,
        track_ids=list(dict.fromkeys(asked.track_ids)),
        dry_run=asked.dry_run,
    )
    return [ClearedAnswer.model_validate(one) for one in cleared]
