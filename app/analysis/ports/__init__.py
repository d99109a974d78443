"""What an analysis is asked and answers, and what an engine must be able to do."""

from app.analysis.ports.edits import (
    EVENTS,
    CueChange,
    CueDraft,
    LoopChange,
    LoopDraft,
    SectionEdit,
    Snap,
    TrackHeardChanged,
    What,
)
from app.analysis.ports.grid_edits import GridEdit
from app.analysis.ports.heard import SCHEMA_VERSION, TrackAnalysis
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
from app.analysis.ports.request import (
    FOUND_BY,
    AnalysisEngine,
    AnalysisRequest,
    Edited,
    KnownGrid,
    ListeningWish,
)
from app.analysis.ports.transcription import (
    StemNotes,
    TranscriptionEngine,
    TranscriptionRequest,
)

__all__ = [
    "EVENTS",
    "FOUND_BY",
    "SCHEMA_VERSION",
    "AnalysisEngine",
    "AnalysisRequest",
    "ChordSpan",
    "CueChange",
    "CueDraft",
    "CuePoint",
    "DrumHit",
    "Edited",
    "EnergyCurve",
    "Frames",
    "GridEdit",
    "KeySpan",
    "KnownGrid",
    "ListeningWish",
    "LoopChange",
    "LoopDraft",
    "LoopSuggestion",
    "Section",
    "SectionEdit",
    "Snap",
    "StemNotes",
    "TempoAlternative",
    "TempoSpan",
    "TrackAnalysis",
    "TrackHeardChanged",
    "TranscriptionEngine",
    "TranscriptionRequest",
    "VocalSpan",
    "What",
]
