"""Links by which somebody without an account hears one track or one playlist.

A token has 32 random bytes and is known to who has the link; the rows hold its SHA-256, so that a
copy of the database opens nothing.  What lies in a shared crate is shared with it.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session

import app.library.repository as repository
from app import accounts
from app.core import clock
from app.core.errors import InvalidInput, NotFound
from app.library.models import ShareLink, Track
from app.library.repository import shares
from app.library.service.contents import (
    crates_of,
    holds_track,
    list_playlist_items,
    view_playlist,
)

TOKEN_BYTES: Final = 32

MOST_SHARES: Final = 1000
"""A user has no more links that work."""

GONE: Final = (
    "This link does not work. It may have ended or been taken back: "
    "ask whoever sent it for a new one."
)


@dataclass(frozen=True)
class ShareView:
    """What a link leads to: one track, or a playlist of the owner."""

    owner_id: UUID
    title: str
    count: int
    track_id: UUID | None
    playlist_id: UUID | None


def share(
    session: Session,
    *,
    owner_id: UUID,
    track_id: UUID | None = None,
    playlist_id: UUID | None = None,
    life: timedelta | None = None,
) -> tuple[ShareLink, str]:
    """Make a link to a track or to a playlist; return its row and its token, which is not kept.

    Without a ``life`` it works until it is taken back.

    Raises:
        InvalidInput: if not exactly one thing is named, or there are too many links.
        NotFound: if the owner has no such track or playlist.
    """
    if (track_id is None) == (playlist_id is None):
        raise InvalidInput("A link leads to one track or to one playlist. Name one of them.")
    if track_id is not None:
        repository.get_track(session, track_id, owner_id=owner_id)
    if playlist_id is not None:
        repository.get_playlist(session, playlist_id, owner_id=owner_id)
    now, token = clock.now(), secrets.token_urlsafe(TOKEN_BYTES)
    shares.delete_ended(session, owner_id=owner_id, at=now)
    if len(shares.list_shares(session, owner_id=owner_id, at=now)) >= MOST_SHARES:
        raise InvalidInput(f"You have {MOST_SHARES} links. Take one back first.")
    link = ShareLink(
        owner_id=owner_id,
        track_id=track_id,
        playlist_id=playlist_id,
        token_hash=_hash(token),
        expires_at=None if life is None else now + life,
    )
    session.add(link)
    session.flush()
    return link, token


def list_shares(
    session: Session,
    *,
    owner_id: UUID,
    track_id: UUID | None = None,
    playlist_id: UUID | None = None,
) -> list[ShareLink]:
    """Return the owner's links that work, the newest first; those to one thing if it is named."""
    found = shares.list_shares(session, owner_id=owner_id, at=clock.now())
    return [
        link
        for link in found
        if track_id in {None, link.track_id} and playlist_id in {None, link.playlist_id}
    ]


def revoke_share(session: Session, share_id: UUID, *, owner_id: UUID) -> None:
    """Let a link lead nowhere from now on.

    Raises:
        NotFound: if the owner has no such link.
    """
    link = shares.get_share(session, share_id, owner_id=owner_id)
    link.revoked_at = link.revoked_at or clock.now()
    session.add(link)


def open_share(session: Session, token: str) -> ShareView:
    """Return what a link leads to.

    Raises:
        NotFound: if it is wrong, has ended or was taken back, or what it led to is gone.
    """
    link = _find(session, token)
    try:
        title, count = _look_at(session, link)
    except NotFound as error:
        raise NotFound(GONE) from error
    return ShareView(link.owner_id, title, count, link.track_id, link.playlist_id)


def list_shared_tracks(
    session: Session, shared: ShareView, *, start: int, count: int
) -> list[Track]:
    """Return a page of the tracks that a link lets hear, in their order."""
    if shared.playlist_id is None:
        assert shared.track_id is not None  # noqa: S101  — it leads to one of the two
        ids = [shared.track_id][start : start + count]
    else:
        items = list_playlist_items(
            session,
            shared.playlist_id,
            owner_id=shared.owner_id,
            start=start,
            count=count,
            inside=True,
        )
        ids = [item.track_id for item in items]
    found = shares.read_tracks(session, ids, owner_id=shared.owner_id)
    return [found[track_id] for track_id in ids if track_id in found]


def get_shared_track(session: Session, token: str, track_id: UUID) -> Track:
    """Return a track that a link lets hear.

    Raises:
        NotFound: if the link does not work, or the track is not in what it leads to.
    """
    link = _find(session, token)
    try:
        if _holds(session, link, track_id):
            return repository.get_track(session, track_id, owner_id=link.owner_id)
    except NotFound as error:
        raise NotFound(GONE) from error
    raise NotFound("This track is not behind this link. Reload the page to see what is.")


def _find(session: Session, token: str) -> ShareLink:
    link = shares.find_share(session, _hash(token), at=clock.now())
    if link is None or not accounts.may_sign_in(accounts.get_user(session, link.owner_id)):
        raise NotFound(GONE)
    return link


def _look_at(session: Session, link: ShareLink) -> tuple[str, int]:
    """Return the title of what a link leads to, and how many tracks it has."""
    if link.playlist_id is None:
        assert link.track_id is not None  # noqa: S101  — it leads to one of the two
        return repository.get_track(session, link.track_id, owner_id=link.owner_id).title, 1
    view = view_playlist(session, link.playlist_id, owner_id=link.owner_id, inside=True)
    return view.title, view.count or 0


def _holds(session: Session, link: ShareLink, track_id: UUID) -> bool:
    if link.playlist_id is None:
        return track_id == link.track_id
    crates = crates_of(session, link.playlist_id, owner_id=link.owner_id, inside=True)
    return holds_track(session, crates, track_id)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
