"""What makes the studio an app that can be installed; the browser asks for these by fixed names."""

from html import escape
from pathlib import Path
from string import Template

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse

from pages._words import _, language

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
async def show_offline() -> HTMLResponse:
    """Return the page for when nothing answers, which browsers keep."""
    words = {
        "title": _("The studio does not answer"),
        "explanation": _(
            "Check that it is running and that this device is on its network, then try again."
        ),
        "try_again": _("Try again"),
    }
    plain = {key: escape(said) for key, said in words.items()}
    page = Template((STATIC / "offline.html").read_text(encoding="utf-8"))
    return HTMLResponse(page.substitute(plain, language=language()), headers=FRESH)


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
