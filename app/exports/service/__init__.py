"""Plan what leaves: of one track, of a playlist, or of any number of tracks."""

from app.exports.service.collecting import (
    CollectionKind,
    TrackOrder,
    collect,
    find_order,
    keep_order,
    write_tracks,
)
from app.exports.service.planning import (
    entry_of,
    export_midi,
    get_choice,
    list_entries,
    plan_stems,
    remember_choice,
    write_notes,
    write_playlist,
)

__all__ = [
    "CollectionKind",
    "TrackOrder",
    "collect",
    "entry_of",
    "export_midi",
    "find_order",
    "get_choice",
    "keep_order",
    "list_entries",
    "plan_stems",
    "remember_choice",
    "write_notes",
    "write_playlist",
    "write_tracks",
]
