"""What is kept of where music comes from: accounts elsewhere, and what was on offer."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Field, SQLModel, UniqueConstraint

from app.core.columns import (
    Moment,
    choice_field,
    created_field,
    document_field,
    id_field,
    moment_field,
    owner_field,
    size_field,
)


class SpotifyAccount(SQLModel, table=True):
    """A user's own account at Spotify; its tokens are kept encrypted."""

    __table_args__ = (UniqueConstraint("owner_id", name="uq_spotifyaccount_owner_id"),)

    id: UUID = id_field()
    owner_id: UUID = owner_field()
    name: str = Field(max_length=200)
    access: str = Field(repr=False)
    refresh: str = Field(repr=False)
    scope: str = Field(max_length=500)
    expires_at: datetime = Field(sa_type=Moment)
    created_at: datetime = created_field()


class Offer(SQLModel, table=True):
    """One recording that was found for a track; ``place`` 0 is the best of them.

    ``score`` is 0..1, ``reasons`` say in words what speaks for it and against it.
    """

    __table_args__ = (UniqueConstraint("track_id", "place", name="uq_offer_track_id_place"),)

    id: UUID = id_field()
    owner_id: UUID = owner_field()
    track_id: UUID = Field(foreign_key="track.id", ondelete="CASCADE", index=True)
    place: int
    url: str = Field(max_length=2000)
    title: str = Field(max_length=500)
    channel: str | None = Field(default=None, max_length=500)
    duration_seconds: float | None = None
    score: float
    reasons: list[str] = document_field(default=list)
    is_chosen: bool = False


class Fingerprint(SQLModel, table=True):
    """What the sound of a track is recognised by, whatever its file: see decision 24.

    ``words`` are those of :mod:`app.sources.rules.fingerprint`, of that ``version`` of the method.
    """

    track_id: UUID = Field(foreign_key="track.id", ondelete="CASCADE", primary_key=True)
    owner_id: UUID = owner_field()
    version: int
    duration_seconds: float
    words: bytes = Field(repr=False)
    created_at: datetime = created_field()


class RootKind(StrEnum):
    """What is done with the files of a folder: they are copied in, or played where they lie."""

    WATCHED = "watched"
    IN_PLACE = "in_place"


class LibraryRoot(SQLModel, table=True):
    """A folder of the server whose music belongs to the library of a user.

    Only an administrator names one; ``path`` is absolute, and never comes from anybody else.
    """

    id: UUID = id_field()
    owner_id: UUID = owner_field()
    name: str = Field(max_length=200)
    path: str = Field(max_length=1000, unique=True)
    kind: RootKind = choice_field(RootKind.WATCHED)
    is_paused: bool = False
    created_at: datetime = created_field()
    scanned_at: datetime | None = moment_field()
    fault: str | None = Field(default=None, max_length=500)


class RootFile(SQLModel, table=True):
    """A file that was seen in a folder, ``path`` below it; ``fault`` says why it is no track."""

    __table_args__ = (UniqueConstraint("root_id", "path", name="uq_rootfile_root_id_path"),)

    id: UUID = id_field()
    root_id: UUID = Field(foreign_key="libraryroot.id", ondelete="CASCADE", index=True)
    path: str = Field(max_length=1000)
    size_bytes: int = size_field()
    modified_ns: int = size_field()
    track_id: UUID | None = Field(
        default=None, foreign_key="track.id", ondelete="SET NULL", index=True
    )
    is_missing: bool = False
    fault: str | None = Field(default=None, max_length=500)
    seen_at: datetime = created_field()


class ListReview(SQLModel, table=True):
    """A list that was read and matched, and waits for its owner to look it over and confirm."""

    id: UUID = id_field()
    owner_id: UUID = owner_field()
    title: str = Field(max_length=200)
    document: dict[str, Any] = document_field(default=dict)
    created_at: datetime = created_field()
