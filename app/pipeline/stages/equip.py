"""The stage that installs spotdl, in an environment of its own, for everybody on this machine."""

from typing import Any

from sqlmodel import Session

from app import sources
from app.pipeline.models import Job
from app.pipeline.ports import Tools, Work
from app.pipeline.rules import Queue
from app.sources import SpotdlState

NAME = "equip"
POOL = "tools"
LIMIT_SECONDS = 1800.0


class Equip:
    """Install the newest spotdl that we know how to use; the one that is there works until then."""

    name = NAME
    label = "Install spotdl"
    queue = Queue.DOWNLOAD
    after: frozenset[str] = frozenset()

    def compute(self, work: Work) -> SpotdlState:
        """Return what is installed now."""
        settings = work.tools.settings
        request = sources.InstallRequest(
            tools_folder=settings.tools_folder, environment=settings.child_environment()
        )
        return work.perform(sources.INSTALL_SPOTDL, request, pool=POOL, limit_seconds=LIMIT_SECONDS)

    def save(
        self, session: Session, job: Job, outcome: SpotdlState, tools: Tools
    ) -> dict[str, Any]:
        """Say what was installed; an environment is no row."""
        del session, job, tools
        return {"version": outcome.version, "summary": f"spotdl {outcome.version}"}
