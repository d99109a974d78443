"""How the studio is: ``GET /health``."""

from http import HTTPStatus
from time import monotonic
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from app import __version__, health
from app.health import Part, PartState
from app.pipeline import Tools

router = APIRouter()

STARTED = monotonic()


class Health(BaseModel):
    """The answer of ``GET /health``."""

    status: PartState
    version: str
    uptime_seconds: float
    parts: list[Part]


def get_tools(request: Request) -> Tools:
    """Return what the running studio works with."""
    return request.app.state.tools


@router.get("/health")
async def read_health(tools: Annotated[Tools, Depends(get_tools)], response: Response) -> Health:
    """Check every part; the status is that of the worst, and 503 when that is an error."""
    parts = await run_in_threadpool(health.check_parts, tools)
    status = health.worst_state(parts)
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE if status is PartState.ERROR else 200
    return Health(
        status=status,
        version=__version__,
        uptime_seconds=round(monotonic() - STARTED, 3),
        parts=parts,
    )
