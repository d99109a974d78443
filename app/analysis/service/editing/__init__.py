"""What hands change of what was heard: each act is one step that can be undone."""

from app.analysis.service.editing.form import edit_sections
from app.analysis.service.editing.grids import edit_grid, get_grid, lock_grid
from app.analysis.service.editing.history import list_edits, list_moved_cues, redo_edit, undo_edit
from app.analysis.service.editing.keys import set_key
from app.analysis.service.editing.marks import (
    add_cue,
    add_loop,
    change_cue,
    change_loop,
    delete_cue,
    delete_loop,
)
from app.analysis.service.editing.restoring import restore_heard

__all__ = [
    "add_cue",
    "add_loop",
    "change_cue",
    "change_loop",
    "delete_cue",
    "delete_loop",
    "edit_grid",
    "edit_sections",
    "get_grid",
    "list_edits",
    "list_moved_cues",
    "lock_grid",
    "redo_edit",
    "restore_heard",
    "set_key",
    "undo_edit",
]
