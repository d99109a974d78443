"""The line to the studio: what the page says while it is cut, and where it goes when it ends."""

from collections.abc import Mapping

from nicegui import ui

LEAVE = "() => window.dispatchEvent(new Event('sfa:leave'))"
"""What a form does in the browser before it ends the session: the page says goodbye first."""


class Connection(ui.element, component="sfa_connection.js"):
    """Says that the studio is away and when it is back; goes to the sign-in page when it has to.

    It takes the place of NiceGUI's own message.
    """

    def __init__(self, *, words: Mapping[str, str]) -> None:
        super().__init__()
        self._props["words"] = dict(words)
        self.classes("connection")
