"""Questions about what was heard, and about tracks by that."""

from app.analysis.repository.browsing import (
    TrackQuestion,
    TrackSort,
    browse_tracks,
    find_tracks,
    list_items_sorted,
    list_track_ids,
)
from app.analysis.repository.known import (
    delete_automatic_cues,
    delete_automatic_loops,
    delete_frames,
    delete_sections,
    find_analysis,
    find_frames,
    find_grid,
    list_cues,
    list_edits,
    list_frames,
    list_loops,
    list_sections,
    list_transcriptions,
)

__all__ = [
    "TrackQuestion",
    "TrackSort",
    "browse_tracks",
    "delete_automatic_cues",
    "delete_automatic_loops",
    "delete_frames",
    "delete_sections",
    "find_analysis",
    "find_frames",
    "find_grid",
    "find_tracks",
    "list_cues",
    "list_edits",
    "list_frames",
    "list_items_sorted",
    "list_loops",
    "list_sections",
    "list_track_ids",
    "list_transcriptions",
]
