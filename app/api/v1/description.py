"""What the API can do, for programs: ``GET /openapi.json``."""

from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi

from app import __version__

router = APIRouter()


@router.get("/openapi.json", include_in_schema=False)
def describe(request: Request) -> dict[str, Any]:
    """Return the description of this version's routes."""
    web: FastAPI = request.app
    whole = get_openapi(
        title="Sound Forge Alchemy", version=__version__, routes=web.routes, summary="API 1"
    )
    paths = {path: item for path, item in whole["paths"].items() if path.startswith("/api/v1/")}
    return {**whole, "paths": paths}
