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
    moment_field,
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

    ``document`` is the whole result as it is exported, but for rows over time, which are
    :class:`TrackFrames`; the other columns are what lists show.  A key that a hand has set,
    ``key_origin`` says so, is carried on from one analysis to the next.
    """

    id: UUID = Field(primary_key=True)
    owner_id: UUID = owner_field()
    track_id: UUID = Field(foreign_key="track.id", ondelete="CASCADE", index=True)
    schema_version: int
    tempo_bpm: float | None = None
    key: str | None = Field(default=None, max_length=20)
    camelot: str | None = Field(default=None, max_length=3)
    key_origin: Origin = choice_field(Origin.ANALYSIS)
    key_confidence: float = 0.0
    loudness_lufs: float | None = None
    energy: float | None = None
    document: dict[str, Any] = document_field(default=dict)
    created_at: datetime = created_field()


class TrackFrames(SQLModel, table=True):
    """Rows of values over the time of a track, a byte each: see ``Frames`` in the ports."""

    track_id: UUID = Field(foreign_key="track.id", ondelete="CASCADE", primary_key=True)
    name: str = Field(max_length=40, primary_key=True)
    owner_id: UUID = owner_field()
    version: int
    step_seconds: float
    names: list[str] = document_field(default=list)
    low: list[float] = document_field(default=list)
    high: list[float] = document_field(default=list)
    data: bytes


class Grid(SQLModel, table=True):
    """The beats of a track: one source of truth for decks, loops, cues and exports.

    ``tempo_spans`` are pairs of a time in seconds and the tempo from there on; a ``locked`` grid
    takes no edits and no analysis until it is unlocked.
    """

    id: UUID = id_field()
    owner_id: UUID = owner_field()
    track_id: UUID = Field(foreign_key="track.id", ondelete="CASCADE", unique=True)
    origin: Origin = choice_field(Origin.ANALYSIS)
    tempo_bpm: float
    beats_per_bar: int
    confidence: float
    beats_seconds: list[float] = document_field(default=list)
    downbeats_seconds: list[float] = document_field(default=list)
    tempo_spans: list[list[float]] = document_field(default=list)
    locked: bool = False
    created_at: datetime = created_field()


class TrackSection(SQLModel, table=True):
    """A part of a track's form, such as a verse or a drop.

    ``name`` is what a hand calls it, such as ``"Guitar solo"``; without one it is called by its
    label, and without a ``colour`` it has that of its label.
    """

    id: UUID = id_field()
    owner_id: UUID = owner_field()
    track_id: UUID = Field(foreign_key="track.id", ondelete="CASCADE", index=True)
    origin: Origin = choice_field(Origin.ANALYSIS)
    label: str = Field(max_length=40)
    name: str | None = Field(default=None, max_length=40)
    start_seconds: float
    end_seconds: float
    energy: float
    colour: str | None = Field(default=None, max_length=7)


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


class TrackLoop(SQLModel, table=True):
    """A stretch of a track that can be repeated; ``score`` is 0..1, 1 for no audible seam."""

    id: UUID = id_field()
    owner_id: UUID = owner_field()
    track_id: UUID = Field(foreign_key="track.id", ondelete="CASCADE", index=True)
    origin: Origin = choice_field(Origin.ANALYSIS)
    label: str = Field(max_length=100)
    start_seconds: float
    end_seconds: float
    bars: int
    score: float = 1.0
    explanation: str = Field(default="", max_length=200)
    created_at: datetime = created_field()


class TrackEdit(SQLModel, table=True):
    """One change that a hand has made to what is known of a track, and how to take it back.

    ``before`` and ``after`` hold all of what is changed (``what``: grid, key, sections, cues or
    loops), so that undo and redo set it as it was.  Of edits that were taken back, ``undone_at``
    says when; a new edit makes them impossible to redo and they are deleted.
    """

    id: UUID = id_field()
    owner_id: UUID = owner_field()
    track_id: UUID = Field(foreign_key="track.id", ondelete="CASCADE", index=True)
    what: str = Field(max_length=20)
    label: str = Field(max_length=100)
    before: dict[str, Any] = document_field(default=dict)
    after: dict[str, Any] = document_field(default=dict)
    number: int
    undone_at: datetime | None = moment_field()
    created_at: datetime = created_field()


class Transcription(SQLModel, table=True):
    """The notes of a stem; it carries the id of the job that made it.

    ``notes`` are lists of start and end in seconds, MIDI pitch and velocity; ``note_count`` says
    how many, for lists that do not read them.
    """

    id: UUID = Field(primary_key=True)
    owner_id: UUID = owner_field()
    track_id: UUID = Field(foreign_key="track.id", ondelete="CASCADE", index=True)
    stem_id: UUID = Field(foreign_key="stem.id", ondelete="CASCADE", index=True)
    engine: str = Field(max_length=40)
    engine_version: int
    note_count: int
    notes: list[list[float]] = document_field(default=list)
    created_at: datetime = created_field()


class Timbre(SQLModel, table=True):
    """How a track sounds, as one row of numbers that can be compared with those of others.

    ``vector`` are float32 of the length that ``version`` has.
    """

    track_id: UUID = Field(foreign_key="track.id", ondelete="CASCADE", primary_key=True)
    owner_id: UUID = owner_field()
    version: int
    vector: bytes = Field(repr=False)
