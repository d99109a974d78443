"""What is kept of where music comes from: accounts elsewhere, and what was on offer."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel, UniqueConstraint

from app.core.columns import Moment, created_field, document_field, id_field, owner_field


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
