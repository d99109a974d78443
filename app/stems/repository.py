"""Questions about separations and stems."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy.orm import QueryableAttribute, defer
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from app import library
from app.core.errors import NotFound
from app.library import Track
from app.stems.models import Separation, Stem
from app.stems.ports import Recipe


def find_separation(
    session: Session, *, owner_id: UUID, track_id: UUID, recipe: Recipe
) -> Separation | None:
    """Return the owner's newest separation of a track that was made just so."""
    query = (
        select(Separation)
        .where(
            Separation.owner_id == owner_id,
            Separation.track_id == track_id,
            Separation.engine == recipe.engine,
            Separation.model == recipe.model,
        )
        .order_by(col(Separation.created_at).desc())
    )
    found = (one for one in session.exec(query) if recipe_of(one) == recipe)
    return next(found, None)


def recipe_of(separation: Separation) -> Recipe:
    """Return how a separation was made; rows from before recipes took everything as it came."""
    known = {"engine": separation.engine, "model": separation.model}
    return Recipe.model_validate((separation.recipe or {}) | known)


def get_separation(session: Session, separation_id: UUID, *, owner_id: UUID) -> Separation:
    """Return one of the owner's separations.

    Raises:
        NotFound: if there is none, its track was thrown away, or it is somebody else's.
    """
    query = (
        select(Separation)
        .join(Track, col(Track.id) == Separation.track_id)
        .where(Separation.id == separation_id, Separation.owner_id == owner_id, library.IS_KEPT)
    )
    separation = session.exec(query).first()
    if separation is None:
        raise NotFound("There is no such separation.")
    return separation


def list_separations(session: Session, *, owner_id: UUID, track_id: UUID) -> list[Separation]:
    """Return the owner's separations of a track: the one chosen last is the current one."""
    return list(session.exec(_chosen_last_first(owner_id=owner_id, track_id=track_id)))


def find_current_separation(
    session: Session, *, owner_id: UUID, track_id: UUID
) -> Separation | None:
    """Return the separation that is current for the owner's track."""
    return session.exec(_chosen_last_first(owner_id=owner_id, track_id=track_id).limit(1)).first()


def _chosen_last_first(*, owner_id: UUID, track_id: UUID) -> SelectOfScalar[Separation]:
    return (
        select(Separation)
        .where(Separation.owner_id == owner_id, Separation.track_id == track_id)
        .order_by(col(Separation.chosen_at).desc(), col(Separation.created_at).desc())
    )


def list_stems(session: Session, *, owner_id: UUID, separation_id: UUID) -> list[Stem]:
    """Return the stems of one of the owner's separations, in their order."""
    query = (
        select(Stem)
        .where(Stem.owner_id == owner_id, Stem.separation_id == separation_id)
        .order_by(col(Stem.place))
    )
    return list(session.exec(query))


def list_current_stems(session: Session, *, owner_id: UUID, track_id: UUID) -> list[Stem]:
    """Return the stems of the separation that is current for the owner's track, in their order."""
    separation = find_current_separation(session, owner_id=owner_id, track_id=track_id)
    if separation is None:
        return []
    return list_stems(session, owner_id=owner_id, separation_id=separation.id)


def get_stem(session: Session, stem_id: UUID, *, owner_id: UUID) -> Stem:
    """Return one of the owner's stems.

    Raises:
        NotFound: if there is none, its track was thrown away, or it is somebody else's.
    """
    query = (
        select(Stem)
        .join(Track, col(Track.id) == Stem.track_id)
        .where(Stem.id == stem_id, Stem.owner_id == owner_id, library.IS_KEPT)
    )
    stem = session.exec(query).first()
    if stem is None:
        raise NotFound("There is no such stem.")
    return stem


def list_stems_of_track(session: Session, *, owner_id: UUID, track_id: UUID) -> list[Stem]:
    """Return the stems of all separations of the owner's track, each separation in its order."""
    query = (
        select(Stem)
        .where(Stem.owner_id == owner_id, Stem.track_id == track_id)
        .order_by(col(Stem.separation_id), col(Stem.place))
    )
    return list(session.exec(query))


def list_media_keys(session: Session, *, gone_before: datetime | None = None) -> set[str]:
    """Return the addresses of everybody's stems, but of tracks thrown away before a moment."""
    query = (
        select(Stem.media_key)
        .join(Track, col(Track.id) == Stem.track_id)
        .where(library.is_kept_since(gone_before))
    )
    return set(session.exec(query))


def list_media_keys_of(session: Session, track_ids: Collection[UUID]) -> list[str]:
    """Return the addresses of the stems of a few hundred tracks."""
    return list(session.exec(select(Stem.media_key).where(col(Stem.track_id).in_(track_ids))))


def list_ids_of(session: Session, track_ids: Collection[UUID]) -> list[UUID]:
    """Return the separations of a few hundred tracks."""
    return list(session.exec(select(Separation.id).where(col(Separation.track_id).in_(track_ids))))


def sum_sizes(session: Session, track_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return what the stems of each of a few hundred tracks take; those without are left out."""
    query = select(Stem.track_id, func.sum(Stem.size_bytes)).where(
        col(Stem.track_id).in_(track_ids)
    )
    rows = session.exec(query.group_by(col(Stem.track_id)))
    return {track_id: int(size_bytes) for track_id, size_bytes in rows}


def list_ids(session: Session, *, gone_before: datetime | None = None) -> set[UUID]:
    """Return everybody's separations, but of tracks thrown away before a moment."""
    query = (
        select(Separation.id)
        .join(Track, col(Track.id) == Separation.track_id)
        .where(library.is_kept_since(gone_before))
    )
    return set(session.exec(query))


def list_last(session: Session, *, count: int) -> list[Separation]:
    """Return what was separated last here, whoever asked for it; only for measuring."""
    query = (
        select(Separation)
        .options(defer(cast(QueryableAttribute[Any], Separation.quality)))  # long, and not needed
        .order_by(col(Separation.created_at).desc())
        .limit(count)
    )
    return list(session.exec(query))
