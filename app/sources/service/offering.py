"""The recordings that were found for a track, and which of them is taken."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session

import app.sources.repository as repository
from app import library
from app.core.errors import NotFound
from app.sources.models import Offer
from app.sources.rules.candidates import Ranked

MOST_OFFERS = 20


def keep_offers(
    session: Session, track_id: UUID, ranked: Sequence[Ranked], *, owner_id: UUID
) -> list[Offer]:
    """Write down what was found for a track, the best first, in place of what was before."""
    repository.delete_offers(session, track_id, owner_id=owner_id)
    offers = [
        Offer(
            owner_id=owner_id,
            track_id=track_id,
            place=place,
            url=one.candidate.url[:2000],
            title=one.candidate.title[:500],
            channel=(one.candidate.channel or "")[:500] or None,
            duration_seconds=one.candidate.duration_seconds,
            score=one.score,
            reasons=list(one.reasons),
        )
        for place, one in enumerate(ranked[:MOST_OFFERS])
    ]
    session.add_all(offers)
    session.flush()
    return offers


def list_offers(session: Session, track_id: UUID, *, owner_id: UUID) -> list[Offer]:
    """Return what was found for a track, the best first.

    Raises:
        NotFound: if the owner has no such track.
    """
    library.get_track(session, track_id, owner_id=owner_id)
    return repository.list_offers(session, track_id, owner_id=owner_id)


def find_chosen(session: Session, track_id: UUID, *, owner_id: UUID) -> Offer | None:
    """Return the recording that is taken for a track, if one was chosen."""
    offers = repository.list_offers(session, track_id, owner_id=owner_id)
    return next((offer for offer in offers if offer.is_chosen), None)


def choose_offer(session: Session, offer_id: UUID, *, owner_id: UUID) -> Offer:
    """Take another of the recordings that were found.

    Raises:
        NotFound: if the owner has no such offer.
    """
    offer = repository.find_offer(session, offer_id, owner_id=owner_id)
    if offer is None:
        raise NotFound("This recording is no longer on offer. Search again.")
    mark_chosen(session, offer.track_id, offer.url, owner_id=owner_id)
    return offer


def mark_chosen(session: Session, track_id: UUID, url: str, *, owner_id: UUID) -> None:
    """Remember which of the recordings that were found is the track's."""
    for offer in repository.list_offers(session, track_id, owner_id=owner_id):
        offer.is_chosen = offer.url == url
        session.add(offer)
    session.flush()
