"""Separate what a person has put in order."""

from uuid import UUID

from sqlmodel import Session

from app import library
from app.core.errors import InvalidInput
from app.pipeline.models import Batch
from app.pipeline.service.batching import start_batch
from app.pipeline.stages.separate import SeparateArguments


def separate_playlist(
    session: Session, playlist_id: UUID, *, owner_id: UUID, separation: SeparateArguments
) -> Batch:
    """Separate the tracks of a playlist in its order, each once, as a batch of its title.

    Raises:
        NotFound: if the owner has no such playlist.
        InvalidInput: if nothing is in it.
    """
    playlist = library.view_playlist(session, playlist_id, owner_id=owner_id)
    track_ids = library.list_playlist_tracks(session, playlist_id, owner_id=owner_id)
    if not track_ids:
        raise InvalidInput("This playlist is empty. Put tracks into it first.")
    return start_batch(
        session,
        owner_id=owner_id,
        separation=separation,
        track_ids=track_ids,
        title=playlist.title,
    )
