"""Exports: what leaves the house for other programs, in their formats, under names one chooses."""

from app.exports.encoding import FORMATS, PLAYLIST_FORMATS, archive_blocks, encode
from app.exports.ports import (
    DEFAULT_TEMPLATE,
    Entry,
    ExportChoice,
    ExportFile,
    ExportFormat,
    ListedTrack,
    MidiExport,
    PlaylistFile,
    PlaylistFormat,
    SoundTags,
)
from app.exports.rules import TEMPLATE_FIELDS, check_template, fill_template
from app.exports.service import (
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
    "DEFAULT_TEMPLATE",
    "FORMATS",
    "PLAYLIST_FORMATS",
    "TEMPLATE_FIELDS",
    "Entry",
    "ExportChoice",
    "ExportFile",
    "ExportFormat",
    "ListedTrack",
    "MidiExport",
    "PlaylistFile",
    "PlaylistFormat",
    "SoundTags",
    "archive_blocks",
    "check_template",
    "encode",
    "entry_of",
    "export_midi",
    "fill_template",
    "get_choice",
    "list_entries",
    "plan_stems",
    "remember_choice",
    "write_notes",
    "write_playlist",
]
