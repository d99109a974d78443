"""The picture of a track: found in its file, brought by its link, or chosen by a hand."""

from uuid import UUID

from sqlmodel import Session

import app.library.repository as repository
from app.core import clock
from app.core.database import announce
from app.library.models import Artwork
from app.library.ports import ArtworkSource, TrackChanged
from app.library.repository import artwork as rows


def choose_artwork(session: Session, track_id: UUID, content_hash: str, *, owner_id: UUID) -> None:
    """Give a track the picture that its owner has chosen, whatever it had before.

    Raises:
        NotFound: if the owner has no such track.
    """
    repository.get_track(session, track_id, owner_id=owner_id)
    _put(session, track_id, content_hash, owner_id=owner_id, source=ArtworkSource.HAND)
    announce(session, TrackChanged(track_id, owner_id))


def remove_artwork(session: Session, track_id: UUID, *, owner_id: UUID) -> None:
    """Take the picture off a track; none is looked for again until its owner chooses one.

    Raises:
        NotFound: if the owner has no such track.
    """
    repository.get_track(session, track_id, owner_id=owner_id)
    _put(session, track_id, "", owner_id=owner_id, source=ArtworkSource.HAND)
    announce(session, TrackChanged(track_id, owner_id))


def offer_artwork(
    session: Session,
    track_id: UUID,
    content_hash: str | None,
    *,
    owner_id: UUID,
    source: ArtworkSource,
) -> bool:
    """Give a track a picture that was found, unless it has one or its owner wants none.

    No picture says that it was looked for, so that nobody looks again. Return whether the track
    shows it now.

    Raises:
        NotFound: if the owner has no such track.
    """
    repository.get_any_track(session, track_id, owner_id=owner_id)
    known = rows.find_artwork(session, track_id, owner_id=owner_id)
    is_open = known is None or not (known.content_hash or known.source == ArtworkSource.HAND)
    if not is_open or (known is not None and not content_hash):
        return False
    _put(session, track_id, content_hash or "", owner_id=owner_id, source=source)
    if content_hash:
        announce(session, TrackChanged(track_id, owner_id))
    return bool(content_hash)


def hand_over_artwork(session: Session, track_id: UUID, *, to: UUID, owner_id: UUID) -> None:
    """Let a track that stands in for another show its picture, unless it has one of its own."""
    known = rows.find_artwork(session, track_id, owner_id=owner_id)
    if known is not None and known.content_hash:
        source = ArtworkSource(known.source)
        offer_artwork(session, to, known.content_hash, owner_id=owner_id, source=source)


def _put(
    session: Session, track_id: UUID, content_hash: str, *, owner_id: UUID, source: ArtworkSource
) -> None:
    artwork = Artwork(
        track_id=track_id,
        owner_id=owner_id,
        content_hash=content_hash,
        source=source,
        created_at=clock.now(),
    )
    rows.put_artwork(session, artwork)
