"""The programs beside the studio: ``/tools/spotdl``."""

from fastapi import APIRouter

from app import pipeline, sources
from app.api.v1.answers import JobAnswer, answer_job
from app.api.v1.caller import SignedIn, Working
from app.sources import SpotdlState

router = APIRouter(prefix="/tools", tags=["tools"])


@router.get("/spotdl")
def read_spotdl(user: SignedIn, tools: Working) -> SpotdlState:
    """Return whether spotdl is installed here, and which version."""
    del user
    return sources.spotdl_state(tools.settings.tools_folder)


@router.post("/spotdl/install", status_code=201)
def install_spotdl(user: SignedIn, tools: Working) -> JobAnswer:
    """Install spotdl in an environment of its own, or bring it up to date."""
    with tools.database.transaction() as session:
        return answer_job(pipeline.install_spotdl(session, by=user))


@router.delete("/spotdl", status_code=204)
def remove_spotdl(user: SignedIn, tools: Working) -> None:
    """Remove spotdl; tracks are looked for without it then."""
    pipeline.remove_spotdl(tools.settings, by=user)
