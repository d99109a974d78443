"""What was thrown away, and the ways out of the trash."""

from collections.abc import Mapping

from nicegui import ui


class Trash(ui.element, component="sfa_trash.js"):
    """Shows what ``address`` answers; restores, and deletes for good after it has asked."""

    def __init__(self, address: str, *, words: Mapping[str, str]) -> None:
        super().__init__()
        self._props["address"] = address
        self._props["words"] = dict(words)

    def refresh(self) -> None:
        """Ask again; what is on the screen stays until it comes."""
        self.run_method("refresh")
