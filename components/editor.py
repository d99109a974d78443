"""The editor of grid, sections, cues and loops: plain data in, the browser does the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from nicegui import ui

from components.player import Player


@dataclass(frozen=True)
class EditorWords:
    """What the editor says.

    ``words`` replaces words of ``static/js/edit/words.js``; ``keys`` are names of musical keys and
    how they are shown, ``edits`` what each edit is called when it can be undone, ``labels`` what
    sections are called, and ``tokens`` whose colour of the theme they have.
    """

    words: Mapping[str, str]
    keys: Sequence[tuple[str, str]]
    edits: Mapping[str, str]
    labels: Mapping[str, str]
    tokens: Mapping[str, str]


class Editor(ui.element, component="sfa_editor.js"):
    """The waveform of a track, on which all that was heard can be changed.

    ``root`` is the address of the track in the API, ``manifest`` that of its description for
    ``player``, which it follows and moves.
    """

    def __init__(
        self,
        *,
        root: str,
        manifest: str,
        player: Player,
        words: EditorWords,
        script: str = "/static/dist/editor.js",
    ) -> None:
        super().__init__()
        self._props["script"] = script
        self._props["player"] = player.id
        self._props["options"] = {"root": root, "manifest": manifest, **asdict(words)}

    def look(self) -> None:
        """See what somebody has changed."""
        self.run_method("look")
