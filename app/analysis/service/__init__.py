"""Keep what was heard in tracks, and what hands have made of it."""

from app.analysis.service.charting import (
    MOST_COLUMNS,
    Chart,
    ChartState,
    get_chart,
    list_charts,
)
from app.analysis.service.editing import (
    add_cue,
    add_loop,
    change_cue,
    change_loop,
    delete_cue,
    delete_loop,
    edit_grid,
    edit_sections,
    get_grid,
    list_edits,
    list_moved_cues,
    lock_grid,
    redo_edit,
    restore_heard,
    set_key,
    undo_edit,
)
from app.analysis.service.exporting import export_analysis
from app.analysis.service.keeping import (
    add_analysis,
    find_current,
    merge,
    replace_automatic_cues,
)
from app.analysis.service.playlists import sort_playlist
from app.analysis.service.preferring import check_wish, get_preferred, set_preferred
from app.analysis.service.requesting import find_edited, listen, prepare_request
from app.analysis.service.sounding import NeighbourOrder, fill_timbres, list_neighbours
from app.analysis.service.transcribing import (
    add_transcription,
    get_transcription,
)

__all__ = [
    "MOST_COLUMNS",
    "Chart",
    "ChartState",
    "NeighbourOrder",
    "add_analysis",
    "add_cue",
    "add_loop",
    "add_transcription",
    "change_cue",
    "change_loop",
    "check_wish",
    "delete_cue",
    "delete_loop",
    "edit_grid",
    "edit_sections",
    "export_analysis",
    "fill_timbres",
    "find_current",
    "find_edited",
    "get_chart",
    "get_grid",
    "get_preferred",
    "get_transcription",
    "list_charts",
    "list_edits",
    "list_moved_cues",
    "list_neighbours",
    "listen",
    "lock_grid",
    "merge",
    "prepare_request",
    "redo_edit",
    "replace_automatic_cues",
    "restore_heard",
    "set_key",
    "set_preferred",
    "sort_playlist",
    "undo_edit",
]
