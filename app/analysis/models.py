"""What is known about a track: the analysis itself, and the parts of it that people edit."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.core.columns import (
    choice_field,
    created_field,
    document_field,
    id_field,
    owner_field,
)


class Origin(StrEnum):
    """Who made something; what a hand made, no analysis overwrites."""

    ANALYSIS = "analysis"
    HAND = "hand"


class CueType(StrEnum):
    """What a cue is for."""

    HOT = "hot"
    MEMORY = "memory"
    LOOP_IN = "loop_in"
    LOOP_OUT = "loop_out"


class Analysis(SQLModel, table=True):
    """One run of the analysis over one track; it carries the id of the job that made it.

    ``document`` is the whole result as it is exported; the other columns are what lists show.
    """

    id: UUID = Field(primary_key=True)
    owner_id: UUID = owner_field()
    track_id: UUID = Field(foreign_key="track.id", ondelete="CASCADE", index=True)
    schema_version: int
    tempo_bpm: float | None = None
    key: str | None = Field(default=None, max_length=20)
    camelot: str | None = Field(default=None, max_length=3)
    key_confidence: float = 0.0
    loudness_lufs: float
    energy: float
    document: dict[str, Any] = document_field(default=dict)
    created_at: datetime = created_field()


class Grid(SQLModel, table=True):
    """The beats of a track: one source of truth for decks, loops, cues and exports."""

    id: UUID = id_field()
    owner_id: UUID = owner_field()
    track_id: UUID = Field(foreign_key="track.id", ondelete="CASCADE", unique=True)
    origin: Origin = choice_field(Origin.ANALYSIS)
    tempo_bpm: float
    beats_per_bar: int
    confidence: float
    beats_seconds: list[float] = document_field(default=list)
    downbeats_seconds: list[float] = document_field(default=list)
    created_at: datetime = created_field()


class TrackSection(SQLModel, table=True):
    """A part of a track's form, such as a verse or a drop."""

    id: UUID = id_field()
    owner_id: UUID = owner_field()
    track_id: UUID = Field(foreign_key="track.id", ondelete="CASCADE", index=True)
    origin: Origin = choice_field(Origin.ANALYSIS)
    label: str = Field(max_length=40)
    start_seconds: float
    end_seconds: float
    energy: float


class Cue(SQLModel, table=True):
    """A named position in a track."""

    id: UUID = id_field()
    owner_id: UUID = owner_field()
    track_id: UUID = Field(foreign_key="track.id", ondelete="CASCADE", index=True)
    origin: Origin = choice_field(Origin.ANALYSIS)
    type: CueType = choice_field(CueType.HOT)
    label: str = Field(max_length=100)
    position_seconds: float
    colour: str = Field(max_length=7)
    explanation: str = Field(default="", max_length=200)
    confidence: float = 1.0
    created_at: datetime = created_field()
