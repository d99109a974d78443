"""Artists or albums: cards of groups of tracks, of which there may be any number."""

from collections.abc import Mapping

from nicegui import ui


class Groups(ui.element, component="sfa_groups.js"):
    """Shows what ``address`` answers; a card leads to the tracks of its group.

    What is asked for stands in the browser: see ``static/js/library``.
    """

    def __init__(self, address: str, *, sign: str, words: Mapping[str, str]) -> None:
        super().__init__()
        self._props["address"] = address
        self._props["sign"] = sign
        self._props["words"] = dict(words)
        self.classes("groups")

    def refresh(self) -> None:
        """Ask for the groups again; what is on the screen stays until they come."""
        self.run_method("refresh")
