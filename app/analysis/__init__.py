"""Analysis: what can be heard in a track, from tempo and key to form and cues."""

from app.analysis.engines import ANALYSE, ENGINES
from app.analysis.models import Analysis, Cue, Grid, Origin, TrackSection
from app.analysis.ports import (
    SCHEMA_VERSION,
    AnalysisEngine,
    AnalysisRequest,
    CuePoint,
    EnergyCurve,
    Section,
    TrackAnalysis,
)
from app.analysis.repository import (
    TrackQuestion,
    TrackSort,
    browse_tracks,
    find_analysis,
    find_grid,
    list_cues,
    list_sections,
    list_track_ids,
)
from app.analysis.rules.keys import Key, name_to_camelot, name_to_open_key, parse_key
from app.analysis.service import add_analysis, find_current, replace_automatic_cues

__all__ = [
    "ANALYSE",
    "ENGINES",
    "SCHEMA_VERSION",
    "Analysis",
    "AnalysisEngine",
    "AnalysisRequest",
    "Cue",
    "CuePoint",
    "EnergyCurve",
    "Grid",
    "Key",
    "Origin",
    "Section",
    "TrackAnalysis",
    "TrackQuestion",
    "TrackSection",
    "TrackSort",
    "add_analysis",
    "browse_tracks",
    "find_analysis",
    "find_current",
    "find_grid",
    "list_cues",
    "list_sections",
    "list_track_ids",
    "name_to_camelot",
    "name_to_open_key",
    "parse_key",
    "replace_automatic_cues",
]
