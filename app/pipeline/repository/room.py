"""Whether there is room for more of a user's files, by their quota."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from app import accounts
from app.core.settings import Settings
from app.core.units import KILO
from app.pipeline.models import Job
from app.pipeline.repository.disk import HeldBytes, sum_held
from app.pipeline.rules import LIVE, check_room_left


def quota_of(session: Session, settings: Settings, *, owner_id: UUID) -> int | None:
    """Return what the files of a user may take, None if nobody has set a limit.

    Raises:
        NotFound: if there is no such user.
    """
    own = accounts.get_user(session, owner_id).quota_bytes
    if own is not None or settings.quota_gb is None:
        return own
    return round(settings.quota_gb * KILO**3)


def check_room(
    session: Session,
    settings: Settings,
    *,
    owner_id: UUID,
    adding_bytes: int = 0,
    name: str = "",
    is_reserved: bool = False,
) -> None:
    """Make sure that the quota of a user has room for more; without a quota nothing is asked.

    What came in and is not imported yet counts too, unless the room ``is_reserved`` for it.

    Raises:
        QuotaReached: if it is used up, or too little is left.
    """
    quota = quota_of(session, settings, owner_id=owner_id)
    if quota is None:
        return
    used = sum_held(session, owner_id=owner_id).get(owner_id, HeldBytes()).used
    if not is_reserved:
        used += sum_waiting(session, owner_id=owner_id)
    check_room_left(used, quota_bytes=quota, adding_bytes=adding_bytes, name=name)


def sum_waiting(session: Session, *, owner_id: UUID) -> int:
    """Return what files take that came in for a user, and are not imported yet."""
    query = select(col(Job.arguments)).where(
        col(Job.owner_id) == owner_id, col(Job.stage) == "import", col(Job.state).in_(LIVE)
    )
    return sum(int(said.get("size_bytes", 0)) for (said,) in session.connection().execute(query))
