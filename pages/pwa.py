"""What makes the studio an app that can be installed; the browser asks for these by fixed names."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

STATIC = Path(__file__).parents[1] / "static"
FRESH = {"Cache-Control": "no-cache"}

router = APIRouter(include_in_schema=False)


@router.get("/manifest.webmanifest")
async def show_manifest() -> FileResponse:
    """Return what the app is called and how it looks."""
    path = STATIC / "manifest.webmanifest"
    return FileResponse(path, media_type="application/manifest+json", headers=FRESH)


@router.get("/sw.js")
async def show_worker() -> FileResponse:
    """Return the service worker, which has to lie at the root to see every request."""
    return FileResponse(STATIC / "sw.js", media_type="text/javascript", headers=FRESH)


@router.get("/offline")
async def show_offline() -> FileResponse:
    """Return the page for when nothing answers."""
    return FileResponse(STATIC / "offline.html", headers=FRESH)


@router.get("/favicon.ico")
async def show_favicon() -> FileResponse:
    """Return the smallest icon to browsers that look here whatever the page says."""
    return FileResponse(STATIC / "img" / "icon-192.png")


@router.get("/icons/icon-192.png")
async def show_small_icon() -> FileResponse:
    """Return the icon for home screens."""
    return FileResponse(STATIC / "img" / "icon-192.png")


@router.get("/icons/icon-512.png")
async def show_large_icon() -> FileResponse:
    """Return the icon for splash screens and app stores."""
    return FileResponse(STATIC / "img" / "icon-512.png")
