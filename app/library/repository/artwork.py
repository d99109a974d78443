"""Questions about the pictures of tracks; a row without a hash says that there is none to show."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.library.models import Artwork, Playlist, Track
from app.library.repository.tracks import HAS_AUDIO, IS_KEPT, is_kept_since


def find_artwork(session: Session, track_id: UUID, *, owner_id: UUID) -> Artwork | None:
    """Return what is known of the picture of the owner's track."""
    query = select(Artwork).where(Artwork.track_id == track_id, Artwork.owner_id == owner_id)
    return session.exec(query).first()


def artwork_of(session: Session, track_ids: Collection[UUID], *, owner_id: UUID) -> dict[UUID, str]:
    """Return the hash of the picture of each of the owner's tracks, in one query.

    Those without a picture are left out.
    """
    if not track_ids:
        return {}
    query = select(Artwork.track_id, Artwork.content_hash).where(
        col(Artwork.track_id).in_(track_ids),
        Artwork.owner_id == owner_id,
        Artwork.content_hash != "",
    )
    return dict(session.exec(query).all())


def put_artwork(session: Session, artwork: Artwork) -> None:
    """Write down the picture of a track, in place of what was known of it."""
    known = find_artwork(session, artwork.track_id, owner_id=artwork.owner_id)
    if known is None:
        try:
            with session.begin_nested():
                session.add(artwork)
                session.flush()
        except IntegrityError:  # somebody else has written the row meanwhile
            known = find_artwork(session, artwork.track_id, owner_id=artwork.owner_id)
            if known is None:
                raise
    if known is not None:
        known.content_hash, known.source = artwork.content_hash, artwork.source
        known.created_at = artwork.created_at
        session.add(known)


def list_tracks_without_artwork(session: Session, *, count: int) -> list[Track]:
    """Return some tracks, of everybody, in whose files nobody has looked for a picture yet."""
    seen = select(Artwork.track_id).where(Artwork.track_id == Track.id).exists()
    query = select(Track).where(IS_KEPT, HAS_AUDIO, ~seen)
    return list(session.exec(query.order_by(col(Track.created_at).desc()).limit(count)))


def list_picture_hashes(session: Session, *, gone_before: datetime | None = None) -> set[str]:
    """Return the pictures that somebody's tracks or playlists show.

    Tracks thrown away before a moment do not count.
    """
    of_tracks = (
        select(Artwork.content_hash)
        .join(Track, col(Track.id) == Artwork.track_id)
        .where(Artwork.content_hash != "", is_kept_since(gone_before))
        .distinct()
    )
    of_lists = select(Playlist.artwork_hash).where(col(Playlist.artwork_hash).is_not(None))
    found = [*session.exec(of_tracks), *session.exec(of_lists)]
    return {content_hash for content_hash in found if content_hash}
