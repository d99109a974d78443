"""Somebody who fetches from the media server, as the tests of it do."""

from dataclasses import dataclass, field
from pathlib import Path

from app.sources.fetching import (
    FETCH,
    PROBE,
    FetchReport,
    FetchRequest,
    ProbeReport,
    ProbeRequest,
    WayOut,
)
from tests.sources.media_server import MediaServer
from tests.twins import ignore_progress


@dataclass
class Fetcher:
    """Somebody who may fetch from the media server, into a folder of its own."""

    media: MediaServer
    folder: Path
    told: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])

    def fetch(self, path: str, **wishes: object) -> FetchReport:
        """Fetch what is at a path."""
        order: dict[str, object] = {
            "url": self.media.url(path),
            "folder": self.folder,
            "max_bytes": 3_000_000,
            "max_seconds": 60.0,
            "way_out": self.way_out,
            **wishes,
        }
        request = FetchRequest.model_validate(order)
        return FETCH.perform(request, lambda fraction, phase: self.told.append((fraction, phase)))

    def probe(self, path: str, *, most_entries: int = 1000) -> ProbeReport:
        """Look at what is at a path."""
        url = self.media.url(path)
        request = ProbeRequest(url=url, most_entries=most_entries, way_out=self.way_out)
        return PROBE.perform(request, ignore_progress)

    @property
    def way_out(self) -> WayOut:
        """Return a way that only leads to the server."""
        return WayOut(allowed=(self.media.place,))


def names_in(folder: Path) -> list[str]:
    """Return what lies in a folder and below."""
    return sorted(entry.name for entry in folder.rglob("*"))
