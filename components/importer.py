"""The one box for everything that comes in: links that are pasted, and a way to choose files."""

from collections.abc import Mapping

from nicegui import ui


class Importer(ui.element, component="sfa_importer.js"):
    """Shows what pasted links are before anything is fetched, and starts their import.

    ``root`` is where the API lies. A ``window`` event called ``sfa:import`` opens the sheet, and a
    link that is pasted beside all fields opens it filled. What is written stays until it is taken.
    """

    def __init__(self, root: str, *, words: Mapping[str, str]) -> None:
        super().__init__()
        self._props["root"] = root
        self._props["words"] = dict(words)
