"""Playlists that come from elsewhere, and may come again."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session

import app.library.repository as repository
from app.core.names import clean_text
from app.library.models import Playlist
from app.library.service.contents import MOST_ITEMS
from app.library.service.filling import add_to_playlist
from app.library.service.playlists import TITLE_LENGTH, create_playlist

LINK_LENGTH = 500


def take_over_playlist(
    session: Session, title: str, track_ids: Sequence[UUID], *, link: str, owner_id: UUID
) -> Playlist:
    """Make a playlist of the owner's tracks, or add to the one that came from there what it lacks.

    Its order stays as its owner has made it; tracks that were never in it come to its end, and
    what a person took out of it stays out.

    Raises:
        InvalidInput: if there are too many playlists, or too many tracks in this one.
    """
    link = link[:LINK_LENGTH]
    playlist = repository.find_playlist_by_link(session, link, owner_id=owner_id)
    if playlist is None:
        shown = clean_text(title)[:TITLE_LENGTH].strip() or "Playlist"
        wanted = list(track_ids)[:MOST_ITEMS]
        playlist = create_playlist(session, shown, owner_id=owner_id, track_ids=wanted)
        playlist.link = link
        session.add(playlist)
        session.flush()
        return playlist
    there = repository.list_seen_tracks(session, playlist.id)
    lacking = [track_id for track_id in dict.fromkeys(track_ids) if track_id not in there]
    if lacking:
        add_to_playlist(session, playlist.id, lacking, owner_id=owner_id)
    return playlist
