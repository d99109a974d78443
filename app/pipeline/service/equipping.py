"""The programs beside the studio that fetch music: whether they are there, and installing them."""

from sqlmodel import Session

from app import sources
from app.accounts import User
from app.core.settings import Settings
from app.pipeline.models import Job
from app.pipeline.service import settling
from app.pipeline.service.weights import check_may_change
from app.pipeline.stages import STAGES
from app.pipeline.stages.equip import NAME


def install_spotdl(session: Session, *, by: User) -> Job:
    """Have spotdl installed or brought up to date; an installation under way is joined.

    Raises:
        NotAllowed: if the user may not change what all share.
    """
    check_may_change(by)
    stage = STAGES.get(NAME)
    job = Job(
        owner_id=by.id, stage=stage.name, queue=stage.queue, title="spotdl", unique_key=stage.name
    )
    return settling.add(session, job)


def remove_spotdl(settings: Settings, *, by: User) -> None:
    """Remove spotdl from this machine; what it has fetched stays.

    Raises:
        NotAllowed: if the user may not change what all share.
        Conflict: if it is being installed.
    """
    check_may_change(by)
    sources.remove_spotdl(settings.tools_folder)
