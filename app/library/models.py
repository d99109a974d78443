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
    SPOTIFY = "spotify"
    LINK = "link"
    LIST = "list"


class Track(SQLModel, table=True):
    """One piece of music of one user, its audio in the storage or still to be fetched.

    While there is no audio, ``content_hash`` is None, the fields below it say nothing, and the
    length is what the source says, 0 if it does not. ``link`` is where the track came from.
    A ``media_key`` that begins with ``folders/`` says that the audio is in a folder of the server.
    ``deleted_at`` marks one that its owner has thrown away and may still take back.
    """

    __table_args__ = (
        UniqueConstraint("owner_id", "content_hash"),
        UniqueConstraint("owner_id", "spotify_id", name="uq_track_owner_id_spotify_id"),
        Index("ix_track_owner_id_link", "owner_id", "link"),
    )

    id: UUID = id_field()
    owner_id: UUID = owner_field()
    title: str = Field(max_length=500)
    artist: str | None = Field(default=None, max_length=500)
    album: str | None = Field(default=None, max_length=500)
    genre: str | None = Field(default=None, max_length=200)
    year: int | None = None
    rating: int | None = None
    isrc: str | None = Field(default=None, max_length=12)
    spotify_id: str | None = Field(default=None, max_length=64)
    link: str | None = Field(default=None, max_length=2000)
    source: TrackSource = choice_field(TrackSource.FILE)
    duration_seconds: float = 0.0
    content_hash: str | None = Field(default=None, max_length=64)
    file_name: str = Field(default="", max_length=500)
    media_key: str = Field(default="", max_length=120)
    size_bytes: int = size_field(default=0)
    container: str = Field(default="", max_length=40)
    codec: str = Field(default="", max_length=40)
    sample_rate_hz: int = 0
    channels: int = 0
    peak_db: float = 0.0
    created_at: datetime = created_field()
    changed_at: datetime | None = moment_field()
    deleted_at: datetime | None = moment_field(index=True)

    @property
    def has_audio(self) -> bool:
        """Say whether the audio is in the storage."""
        return self.content_hash is not None


class Tag(SQLModel, table=True):
    """A word of its owner's, to mark tracks with; case does not tell two of them apart."""

    __table_args__ = (UniqueConstraint("owner_id", "folded", name="uq_tag_owner_id_folded"),)

    id: UUID = id_field()
    owner_id: UUID = owner_field()
    name: str = Field(max_length=60)
    folded: str = Field(max_length=120)


class TrackTag(SQLModel, table=True):
    """A track is marked with a tag."""

    track_id: UUID = Field(foreign_key="track.id", ondelete="CASCADE", primary_key=True)
    tag_id: UUID = Field(foreign_key="tag.id", ondelete="CASCADE", primary_key=True, index=True)


class Artwork(SQLModel, table=True):
    """The picture of a track; its file is kept once per content, whoever has it.

    ``source`` says where it came from: the file itself, a link, or a hand.
    """

    track_id: UUID = Field(foreign_key="track.id", ondelete="CASCADE", primary_key=True)
    owner_id: UUID = owner_field()
    content_hash: str = Field(max_length=64, index=True)
    source: str = Field(max_length=20)
    created_at: datetime = created_field()


class Playlist(SQLModel, table=True):
    """An ordered list of a user's tracks: a crate, or the set of an evening.

    ``link`` is where it was taken over from, so that it is found when that happens again. A crate
    with a ``query`` is smart: it holds what the query finds, and has no items. ``parent_id`` is
    the crate it lies in, and ``place`` its place there. ``artwork_hash`` is a picture of its own.
    """

    __table_args__ = (UniqueConstraint("owner_id", "link", name="uq_playlist_owner_id_link"),)

    id: UUID = id_field()
    owner_id: UUID = owner_field()
    title: str = Field(max_length=200)
    link: str | None = Field(default=None, max_length=500)
    query: str | None = Field(default=None, max_length=500)
    parent_id: UUID | None = Field(
        default=None, foreign_key="playlist.id", ondelete="CASCADE", index=True
    )
    place: int = 0
    artwork_hash: str | None = Field(default=None, max_length=64)
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


class ShareLink(SQLModel, table=True):
    """Somebody without an account may hear one track or one playlist; nothing can be changed.

    Exactly one of ``track_id`` and ``playlist_id`` is set. Only the hash of the token is kept.
    """

    id: UUID = id_field()
    owner_id: UUID = owner_field()
    track_id: UUID | None = Field(
        default=None, foreign_key="track.id", ondelete="CASCADE", index=True
    )
    playlist_id: UUID | None = Field(
        default=None, foreign_key="playlist.id", ondelete="CASCADE", index=True
    )
    token_hash: str = Field(max_length=64, unique=True, repr=False)
    created_at: datetime = created_field()
    expires_at: datetime | None = moment_field()
    revoked_at: datetime | None = moment_field()
