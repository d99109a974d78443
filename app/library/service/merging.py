"""Two tracks of one recording become one: the other's places are taken over, and it goes."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

import app.library.repository as repository
import app.library.repository.tags as tags
from app.core import clock
from app.core.database import announce
from app.core.errors import InvalidInput
from app.library.models import Track
from app.library.ports import PlaylistChanged, TrackChanged, TrackDeleted
from app.library.rules.tags import fold_tag
from app.library.service.tracks import restore_track

IDENTITY = ("spotify_id", "link")
"""What only one track may have, or is found by: it goes to the one that stays."""

LEARNED = ("artist", "album", "genre", "year", "rating", "isrc")
"""What the one that stays learns where it does not know it itself."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did, so that :func:`part_tracks` can take it back.

    ``items`` are the places of playlists that were taken over, and ``learned`` the names of what
    the track that stays has from the other now.
    """

    kept_id: UUID
    gone_id: UUID
    items: tuple[UUID, ...]
    learned: tuple[str, ...]


def merge_tracks(session: Session, gone_id: UUID, *, into: UUID, owner_id: UUID) -> Merged:
    """Let a track stand wherever another of the owner's stands, and throw that away.

    A playlist that has both keeps the place of the one that stays; the other's is unseen. What the
    one that stays does not know of itself, and tags it does not have, it takes over.

    Raises:
        InvalidInput: if they are one track.
        NotFound: if the owner has not both of them.
    """
    if gone_id == into:
        raise InvalidInput("A track cannot be merged into itself. Choose another one.")
    locked = {
        one: repository.lock_track(session, one, owner_id=owner_id)
        for one in sorted((gone_id, into))
    }
    gone, kept = locked[gone_id], locked[into]
    items, playlists = repository.take_over_places(session, gone_id, to=into)
    names = tags.tags_of(session, [gone_id], owner_id=owner_id).get(gone_id, [])
    if names:
        found = tags.find_tags(session, [fold_tag(name) for name in names], owner_id=owner_id)
        tags.mark(session, [into], [tag.id for tag in found.values()])
    learned = _learn(session, kept, gone)
    announce(session, TrackDeleted(gone_id, owner_id))
    announce(session, TrackChanged(into, owner_id))
    for playlist_id in playlists:
        announce(session, PlaylistChanged(playlist_id, owner_id))
    return Merged(into, gone_id, tuple(items), learned)


def part_tracks(session: Session, merged: Merged, *, owner_id: UUID) -> Track:
    """Bring a track back that was merged into another, to the places where it stood.

    Raises:
        NotFound: if one of them is gone for good.
    """
    kept = repository.get_any_track(session, merged.kept_id, owner_id=owner_id)
    gone = restore_track(session, merged.gone_id, owner_id=owner_id)
    given = {name: getattr(kept, name) for name in IDENTITY if name in merged.learned}
    for name in merged.learned:
        setattr(kept, name, None)
    session.add(kept)
    session.flush()  # what only one track may have is free now
    for name, value in given.items():
        setattr(gone, name, value)
    session.add(gone)
    playlists = repository.give_back_places(
        session, merged.items, of=kept.id, to=gone.id, owner_id=owner_id
    )
    announce(session, TrackChanged(kept.id, owner_id))
    for playlist_id in playlists:
        announce(session, PlaylistChanged(playlist_id, owner_id))
    return gone


def _learn(session: Session, kept: Track, gone: Track) -> tuple[str, ...]:
    """Throw the one away, and write down what the other has from it."""
    names = [
        name
        for name in (*IDENTITY, *LEARNED)
        if getattr(kept, name) is None and getattr(gone, name) is not None
    ]
    values = {name: getattr(gone, name) for name in names}
    for name in set(IDENTITY) & set(names):
        setattr(gone, name, None)
    gone.deleted_at = clock.now()
    session.add(gone)
    session.flush()
    for name, value in values.items():
        setattr(kept, name, value)
    kept.changed_at = clock.now()
    session.add(kept)
    session.flush()
    return tuple(names)
