"""The page at ``/status``: how the studio is, kept fresh by the browser."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from components.theme import render_css

STATIC = Path(__file__).parents[1] / "static"

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'none'"
)

router = APIRouter(include_in_schema=False)


@router.get("/status")
async def show_status() -> FileResponse:
    """Return the page; nothing in it is inline, so that the policy can be strict."""
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
    return FileResponse(STATIC / "status.html", headers=headers)


@router.get("/static/tokens.css")
async def show_tokens() -> Response:
    """Return the colours, sizes and fonts of the theme as custom properties."""
    headers = {"Cache-Control": "no-cache"}
    return Response(render_css(), media_type="text/css", headers=headers)
