"""What the library tells the rest of the house, and what may be changed about a track."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.core.events import Event
from app.core.names import clean_text
from app.library.rules import MAX_NAME_LENGTH


class ArtworkSource(StrEnum):
    """Where the picture of a track came from."""

    FILE = "file"
    LINK = "link"
    HAND = "hand"


@dataclass(frozen=True)
class TrackImported(Event):
    """A track is in somebody's library."""

    track_id: UUID
    owner_id: UUID
    title: str


@dataclass(frozen=True)
class TrackChanged(Event):
    """What is written about a track is different now."""

    track_id: UUID
    owner_id: UUID


@dataclass(frozen=True)
class TrackDeleted(Event):
    """A track was thrown away; its owner may still take it back."""

    track_id: UUID
    owner_id: UUID


@dataclass(frozen=True)
class TrackRestored(Event):
    """A track that had been thrown away is back."""

    track_id: UUID
    owner_id: UUID


@dataclass(frozen=True)
class TracksDeleted(Event):
    """Several tracks were thrown away at once; :class:`TrackDeleted` tells of the first ones."""

    track_ids: tuple[UUID, ...]
    owner_id: UUID


@dataclass(frozen=True)
class TracksPurged(Event):
    """Tracks that were thrown away are gone for good."""

    owner_id: UUID


@dataclass(frozen=True)
class PlaylistChanged(Event):
    """A playlist is new, or its title or what stands in it is different now."""

    playlist_id: UUID
    owner_id: UUID


@dataclass(frozen=True)
class PlaylistDeleted(Event):
    """A playlist was deleted, its tracks were not; its owner may still take it back."""

    playlist_id: UUID
    owner_id: UUID


EVENTS: tuple[type[Event], ...] = (
    TrackImported,
    TrackChanged,
    TrackDeleted,
    TrackRestored,
    TracksDeleted,
    TracksPurged,
    PlaylistChanged,
    PlaylistDeleted,
)
"""What the bus has to carry between processes."""


@dataclass(frozen=True)
class WantedTrack:
    """What a source says of a track whose audio is to be fetched, and where its picture is."""

    title: str
    artist: str | None = None
    album: str | None = None
    year: int | None = None
    duration_seconds: float | None = None
    isrc: str | None = None
    spotify_id: str | None = None
    link: str | None = None
    picture_url: str | None = None


@dataclass(frozen=True)
class PlaylistView:
    """A playlist, how many tracks it shows, and how long they are in all.

    Where that is None, nobody has counted what its ``query`` finds.
    """

    id: UUID
    title: str
    created_at: datetime
    changed_at: datetime
    count: int | None
    duration_seconds: float | None
    query: str | None = None
    parent_id: UUID | None = None
    place: int = 0
    artwork_hash: str | None = None


@dataclass(frozen=True)
class RemovedItem:
    """What stood in a playlist: enough to put it back."""

    track_id: UUID
    place: int
    added_at: datetime


def _clean_or_none(text: str | None) -> str | None:
    return clean_text(text or "") or None


def _clean_title(text: str) -> str:
    title = clean_text(text)
    if not title:
        message = "A title needs at least one character that can be seen."
        raise ValueError(message)
    return title


Words = Annotated[str | None, Field(max_length=MAX_NAME_LENGTH), AfterValidator(_clean_or_none)]


class TrackEdit(BaseModel):
    """What a person writes about a track; only the fields that are given are changed."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[
        str, Field(min_length=1, max_length=MAX_NAME_LENGTH), AfterValidator(_clean_title)
    ] = "Untitled"
    artist: Words = None
    album: Words = None
    genre: Annotated[str | None, Field(max_length=200), AfterValidator(_clean_or_none)] = None
    year: Annotated[int | None, Field(ge=1000, le=2999)] = None


class TracksEdit(BaseModel):
    """What a person writes about many tracks at once; fields that are not given stay."""

    model_config = ConfigDict(extra="forbid")

    artist: Words = None
    album: Words = None
    genre: Annotated[str | None, Field(max_length=200), AfterValidator(_clean_or_none)] = None
    year: Annotated[int | None, Field(ge=1000, le=2999)] = None
    rating: Annotated[int | None, Field(ge=1, le=5)] = None
