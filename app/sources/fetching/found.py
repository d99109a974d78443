"""What yt-dlp tells, as far as it is used; foreign data, so it is checked where it enters."""

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, Field


class FoundChapter(BaseModel):
    """A chapter as yt-dlp knows it."""

    title: str | None = None
    start_time: float | None = None
    end_time: float | None = None


class Found(BaseModel, populate_by_name=True):
    """What yt-dlp knows of an address; any of it may be missing."""

    kind: str = Field(default="video", alias="_type")
    url: str | None = None
    webpage_url: str | None = None
    title: str | None = None
    track: str | None = None
    artist: str | None = None
    album: str | None = None
    uploader: str | None = None
    channel: str | None = None
    duration: float | None = None
    view_count: int | None = None
    isrc: str | None = None
    thumbnail: str | None = None
    extractor_key: str | None = None
    ie_key: str | None = None
    live_status: str | None = None
    is_live: bool | None = None
    chapters: list[FoundChapter] | None = None
    entries: list["Found"] | None = None

    @property
    def is_list(self) -> bool:
        """Say whether it is a list."""
        return self.kind in {"playlist", "multi_video"}

    @property
    def is_link(self) -> bool:
        """Say whether it only leads to another address."""
        return self.kind in {"url", "url_transparent"}

    @property
    def streams(self) -> bool:
        """Say whether it is live now, or will be."""
        return bool(self.is_live) or self.live_status in {"is_live", "is_upcoming", "post_live"}

    @property
    def address(self) -> str:
        """Return the address a person would open."""
        return self.webpage_url or self.url or ""

    @property
    def author(self) -> str | None:
        """Return who has put it there; pages in general only know the name of their server."""
        name = self.uploader or self.channel
        return None if name == urlsplit(self.address).netloc else name

    def address_in(self, whole: "Found") -> str:
        """Return the address of an item of a list; that of its file, if both are on one page."""
        return (self.url or "") if self.address == whole.address else self.address


class Downloaded(BaseModel):
    """Where yt-dlp has put a file."""

    filepath: Path


class Done(Found):
    """What yt-dlp knows after a download."""

    requested_downloads: list[Downloaded] = []


class Progress(BaseModel):
    """What yt-dlp says while it downloads."""

    status: str = ""
    downloaded_bytes: float | None = None
    total_bytes: float | None = None
    total_bytes_estimate: float | None = None
