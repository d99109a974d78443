"""The pictures that belong to links: fetched through the guard, and missed by nobody who waits."""

import hashlib
from pathlib import Path
from time import monotonic
from typing import Final

import httpx
from pydantic import BaseModel, Field

from app.core.work import Report, Task
from app.sources.fetching.guard import Guard, guarded
from app.sources.fetching.orders import WayOut

MOST_BYTES: Final = 10_000_000
MOST_SECONDS: Final = 20.0
AT_ONCE: Final = 50
_PATIENCE_SECONDS: Final = 10.0
_MOST_REDIRECTS: Final = 5
_OK: Final = 200
_PHASE: Final = "fetching pictures"


class PicturesRequest(BaseModel):
    """Addresses of pictures; nothing is written outside ``folder``."""

    urls: list[str] = Field(max_length=AT_ONCE)
    folder: Path
    way_out: WayOut = WayOut()


class PicturesReport(BaseModel):
    """The files of those that came, by their addresses; nobody has looked at them yet."""

    files: dict[str, Path]


def fetch_picture(url: str, *, folder: Path, guard: Guard) -> Path | None:
    """Return the file behind an address; None if it is too large, too slow or does not come."""
    if not url.startswith(("https://", "http://")):
        return None
    target = folder / f"picture-{hashlib.sha256(url.encode()).hexdigest()[:32]}"
    try:
        if _fetch(url, target, proxy=guard.url):
            return target
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
        pass  # music comes without its picture
    target.unlink(missing_ok=True)
    return None


def _fetch(url: str, target: Path, *, proxy: str) -> bool:
    end = monotonic() + MOST_SECONDS
    size_bytes = 0
    with (
        httpx.Client(
            proxy=proxy,
            trust_env=False,
            follow_redirects=True,
            max_redirects=_MOST_REDIRECTS,
            timeout=_PATIENCE_SECONDS,
        ) as client,
        client.stream("GET", url, headers={"Accept": "image/*"}) as response,
    ):
        if response.status_code != _OK:
            return False
        with target.open("wb") as file:
            for chunk in response.iter_bytes():
                size_bytes += len(chunk)
                if size_bytes > MOST_BYTES or monotonic() > end:
                    return False
                file.write(chunk)
    return size_bytes > 0


def _fetch_all(request: PicturesRequest, report: Report) -> PicturesReport:
    files: dict[str, Path] = {}
    with guarded(allowed=request.way_out.allowed, upstream=request.way_out.proxy) as guard:
        for done, url in enumerate(request.urls):
            report(done / len(request.urls), _PHASE)
            found = fetch_picture(url, folder=request.folder, guard=guard)
            if found is not None:
                files[url] = found
    report(1.0, _PHASE)
    return PicturesReport(files=files)


PICTURES: Final = Task("sources.pictures", PicturesRequest, PicturesReport, _fetch_all)
