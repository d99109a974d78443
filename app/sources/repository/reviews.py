"""Questions about lists that wait to be looked over."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select

from app.core.errors import NotFound
from app.sources.models import ListReview


def get_review(
    session: Session, review_id: UUID, *, owner_id: UUID, is_locked: bool = False
) -> ListReview:
    """Return one of the owner's reviews, kept from others' changes where it is to be changed.

    Raises:
        NotFound: if there is none, or it is somebody else's.
    """
    query = select(ListReview).where(ListReview.id == review_id, ListReview.owner_id == owner_id)
    if is_locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    review = session.exec(query).first()
    if review is None:
        raise NotFound("This list is no longer there to be looked over. Import its file again.")
    return review


def list_reviews(session: Session, *, owner_id: UUID) -> list[tuple[UUID, str, datetime]]:
    """Return the ids, titles and moments of the owner's reviews, the newest first."""
    query = (
        select_columns(col(ListReview.id), col(ListReview.title), col(ListReview.created_at))
        .where(col(ListReview.owner_id) == owner_id)
        .order_by(col(ListReview.created_at).desc(), col(ListReview.id))
    )
    return [(row[0], row[1], row[2]) for row in session.connection().execute(query)]


def count_reviews(session: Session, *, owner_id: UUID) -> int:
    """Return how many reviews the owner has."""
    query = select(func.count()).select_from(ListReview)
    return session.exec(query.where(ListReview.owner_id == owner_id)).one()
