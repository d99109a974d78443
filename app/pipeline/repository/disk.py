"""Questions about what the files of users take, answered from rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select, text
from sqlmodel import Session, col

from app import library
from app.analysis import Transcription
from app.library import Artwork, Playlist, Track
from app.stems import Separation, Stem

_IN_STORE: Final = col(Track.media_key).startswith("tracks/")
"""What lies in a folder of somebody else's takes none of our space."""


@dataclass(frozen=True, slots=True)
class HeldBytes:
    """What the rows of a user say that their files take; ``gone`` is of tracks in the trash."""

    tracks: int = 0
    originals: int = 0
    stems: int = 0
    gone: int = 0

    @property
    def used(self) -> int:
        """Return what counts against a quota; what is in the trash does until that is emptied."""
        return self.originals + self.stems + self.gone


@dataclass(frozen=True, slots=True)
class TrackBytes:
    """A track with what its files take."""

    track_id: UUID
    title: str
    artist: str | None
    originals: int
    stems: int


def sum_held(session: Session, *, owner_id: UUID | None = None) -> dict[UUID, HeldBytes]:
    """Return what the files of one user take, or of each who has any; one file counts once."""
    is_kept = library.IS_KEPT
    tracks = select(
        col(Track.owner_id),
        func.count().filter(is_kept),
        _sum_if(is_kept & _IN_STORE, col(Track.size_bytes)),
        _sum_if(~is_kept & _IN_STORE, col(Track.size_bytes)),
    ).group_by(col(Track.owner_id))
    parts = (
        select(
            col(Stem.owner_id),
            _sum_if(is_kept, col(Stem.size_bytes)),
            _sum_if(~is_kept, col(Stem.size_bytes)),
        )
        .join(Track, col(Track.id) == Stem.track_id)
        .group_by(col(Stem.owner_id))
    )
    found: dict[UUID, HeldBytes] = {}
    for owner, count, kept, gone in _rows(session, tracks, col(Track.owner_id), owner_id):
        found[owner] = HeldBytes(int(count), int(kept), 0, int(gone))
    for owner, kept, gone in _rows(session, parts, col(Stem.owner_id), owner_id):
        one = found.get(owner, HeldBytes())
        found[owner] = HeldBytes(one.tracks, one.originals, int(kept), one.gone + int(gone))
    return found


def list_largest(session: Session, *, owner_id: UUID, count: int) -> list[TrackBytes]:
    """Return the owner's tracks that take most, stems included, the largest first."""
    size: ColumnElement[int] = func.sum(col(Stem.size_bytes))
    parts = (
        select(col(Stem.track_id), size.label("size"))
        .where(col(Stem.owner_id) == owner_id)
        .group_by(col(Stem.track_id))
        .subquery()
    )
    of_stems = func.coalesce(parts.c.size, 0)
    of_original = case((_IN_STORE, col(Track.size_bytes)), else_=0)
    query = (
        select(col(Track.id), col(Track.title), col(Track.artist), of_original, of_stems)
        .outerjoin(parts, parts.c.track_id == col(Track.id))
        .where(col(Track.owner_id) == owner_id, library.IS_KEPT)
        .order_by((of_original + of_stems).desc(), col(Track.id))
        .limit(count)
    )
    return [
        TrackBytes(track_id, title, artist, int(original), int(of_its_stems))
        for track_id, title, artist, original, of_its_stems in session.connection().execute(query)
    ]


def list_media_owners(session: Session, *, owner_id: UUID | None = None) -> dict[UUID, UUID]:
    """Return whose each track and each separation is: media are named by these."""
    of_tracks = select(col(Track.id), col(Track.owner_id))
    of_stems = select(col(Separation.id), col(Separation.owner_id))
    rows = [
        *_rows(session, of_tracks, col(Track.owner_id), owner_id),
        *_rows(session, of_stems, col(Separation.owner_id), owner_id),
    ]
    return {row[0]: row[1] for row in rows}


def list_pictures(session: Session, *, owner_id: UUID | None = None) -> Iterator[tuple[UUID, str]]:
    """Yield the pictures of one user, or of each with whose they are, every one once."""
    of_tracks = select(col(Artwork.owner_id), col(Artwork.content_hash)).distinct()
    of_lists = select(col(Playlist.owner_id), col(Playlist.artwork_hash)).where(
        col(Playlist.artwork_hash).is_not(None)
    )
    found = {
        *_rows(session, of_tracks, col(Artwork.owner_id), owner_id),
        *_rows(session, of_lists, col(Playlist.owner_id), owner_id),
    }
    yield from ((row[0], row[1]) for row in found)


def list_replaced_drafts(session: Session, *, owner_id: UUID) -> list[tuple[UUID, int]]:
    """Return the drafts for which better stems of the same track are there, with their sizes.

    A draft of which notes were written down stays: the notes would go with it.
    """
    better = select(col(Separation.track_id)).where(
        col(Separation.owner_id) == owner_id, col(Separation.is_draft).is_(False)
    )
    noted = select(col(Stem.separation_id)).join(
        Transcription, col(Transcription.stem_id) == col(Stem.id)
    )
    return _list_separations(
        session,
        col(Separation.owner_id) == owner_id,
        col(Separation.is_draft).is_(True),
        col(Separation.track_id).in_(better),
        col(Separation.id).not_in(noted),
    )


def list_separations_of(
    session: Session, track_ids: Sequence[UUID], *, owner_id: UUID
) -> list[tuple[UUID, int]]:
    """Return all separations of some of the owner's tracks, with their sizes."""
    mine = col(Separation.owner_id) == owner_id
    return _list_separations(session, mine, col(Separation.track_id).in_(track_ids))


def measure_database(session: Session) -> int:
    """Return how many bytes the database takes."""
    is_sqlite = session.connection().dialect.name == "sqlite"
    pages = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    asked = pages if is_sqlite else "SELECT pg_database_size(current_database())"
    return int(session.connection().execute(text(asked)).scalar_one())


def _list_separations(session: Session, *conditions: ColumnElement[bool]) -> list[tuple[UUID, int]]:
    query = (
        select(col(Separation.id), func.coalesce(func.sum(Stem.size_bytes), 0))
        .join(Track, col(Track.id) == Separation.track_id)
        .outerjoin(Stem, col(Stem.separation_id) == col(Separation.id))
        .where(library.IS_KEPT, *conditions)
        .group_by(col(Separation.id))
    )
    return [(one, int(size)) for one, size in session.connection().execute(query)]


def _sum_if(
    condition: ColumnElement[bool],
    size: Any,  # noqa: ANN401  — a column of numbers
) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, size), else_=0)), 0)


def _rows(
    session: Session,
    query: Any,  # noqa: ANN401  — a query for any columns
    owner: Any,  # noqa: ANN401  — and the one that says whose they are
    owner_id: UUID | None,
) -> Sequence[tuple[Any, ...]]:
    asked = query if owner_id is None else query.where(owner == owner_id)
    return session.connection().execute(asked).all()
