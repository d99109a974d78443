"""What is asked of the children that fetch, and what they answer."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field

from app.sources.rules.candidates import Candidate, Ranked, Wanted

AudioChoice = Literal["best", "mp3", "flac", "opus", "m4a"]
"""``best`` keeps the best sound as it comes; the others are made from that."""


class WayOut(BaseModel, frozen=True):
    """How the network is reached: what the admin lets through, and by which proxy."""

    allowed: tuple[str, ...] = ()
    proxy: str | None = None
    cookies_file: Path | None = None


class SearchRequest(BaseModel):
    """A track to look for; ``prefix`` and its words are what yt-dlp is given."""

    wanted: Wanted
    prefix: str = "ytsearch10:"
    way_out: WayOut = WayOut()


class SearchReport(BaseModel):
    """What was found, the best first, and the one to take, if one is good enough."""

    ranked: list[Ranked]
    chosen: Candidate | None
    why_none: str | None


class ProbeRequest(BaseModel):
    """An address of which nothing is fetched yet."""

    url: str
    most_entries: int = Field(default=1000, ge=1)
    way_out: WayOut = WayOut()


class Chapter(BaseModel):
    """A part of an item that its author named; the end may be open."""

    title: str
    start_seconds: float
    end_seconds: float | None


class Entry(BaseModel):
    """One item of a list, as far as the list itself tells."""

    url: str
    title: str
    duration_seconds: float | None
    uploader: str | None


class ProbeReport(BaseModel):
    """What an address is: one item, or a list (then ``entries`` has some, up to the limit)."""

    url: str
    is_list: bool
    title: str
    duration_seconds: float | None = None
    uploader: str | None = None
    thumbnail_url: str | None = None
    extractor: str
    is_live: bool = False
    chapters: list[Chapter] = []
    entries: list[Entry] = []
    has_more: bool = False


class FetchRequest(BaseModel):
    """An address to fetch the sound of; nothing is written outside ``folder``."""

    url: str
    folder: Path
    audio: AudioChoice = "best"
    bitrate_kbps: int = Field(default=256, ge=32, le=512)
    max_bytes: int = Field(gt=0)
    max_seconds: float = Field(gt=0)
    rate_limit_bytes: int | None = Field(default=None, gt=0)
    way_out: WayOut = WayOut()


class FetchReport(BaseModel):
    """A file that was fetched, and what its source says of it; ``picture`` came along with it."""

    path: Path
    size_bytes: int
    url: str
    extractor: str
    title: str
    artist: str | None = None
    album: str | None = None
    duration_seconds: float | None = None
    thumbnail_url: str | None = None
    picture: Path | None = None
