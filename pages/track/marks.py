"""The way to change what was heard by hand: the editor, opened when somebody asks for it."""

from uuid import UUID

from app.analysis import Key
from components.boundary import Boundary
from components.editor import Editor, EditorWords
from components.player import Player
from pages._addresses import API, player_address
from pages._words import _
from pages.track.form import SECTION_TOKENS, section_words
from pages.track.pieces import Part, show_button
from pages.track.view import TrackView


class MarksPart:
    """The head of the editor, and the editor while it is open; news do not draw it again."""

    def __init__(self, track_id: UUID, player: Player) -> None:
        self._track_id = track_id
        self._player = player
        self._editor: Editor | None = None
        with Boundary() as self._all:
            self._part = Part(_("Grid and marks"))
            with self._part.head:
                self._open = show_button(_("Edit"), "tune").on("click", self._show)
                self._done = show_button(_("Done"), "check").on("click", self._hide)
        self._open.props["aria-label"] = _("Edit grid and marks")
        self._done.set_visibility(False)
        self._all.set_visibility(False)

    def show(self, view: TrackView | None) -> None:
        """Offer the editor of a track; without a track, nothing."""
        self._all.set_visibility(view is not None)
        if view is None:
            self._hide()

    def look(self) -> None:
        """Show what somebody has changed."""
        if self._editor is not None:
            self._editor.look()

    def _show(self) -> None:
        if self._editor is None:
            with self._part:
                self._editor = Editor(
                    root=f"{API}/tracks/{self._track_id}",
                    manifest=player_address(self._track_id),
                    player=self._player,
                    words=EditorWords(
                        words=editor_words(),
                        keys=list_keys(),
                        edits=edit_words(),
                        labels=section_words(),
                        tokens=SECTION_TOKENS,
                    ),
                )
        self._swap(is_open=True)

    def _hide(self) -> None:
        if self._editor is not None:
            self._editor.delete()
            self._editor = None
        self._swap(is_open=False)

    def _swap(self, *, is_open: bool) -> None:
        self._open.set_visibility(not is_open)
        self._done.set_visibility(is_open)


def list_keys() -> list[tuple[str, str]]:
    """Return the names of all keys and how they are shown, around the wheel of DJs."""
    keys = [Key(tonic, mode) for tonic in range(12) for mode in ("minor", "major")]
    keys.sort(key=lambda key: (int(key.camelot[:-1]), key.camelot[-1]))
    return [(key.name, f"{key.camelot} · {key.name}") for key in keys]


def edit_words() -> dict[str, str]:
    """Return what each edit is called when it can be undone, by the label it is stored with."""
    return {
        "Nudge the grid": _("Nudge the grid"),
        "Stretch the grid": _("Stretch the grid"),
        "Set the tempo": _("Set the tempo"),
        "Tap the tempo": _("Tap the tempo"),
        "Set bar one": _("Set bar one"),
        "Set the beats of a bar": _("Set the beats of a bar"),
        "Halve the tempo": _("Halve the tempo"),
        "Double the tempo": _("Double the tempo"),
        "Mark a tempo change": _("Mark a tempo change"),
        "Remove a tempo change": _("Remove a tempo change"),
        "Extend the grid": _("Extend the grid"),
        "Move a section": _("Move a section"),
        "Split a section": _("Split a section"),
        "Merge sections": _("Merge sections"),
        "Rename a section": _("Rename a section"),
        "Delete a section": _("Delete a section"),
        "Add a cue": _("Add a cue"),
        "Move a cue": _("Move a cue"),
        "Change a cue": _("Change a cue"),
        "Delete a cue": _("Delete a cue"),
        "Add a loop": _("Add a loop"),
        "Move a loop": _("Move a loop"),
        "Change a loop": _("Change a loop"),
        "Delete a loop": _("Delete a loop"),
        "Set the key": _("Set the key"),
        "Restore the grid": _("Restore the grid"),
        "Restore the key": _("Restore the key"),
        "Restore the sections": _("Restore the sections"),
        "Restore the cues": _("Restore the cues"),
        "Restore the loops": _("Restore the loops"),
    }


def editor_words() -> dict[str, str]:
    """Return the words of ``static/js/edit/words.js``."""
    return {**_tool_words(), **_mark_words(), **_sentences()}


def _tool_words() -> dict[str, str]:
    return {
        "editor": _("Grid, sections and cues"),
        "waveform": _("Waveform, part of the track"),
        "overview": _("The whole track"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "undoThis": _("Undo: {edit}"),
        "redoThis": _("Redo: {edit}"),
        "play": _("Play or pause"),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
        "follow": _("Follow playhead"),
        "snap": _("Snap"),
        "snapNone": _("Free"),
        "snapBeat": _("To beats"),
        "snapBar": _("To bars"),
        "grid": _("Grid"),
        "marks": _("Marks"),
        "nudge": _("Nudge the grid by {count} ms"),
        "tap": _("Tap"),
        "tapHint": _("Tap on the beat, at least four times"),
        "tempo": _("Tempo in BPM"),
        "halve": _("Halve the tempo"),
        "double": _("Double the tempo"),
        "barOne": _("Bar one here"),
        "beatsPerBar": _("Beats of a bar"),
        "stretch": _("Drag beats"),
        "change": _("Tempo change here"),
        "unchange": _("Remove the tempo change"),
        "extend": _("Extend to the ends"),
        "lock": _("Lock the grid"),
    }


def _mark_words() -> dict[str, str]:
    return {
        "cue": _("Cue here"),
        "split": _("Split here"),
        "loop": _("Loop here"),
        "keepLoop": _("Keep this loop"),
        "key": _("Key"),
        "noKey": _("No key"),
        "restore": _("Restore what was heard"),
        "restoreGrid": _("Grid"),
        "restoreKey": _("Key"),
        "restoreSections": _("Sections"),
        "restoreCues": _("Cues"),
        "restoreLoops": _("Loops"),
        "sectionAt": _("{label}, from {time}"),
        "edgeOf": _("Beginning of {label}"),
        "cueAt": _("Cue {label}, {time}"),
        "loopAt": _("Loop {label}, {time}"),
        "loopStart": _("Beginning of loop {label}"),
        "loopEnd": _("End of loop {label}"),
        "loopSpan": _("{from} to {to}"),
        "loopBars": _("{from} to {to}, bars: {bars}"),
        "playLoop": _("Play loop"),
        "stopLoop": _("Stop repeating"),
        "kind": _("Kind"),
        "name": _("Name"),
        "colour": _("Colour"),
        "ownColour": _("Usual colour"),
        "type": _("Type"),
        "hot": _("Hot cue"),
        "memory": _("Memory cue"),
        "loopIn": _("Loop in"),
        "loopOut": _("Loop out"),
        "merge": _("Merge with the next"),
        "delete": _("Delete"),
        "close": _("Close"),
    }


def _sentences() -> dict[str, str]:
    return {
        "hint": _(
            "Drag to scroll, Ctrl and wheel or two fingers to zoom, click to go there, "
            "Alt while dragging to place freely"
        ),
        "hintTouch": _(
            "Drag to scroll, two fingers to zoom, tap to go there, "
            "hold a mark and then drag it to place it freely"
        ),
        "noWaveform": _(
            "The waveform cannot be had now. Reload the page; everything else here works."
        ),
        "away": _("The studio does not answer. Try again."),
    }
