"""What an analysis engine answers."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from app.analysis.ports.parts import (
    ChordSpan,
    CuePoint,
    DrumHit,
    EnergyCurve,
    Frames,
    KeySpan,
    LoopSuggestion,
    Section,
    TempoAlternative,
    TempoSpan,
    VocalSpan,
)

SCHEMA_VERSION = 2
"""Raised when a field of :class:`TrackAnalysis` changes its meaning."""


class TrackAnalysis(BaseModel):
    """Everything that was heard in a track, or some of it: ``versions`` says which features.

    ``stems`` names the stems that were listened to beside the mix, and ``separation_id`` says whose
    they were, None where nobody knows or several had a part in it.  The fields of a feature that
    was not asked for are as they are here.  Where there is no pulse, ``tempo_bpm`` is None and
    there are no beats and downbeats; sections then lie on a clock of two seconds.  ``tempo_spans``
    has one entry where the tempo is steady.  Where no key can be heard, ``key``, ``camelot``,
    ``open_key`` and ``key_runner_up`` are None.  Confidences are 0..1.  ``loudness_lufs`` is -120
    for what is too quiet to measure; ``loudness_range_lu`` and ``short_term_max_lufs`` are None
    below three seconds; ``gain_db`` brings the track to -18 LUFS without clipping.  ``energy`` is
    comparable between tracks.  ``frames`` are rows over time by name.
    """

    schema_version: int = SCHEMA_VERSION
    engine: str
    engine_version: int
    versions: dict[str, int] = Field(default_factory=dict)
    duration_seconds: float
    stems: list[str] = Field(default_factory=list[str])
    separation_id: UUID | None = None
    tempo_bpm: float | None = None
    tempo_confidence: float = 0.0
    is_steady: bool = True
    tempo_spans: list[TempoSpan] = Field(default_factory=list[TempoSpan])
    tempo_alternatives: list[TempoAlternative] = Field(default_factory=list[TempoAlternative])
    beats_seconds: list[float] = Field(default_factory=list[float])
    downbeats_seconds: list[float] = Field(default_factory=list[float])
    beats_per_bar: int = 4
    grid_confidence: float = 0.0
    key: str | None = None
    camelot: str | None = None
    open_key: str | None = None
    key_confidence: float = 0.0
    key_runner_up: str | None = None
    key_spans: list[KeySpan] = Field(default_factory=list[KeySpan])
    tuning_cents: float = 0.0
    loudness_lufs: float | None = None
    loudness_range_lu: float | None = None
    short_term_max_lufs: float | None = None
    true_peak_db: float | None = None
    gain_db: float | None = None
    energy: float | None = None
    energy_curve: EnergyCurve | None = None
    sections: list[Section] = Field(default_factory=list[Section])
    cues: list[CuePoint] = Field(default_factory=list[CuePoint])
    loops: list[LoopSuggestion] = Field(default_factory=list[LoopSuggestion])
    chords: list[ChordSpan] = Field(default_factory=list[ChordSpan])
    chroma_mean: list[float] = Field(default_factory=list[float])
    mfcc_mean: list[float] = Field(default_factory=list[float])
    spectral_means: dict[str, float] = Field(default_factory=dict)
    vocal_spans: list[VocalSpan] = Field(default_factory=list[VocalSpan])
    drum_hits: list[DrumHit] = Field(default_factory=list[DrumHit])
    frames: dict[str, Frames] = Field(default_factory=dict)
    elapsed_seconds: float = 0.0

    def exported(self) -> dict[str, Any]:
        """Return everything as a JSON document, the rows over time as plain numbers."""
        document = self.model_dump(mode="json", exclude={"frames"})
        return document | {"frames": {name: rows.exported() for name, rows in self.frames.items()}}
