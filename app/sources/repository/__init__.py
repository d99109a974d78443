"""Questions about what was on offer for tracks, and about accounts elsewhere."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from app.sources.models import Offer, SpotifyAccount


def list_offers(session: Session, track_id: UUID, *, owner_id: UUID) -> list[Offer]:
    """Return what was found for one of the owner's tracks, the best first."""
    query = select(Offer).where(Offer.track_id == track_id, Offer.owner_id == owner_id)
    return list(session.exec(query.order_by(col(Offer.place))))


def find_offer(session: Session, offer_id: UUID, *, owner_id: UUID) -> Offer | None:
    """Return one of the owner's offers."""
    query = select(Offer).where(Offer.id == offer_id, Offer.owner_id == owner_id)
    return session.exec(query).first()


def hand_over_offers(session: Session, track_id: UUID, *, to: UUID) -> None:
    """Let what was found for a track count for another."""
    session.exec(update(Offer).where(col(Offer.track_id) == track_id).values(track_id=to))


def delete_offers(session: Session, track_id: UUID, *, owner_id: UUID) -> None:
    """Forget what was found for one of the owner's tracks."""
    here = (col(Offer.track_id) == track_id, col(Offer.owner_id) == owner_id)
    session.exec(delete(Offer).where(*here))


def find_account(session: Session, *, owner_id: UUID) -> SpotifyAccount | None:
    """Return the owner's account at Spotify."""
    return session.exec(select(SpotifyAccount).where(SpotifyAccount.owner_id == owner_id)).first()


def swap_tokens(
    session: Session,
    *,
    owner_id: UUID,
    instead_of: str,
    access: str,
    refresh: str,
    scope: str,
    expires_at: datetime,
) -> bool:
    """Write new tokens if the row still holds the sealed access token ``instead_of``; say so."""
    here = (col(SpotifyAccount.owner_id) == owner_id, col(SpotifyAccount.access) == instead_of)
    new = {"access": access, "refresh": refresh, "scope": scope, "expires_at": expires_at}
    return session.exec(update(SpotifyAccount).where(*here).values(new)).rowcount == 1


def delete_account(session: Session, *, owner_id: UUID) -> bool:
    """Forget the owner's account at Spotify; say whether there was one."""
    here = col(SpotifyAccount.owner_id) == owner_id
    return session.exec(delete(SpotifyAccount).where(here)).rowcount == 1
