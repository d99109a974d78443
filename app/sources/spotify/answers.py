"""What is known of music at Spotify, in our words, wherever it was read."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

ListKind = Literal["album", "playlist", "saved"]


@dataclass(frozen=True)
class FoundTrack:
    """One piece of music; what is not known is None, and ``note`` says so in a sentence.

    ``artwork_url`` is the cover of the track's own album, never the picture of a playlist.
    """

    title: str
    artists: tuple[str, ...]
    spotify_id: str
    url: str
    album: str | None = None
    year: int | None = None
    duration_seconds: float | None = None
    isrc: str | None = None
    artwork_url: str | None = None
    track_number: int | None = None
    note: str = ""


@dataclass(frozen=True)
class FoundList:
    """An album, a playlist or the saved tracks, in their order.

    ``missing`` counts the entries that are no tracks of Spotify's any more or never were, and
    ``note`` says in words which.
    """

    kind: ListKind
    id: str
    title: str
    owner: str | None = None
    artwork_url: str | None = None
    tracks: tuple[FoundTrack, ...] = ()
    missing: int = 0
    note: str = ""


@dataclass(frozen=True)
class PlaylistOnOffer:
    """A playlist that a linked account has or follows; ``length`` counts its entries."""

    id: str
    title: str
    url: str
    owner: str | None = None
    artwork_url: str | None = None
    length: int | None = None


@dataclass(frozen=True)
class Tokens:
    """What Spotify gives for a linked account; keep both tokens encrypted."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: datetime
    scope: str
