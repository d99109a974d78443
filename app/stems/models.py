"""Separations of tracks, and the stems they gave."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.core.columns import (
    choice_field,
    created_field,
    document_field,
    id_field,
    owner_field,
    size_field,
)
from app.stems.rules.stem_type import StemType


class Separation(SQLModel, table=True):
    """One run of one engine over one track; it carries the id of the job that made it.

    A job that has to run twice therefore replaces its own files and can never count twice.
    Of a track's separations, the one ``chosen_at`` last is the current one. ``recipe`` is a
    :class:`~app.stems.ports.Recipe`, ``quality`` a report that rows from before it do not have.
    """

    id: UUID = Field(primary_key=True)
    owner_id: UUID = owner_field()
    track_id: UUID = Field(foreign_key="track.id", ondelete="CASCADE", index=True)
    engine: str = Field(max_length=40)
    model: str = Field(max_length=120)
    is_draft: bool = False
    device: str = Field(max_length=40)
    precision: str = Field(max_length=20)
    residual_db: float
    duration_seconds: float
    elapsed_seconds: dict[str, float] = document_field(default=dict)
    recipe: dict[str, Any] | None = document_field()
    quality: dict[str, Any] | None = document_field()
    created_at: datetime = created_field()
    chosen_at: datetime = created_field()


class Stem(SQLModel, table=True):
    """One isolated part of a track, at its ``place`` in the separation's order.

    ``variant`` tells two of a type apart, such as lead and back vocals.
    """

    id: UUID = id_field()
    owner_id: UUID = owner_field()
    separation_id: UUID = Field(foreign_key="separation.id", ondelete="CASCADE", index=True)
    track_id: UUID = Field(foreign_key="track.id", ondelete="CASCADE", index=True)
    place: int
    type: StemType = choice_field(StemType.OTHER)
    variant: str | None = Field(default=None, max_length=40)
    media_key: str = Field(max_length=120)
    size_bytes: int = size_field()
    created_at: datetime = created_field()
