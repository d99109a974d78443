"""Playlists: the list of them, what stands in one, and the sheets that ask about them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

Plain = Mapping[str, Any]
"""Plain data of one playlist, as JSON carries it."""

OnAct = Callable[[GenericEventArguments], Any]


class Playlists(ui.element, component="sfa_playlists.js"):
    """All playlists of a person; what is to be done with one, :class:`PlaylistSheets` asks for."""

    def __init__(self, *, words: Mapping[str, str]) -> None:
        super().__init__()
        self._props["words"] = dict(words)

    def show(self, playlists: Sequence[Plain]) -> None:
        """Show all of them."""
        self.run_method("show", list(playlists))


class PlaylistSheets(ui.element, component="sfa_playlists_sheets.js"):
    """Asks for a title, or whether to delete, when the window's event ``sfa:playlist`` says so.

    The event's detail has ``act`` (``create``, ``rename``, ``copy`` or ``delete``), ``id`` and
    ``title``. ``on_act`` gets what a person decided: ``act``, ``playlist_id`` and ``title``.
    """

    def __init__(self, *, words: Mapping[str, str], on_act: OnAct) -> None:
        super().__init__()
        self._props["words"] = dict(words)
        self.on("act", on_act)


class PlaylistItems(ui.element, component="sfa_playlists_items.js"):
    """What stands in one playlist; it asks ``address`` for what is in sight.

    ``on_act`` gets what a person did: ``act`` (``play``, ``remove`` or ``move``), ``item_id``,
    ``track_id``, ``title``, and for a move ``before``.
    """

    def __init__(self, address: str, *, words: Mapping[str, str], on_act: OnAct) -> None:
        super().__init__()
        self._props["address"] = address
        self._props["words"] = dict(words)
        self.classes("playlist")
        self.on("act", on_act)

    def refresh(self) -> None:
        """Ask again for what is in sight; what is on the screen stays until it comes."""
        self.run_method("refresh")

    def done(self) -> None:
        """Say that a move or a removal is done, or refused; what was asked meanwhile is stale."""
        self.run_method("done")


class PlaylistPicker(ui.element, component="sfa_playlists_picker.js"):
    """Puts tracks into a playlist when the window's event ``sfa:add-to-playlist`` says so.

    The event's detail has ``track_ids``, and may have a function ``done`` to be called then.
    ``address`` is where playlists are read and made.
    """

    def __init__(self, address: str, *, words: Mapping[str, str]) -> None:
        super().__init__()
        self._props["address"] = address
        self._props["words"] = dict(words)
