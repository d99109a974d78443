"""Tracks: the pieces of music a user has."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, Index, SQLModel, UniqueConstraint

from app.core.columns import (
    choice_field,
    created_field,
    id_field,
    moment_field,
    owner_field,
    size_field,
)


class TrackSource(StrEnum):
    """How a track came in."""

    FILE = "file"
    DEMO = "demo"


class Track(SQLModel, table=True):
    """One piece of music of one user; a row exists only when its audio lies in the storage.

    ``deleted_at`` marks one that its owner has thrown away and may still take back.
    """

    __table_args__ = (UniqueConstraint("owner_id", "content_hash"),)

    id: UUID = id_field()
    owner_id: UUID = owner_field()
    title: str = Field(max_length=500)
    artist: str | None = Field(default=None, max_length=500)
    album: str | None = Field(default=None, max_length=500)
    genre: str | None = Field(default=None, max_length=200)
    year: int | None = None
    source: TrackSource = choice_field(TrackSource.FILE)
    file_name: str = Field(max_length=500)
    media_key: str = Field(max_length=120)
    content_hash: str = Field(max_length=64)
    size_bytes: int = size_field()
    container: str = Field(max_length=40)
    codec: str = Field(max_length=40)
    sample_rate_hz: int
    channels: int
    duration_seconds: float
    peak_db: float
    created_at: datetime = created_field()
    changed_at: datetime | None = moment_field()
    deleted_at: datetime | None = moment_field(index=True)


class Playlist(SQLModel, table=True):
    """An ordered list of a user's tracks: a crate, or the set of an evening."""

    id: UUID = id_field()
    owner_id: UUID = owner_field()
    title: str = Field(max_length=200)
    created_at: datetime = created_field()
    changed_at: datetime = created_field()


class PlaylistItem(SQLModel, table=True):
    """One place in a playlist; a track may stand in it more than once."""

    __table_args__ = (Index("ix_playlistitem_order", "playlist_id", "place"),)

    id: UUID = id_field()
    owner_id: UUID = owner_field()
    playlist_id: UUID = Field(foreign_key="playlist.id", ondelete="CASCADE")
    track_id: UUID = Field(foreign_key="track.id", ondelete="CASCADE", index=True)
    place: int
    added_at: datetime = created_field()
