"""The artists and albums of the library: ``/artists`` and ``/albums``; and how it is to look."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app import library
from app.api.v1.answers import Answer, artwork_address
from app.api.v1.asking import FARTHEST, QueryAnswer, answer_query
from app.api.v1.caller import SignedIn, Working
from app.library import GroupKind, GroupSort, LibraryLook, TrackGroup
from app.pipeline import Tools

router = APIRouter(tags=["library"])


class GroupsAsked(BaseModel):
    """Some of the artists or albums of the tracks that the query ``search`` finds."""

    search: str = Field(default="", max_length=500)
    sort: GroupSort = GroupSort.NAME
    start: int = Field(default=0, ge=0, le=FARTHEST)
    count: int = Field(default=100, ge=0, le=500)


class GroupAnswer(Answer):
    """An artist or an album: how many tracks, how long, of which years.

    ``query`` finds its tracks; ``artist`` is that of an album if all of it is by one.
    """

    name: str
    query: str
    artist: str | None
    count: int
    duration_seconds: float
    first_year: int | None
    last_year: int | None
    artwork_url: str | None


class GroupsAnswer(Answer):
    """A page of artists or albums, how many there are, and how the query was understood."""

    rows: list[GroupAnswer]
    total: int
    query: QueryAnswer


@router.get("/artists")
def list_artists(
    asked: Annotated[GroupsAsked, Query()], user: SignedIn, tools: Working
) -> GroupsAnswer:
    """Return a page of the artists, by their names or with the most tracks first."""
    return _answer(tools, GroupKind.ARTIST, asked, owner_id=user.id)


@router.get("/albums")
def list_albums(
    asked: Annotated[GroupsAsked, Query()], user: SignedIn, tools: Working
) -> GroupsAnswer:
    """Return a page of the albums, by their names or with the most tracks first."""
    return _answer(tools, GroupKind.ALBUM, asked, owner_id=user.id)


@router.get("/preferences/library")
def read_look(user: SignedIn, tools: Working) -> LibraryLook:
    """Return how the library looks: the view, and the columns of the table in their order."""
    with tools.database.reading() as session:
        return library.get_library_look(session, owner_id=user.id)


@router.put("/preferences/library")
def change_look(look: LibraryLook, user: SignedIn, tools: Working) -> LibraryLook:
    """Remember how the library looks; every open page of the user follows."""
    with tools.database.transaction() as session:
        library.set_library_look(session, look, owner_id=user.id)
    return look


def _answer(tools: Tools, kind: GroupKind, asked: GroupsAsked, *, owner_id: UUID) -> GroupsAnswer:
    with tools.database.reading() as session:
        groups, total = library.list_groups(
            session,
            kind,
            owner_id=owner_id,
            search=asked.search,
            sort=asked.sort,
            start=asked.start,
            count=asked.count,
        )
    rows = [_answer_group(kind, group) for group in groups]
    return GroupsAnswer(rows=rows, total=total, query=answer_query(asked.search))


def _answer_group(kind: GroupKind, group: TrackGroup) -> GroupAnswer:
    picture = (
        artwork_address(group.pictured_id, group.picture_hash)
        if group.pictured_id and group.picture_hash
        else None
    )
    return GroupAnswer(
        name=group.name,
        query=library.write_exact(kind.value, group.name),
        artist=group.artist,
        count=group.count,
        duration_seconds=group.duration_seconds,
        first_year=group.first_year,
        last_year=group.last_year,
        artwork_url=picture,
    )
