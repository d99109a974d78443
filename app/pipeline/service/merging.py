"""Two tracks of one recording become one, and what still works on the other stops."""

from uuid import UUID

from sqlmodel import Session

from app import library, sources
from app.library import Merged
from app.pipeline.service.watching import stop_work


def merge_duplicate(session: Session, gone_id: UUID, *, into: UUID, owner_id: UUID) -> Merged:
    """Let one of two tracks of a recording stand wherever the other stands, and throw that away.

    ``library.part_tracks`` takes it back.

    Raises:
        NotFound: if they are not known to be the same recording, or are not the owner's.
    """
    sources.check_duplicate(session, gone_id, into, owner_id=owner_id)
    stop_work(session, gone_id, owner_id=owner_id)
    return library.merge_tracks(session, gone_id, into=into, owner_id=owner_id)
