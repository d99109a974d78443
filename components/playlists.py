"""Playlists: the list of them, what stands in one, and the sheets that ask about them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

Plain = Mapping[str, Any]
"""Plain data of one playlist, as JSON carries it."""

OnAct = Callable[[GenericEventArguments], Any]


class Playlists(ui.element, component="sfa_playlists.js"):
    """All playlists of a person, as they lie in each other.

    They are ordered here, at ``address``; what else is to be done with one,
    :class:`PlaylistSheets` asks for.
    """

    def __init__(self, address: str, *, words: Mapping[str, str]) -> None:
        super().__init__()
        self._props["address"] = address
        self._props["words"] = dict(words)

    def show(self, playlists: Sequence[Plain]) -> None:
        """Show all of them, each before what lies in it."""
        self.run_method("show", list(playlists))

    def tell(self, playlist_id: str, said: str) -> None:
        """Say how much a smart crate finds."""
        self.run_method("tell", playlist_id, said)


class PlaylistSheets(ui.element, component="sfa_playlists_sheets.js"):
    """Asks for a title, a query or a place when the window's event ``sfa:playlist`` says so.

    The event's detail has ``act`` (``create``, ``createIn``, ``smart``, ``rename``, ``query``,
    ``copy``, ``list``, ``move`` or ``delete``), ``id``, ``title`` and ``query``; what a person says
    goes to ``address``. ``on_act`` gets ``act``, which is ``made`` or ``delete``, ``playlist_id``
    and ``title``.
    """

    def __init__(self, address: str, *, words: Mapping[str, str], on_act: OnAct) -> None:
        super().__init__()
        self._props["address"] = address
        self._props["words"] = dict(words)
        self.on("act", on_act)


class PlaylistItems(ui.element, component="sfa_playlists_items.js"):
    """What stands in one playlist; it asks ``address`` for what is in sight.

    ``on_act`` gets what a person did: ``act`` (``remove`` or ``move``), ``item_id``,
    ``track_id``, ``title``, and for a move ``before``.
    """

    def __init__(self, address: str, *, words: Mapping[str, str], on_act: OnAct) -> None:
        super().__init__()
        self._props["address"] = address
        self._props["words"] = dict(words)
        self.classes("playlist")
        self.on("act", on_act)

    def become(self, *, is_fixed: bool, asks: str) -> None:
        """Show what ``asks``, the end of a URL's query, says; nobody orders what is fixed."""
        self.run_method("become", {"fixed": is_fixed, "asks": asks})

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


class ShareSheet(ui.element, component="sfa_share.js"):
    """Makes links to a track or a playlist when the window's event ``sfa:share`` says so.

    The event's detail has ``track_id`` or ``playlist_id``, and ``title``. ``address`` is where
    links are made, listed and taken back.
    """

    def __init__(self, address: str, *, words: Mapping[str, Any]) -> None:
        super().__init__()
        self._props["address"] = address
        self._props["words"] = dict(words)
