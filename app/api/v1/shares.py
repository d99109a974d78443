"""Links for people without an account: ``/shares``."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from app import library
from app.api.addresses import SHARE
from app.api.v1.answers import Answer
from app.api.v1.caller import SignedIn, Working

router = APIRouter(prefix="/shares", tags=["sharing"])


class Life(StrEnum):
    """How long a link works."""

    DAY = "day"
    WEEK = "week"
    NEVER_ENDS = "never"


LIVES = {Life.DAY: timedelta(days=1), Life.WEEK: timedelta(weeks=1), Life.NEVER_ENDS: None}


class NewShare(BaseModel):
    """What is shared, one track or one playlist, and when the link ends."""

    track_id: UUID | None = None
    playlist_id: UUID | None = None
    expires: Life = Life.WEEK


class ShareAnswer(Answer):
    """A link that works; without ``expires_at`` it does so until it is taken back."""

    id: UUID
    track_id: UUID | None
    playlist_id: UUID | None
    created_at: datetime
    expires_at: datetime | None


class NewShareAnswer(ShareAnswer):
    """A new link; ``path`` is told only now, because the studio keeps no more than its hash."""

    path: str


@router.get("")
def list_shares(
    user: SignedIn,
    tools: Working,
    track: Annotated[UUID | None, Query(description="Only links to this track.")] = None,
    playlist: Annotated[UUID | None, Query(description="Only links to this playlist.")] = None,
) -> list[ShareAnswer]:
    """Return the links that work, the newest first."""
    with tools.database.reading() as session:
        links = library.list_shares(session, owner_id=user.id, track_id=track, playlist_id=playlist)
    return [ShareAnswer.model_validate(link) for link in links]


@router.post("", status_code=201)
def share(wanted: NewShare, user: SignedIn, tools: Working) -> NewShareAnswer:
    """Make a link by which anybody hears a track or a playlist, and changes nothing."""
    with tools.database.transaction() as session:
        link, token = library.share(
            session,
            owner_id=user.id,
            track_id=wanted.track_id,
            playlist_id=wanted.playlist_id,
            life=LIVES[wanted.expires],
        )
        known = ShareAnswer.model_validate(link)
    return NewShareAnswer(**known.model_dump(), path=f"{SHARE}/{token}")


@router.delete("/{share_id}", status_code=204)
def revoke_share(share_id: UUID, user: SignedIn, tools: Working) -> None:
    """Let a link lead nowhere from now on."""
    with tools.database.transaction() as session:
        library.revoke_share(session, share_id, owner_id=user.id)
