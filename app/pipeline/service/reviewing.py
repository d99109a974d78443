"""A list that was looked over becomes playlists, and what is not there is fetched."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from app import accounts, sources
from app.core.settings import Settings
from app.pipeline.models import Batch
from app.pipeline.service.bringing import download_all
from app.sources import ImportedList


@dataclass(frozen=True, slots=True)
class ConfirmedList:
    """What was made of a list, and the batch that fetches what was not there."""

    done: ImportedList
    batch: Batch | None


def confirm_list(
    session: Session, settings: Settings, review_id: UUID, *, owner_id: UUID
) -> ConfirmedList:
    """Make of a list what was decided, in one go, and fetch what is to be fetched.

    Raises:
        NotFound: if the owner has no such review.
        InvalidInput: if nothing of it is wanted, or there would be too much of anything.
    """
    accounts.lock_user(session, owner_id)
    title = sources.view_review(session, review_id, owner_id=owner_id).title
    done = sources.confirm_review(session, review_id, owner_id=owner_id)
    batch = download_all(session, settings, done.wanted, owner_id=owner_id, title=title)
    return ConfirmedList(done, batch)
