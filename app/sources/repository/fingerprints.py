"""Questions about what tracks are recognised by."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import LargeBinary, and_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from app import library
from app.library import Track
from app.sources.models import Fingerprint
from app.sources.rules.keeping import HEAD_BYTES, KEYS_BYTES, KEYS_START, OPEN, SOUND_VERSION


def find_fingerprint(session: Session, track_id: UUID, *, owner_id: UUID) -> Fingerprint | None:
    """Return what one of the owner's tracks is recognised by."""
    query = select(Fingerprint).where(
        Fingerprint.track_id == track_id, Fingerprint.owner_id == owner_id
    )
    return session.exec(query).first()


def lock_fingerprints(
    session: Session, track_ids: Collection[UUID], *, owner_id: UUID
) -> dict[UUID, Fingerprint]:
    """Return what some of the owner's tracks are recognised by, and keep others from changing it.

    They are locked in one order, whoever asks.
    """
    query = (
        select(Fingerprint)
        .where(col(Fingerprint.track_id).in_(track_ids), Fingerprint.owner_id == owner_id)
        .order_by(col(Fingerprint.track_id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {one.track_id: one for one in session.exec(query)}


def list_keys(
    session: Session, *, owner_id: UUID, but: UUID, shortest: float, longest: float
) -> list[tuple[UUID, bytes]]:
    """Return the keys of the owner's tracks of about one length, also of those thrown away."""
    keys = func.substr(Fingerprint.words, KEYS_START + 1, KEYS_BYTES, type_=LargeBinary)
    query = select_columns(col(Fingerprint.track_id), keys).where(
        col(Fingerprint.owner_id) == owner_id,
        col(Fingerprint.track_id) != but,
        col(Fingerprint.duration_seconds).between(shortest, longest),
    )
    return [(row[0], bytes(row[1])) for row in session.connection().execute(query)]


def list_open_heads(session: Session, *, owner_id: UUID) -> list[tuple[UUID, bytes]]:
    """Return the heads of the owner's tracks of which somebody has to look at a twin."""
    state = func.substr(Fingerprint.words, 1, 1, type_=LargeBinary)
    head = func.substr(Fingerprint.words, 1, HEAD_BYTES, type_=LargeBinary)
    query = (
        select_columns(col(Fingerprint.track_id), head)
        .join(Track, col(Track.id) == Fingerprint.track_id)
        .where(col(Fingerprint.owner_id) == owner_id, state == OPEN, library.IS_KEPT)
    )
    return [(row[0], bytes(row[1])) for row in session.connection().execute(query)]


def list_unheard(
    session: Session, *, count: int, owner_id: UUID | None = None
) -> list[tuple[UUID, UUID]]:
    """Return tracks that nobody has listened to, each with its owner, in no order.

    Where there is no order, one that cannot be listened to now is in nobody's way.
    """
    heard = and_(
        col(Fingerprint.track_id) == col(Track.id), col(Fingerprint.version) == SOUND_VERSION
    )
    query = (
        select_columns(col(Track.id), col(Track.owner_id))
        .outerjoin(Fingerprint, heard)
        .where(col(Fingerprint.track_id).is_(None), library.HAS_AUDIO, library.IS_KEPT)
    )
    if owner_id is not None:
        query = query.where(col(Track.owner_id) == owner_id)
    rows = session.connection().execute(query.order_by(func.random()).limit(count))
    return [(row[0], row[1]) for row in rows]


def count_unheard(session: Session, *, owner_id: UUID) -> int:
    """Return how many of the owner's tracks nobody has listened to."""
    heard = and_(
        col(Fingerprint.track_id) == col(Track.id), col(Fingerprint.version) == SOUND_VERSION
    )
    query = (
        select(func.count())
        .select_from(Track)
        .outerjoin(Fingerprint, heard)
        .where(col(Fingerprint.track_id).is_(None), library.HAS_AUDIO, library.IS_KEPT)
    )
    return session.exec(query.where(col(Track.owner_id) == owner_id)).one()
