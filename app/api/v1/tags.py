"""Words that people mark tracks with: ``/tags``."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from app import library
from app.api.v1.answers import Answer
from app.api.v1.caller import SignedIn, Working

router = APIRouter(prefix="/tags", tags=["library"])


class TagAnswer(Answer):
    """A tag, and how many tracks show it."""

    id: UUID
    name: str
    count: int


class TaggedAnswer(Answer):
    """How many of the tracks that were named are there, and the tags as they are kept."""

    tracks: int
    names: list[str]


class Marks(BaseModel):
    """Which tracks, and which tags by their names."""

    model_config = ConfigDict(extra="forbid")

    track_ids: list[UUID] = Field(max_length=library.MOST_TAGGED)
    names: list[str] = Field(min_length=1, max_length=library.MOST_NAMED)


class TagNamed(BaseModel):
    """What a tag is to be called."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=500)


@router.get("")
def list_tags(user: SignedIn, tools: Working) -> list[TagAnswer]:
    """Return all tags by their names, with how many tracks each marks."""
    with tools.database.reading() as session:
        tags = library.list_tags(session, owner_id=user.id)
    return [TagAnswer.model_validate(tag) for tag in tags]


@router.post("/mark")
def mark(marks: Marks, user: SignedIn, tools: Working) -> TaggedAnswer:
    """Mark tracks with tags, which are made where there are none of these names."""
    with tools.database.transaction() as session:
        done = library.tag_tracks(session, marks.track_ids, marks.names, owner_id=user.id)
    return TaggedAnswer.model_validate(done)


@router.post("/unmark")
def unmark(marks: Marks, user: SignedIn, tools: Working) -> TaggedAnswer:
    """Take tags off tracks; the tags stay."""
    with tools.database.transaction() as session:
        done = library.untag_tracks(session, marks.track_ids, marks.names, owner_id=user.id)
    return TaggedAnswer.model_validate(done)


@router.patch("/{tag_id}")
def rename_tag(tag_id: UUID, named: TagNamed, user: SignedIn, tools: Working) -> TagAnswer:
    """Call a tag by another name; where there is one of that name, the two become one."""
    with tools.database.transaction() as session:
        kept = library.rename_tag(session, tag_id, named.name, owner_id=user.id).id
        session.flush()
        tags = library.list_tags(session, owner_id=user.id)
    return next(TagAnswer.model_validate(tag) for tag in tags if tag.id == kept)


@router.delete("/{tag_id}", status_code=204)
def delete_tag(tag_id: UUID, user: SignedIn, tools: Working) -> None:
    """Delete a tag; the tracks stay."""
    with tools.database.transaction() as session:
        library.delete_tag(session, tag_id, owner_id=user.id)
