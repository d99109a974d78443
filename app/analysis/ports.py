"""What an analysis engine is asked, what it answers, and what it must be able to do."""

from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict, Field

from app.analysis.rules.cues import CueType
from app.analysis.rules.sections import Label
from app.core.work import Report

SCHEMA_VERSION = 1
"""Raised when a field of :class:`TrackAnalysis` changes its meaning."""


class AnalysisRequest(BaseModel):
    """Which file to listen to; ``name`` is what people call it.

    ``stems`` are its separated parts by stem type; an engine may use them and must not need them.
    """

    source: Path
    name: str
    stems: dict[str, Path] = Field(default_factory=dict)
    engine: str = "spectral"


class Section(BaseModel):
    """A part of the track's form; ``energy`` is 0..1 within the track."""

    model_config = ConfigDict(from_attributes=True)

    label: Label
    start_seconds: float
    end_seconds: float
    energy: float


class CuePoint(BaseModel):
    """A position worth returning to; ``colour`` is ``"#RRGGBB"``, ``confidence`` 0..1."""

    model_config = ConfigDict(from_attributes=True)

    position_seconds: float
    label: str
    type: CueType
    colour: str
    explanation: str
    confidence: float


class EnergyCurve(BaseModel):
    """Energy over time, 0..1 within the track; value ``i`` begins at ``i * step_seconds``."""

    step_seconds: float
    values: list[float]


class TrackAnalysis(BaseModel):
    """Everything that was heard in a track.

    Where there is no pulse, ``tempo_bpm`` is None and there are no beats and downbeats; sections
    then lie on a clock of two seconds.  Where no key can be heard, ``key``, ``camelot``,
    ``open_key`` and ``key_runner_up`` are None.  Confidences are 0..1.  ``loudness_lufs`` is -120
    for what is too quiet to measure; ``loudness_range_lu`` is None below three seconds.
    ``energy`` is comparable between tracks.
    """

    schema_version: int = SCHEMA_VERSION
    engine: str
    engine_version: int
    duration_seconds: float
    tempo_bpm: float | None
    tempo_confidence: float
    beats_seconds: list[float]
    downbeats_seconds: list[float]
    beats_per_bar: int
    grid_confidence: float
    key: str | None
    camelot: str | None
    open_key: str | None
    key_confidence: float
    key_runner_up: str | None
    tuning_cents: float
    loudness_lufs: float
    loudness_range_lu: float | None
    true_peak_db: float
    energy: float
    energy_curve: EnergyCurve
    sections: list[Section]
    cues: list[CuePoint]
    elapsed_seconds: float


class AnalysisEngine(Protocol):
    """A way to hear what is in a track."""

    @property
    def name(self) -> str:
        """Return the name it is found by."""
        ...

    @property
    def version(self) -> int:
        """Return the version of its methods; results of an older one are not reused."""
        ...

    def analyse(self, request: AnalysisRequest, report: Report) -> TrackAnalysis:
        """Listen to a file; ``report`` rises from 0 to 1.

        Raises:
            UnusableAudio: if the file is no audio, or is silent.
            NotFound: if there is no such file.
        """
        ...
