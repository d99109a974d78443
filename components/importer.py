"""The one box for everything that comes in: links that are pasted, and a way to choose files."""

from collections.abc import Callable, Mapping
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments


class Importer(ui.element, component="sfa_importer.js"):
    """Shows what pasted links are before anything is fetched, and starts their import.

    ``root`` is where the API lies. A ``window`` event called ``sfa:import`` opens the sheet, and a
    link that is pasted beside all fields opens it filled. What is written stays until it is taken.
    Lists of other programs, which ``sfa:lists`` brings, are sent at once, and ``on_review`` gets
    the id of the one that is to be looked over.
    """

    def __init__(
        self,
        root: str,
        *,
        words: Mapping[str, str],
        on_review: Callable[[GenericEventArguments], Any],
    ) -> None:
        super().__init__()
        self._props["root"] = root
        self._props["words"] = dict(words)
        self.on("review", on_review)
