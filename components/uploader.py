"""Files on their way in: dropped anywhere on the page or picked, sent by the browser itself."""

from collections.abc import Mapping

from nicegui import ui


class Uploader(ui.element, component="sfa_uploader.js"):
    """Sends files to ``address``, each as the body of a POST with its name in the query.

    It shows what is under way with its progress and a way to cancel; results are toasts.
    A ``window`` event called ``sfa:pick`` opens the browser's file dialog.
    """

    def __init__(self, address: str, *, words: Mapping[str, str]) -> None:
        super().__init__()
        self._props["address"] = address
        self._props["words"] = dict(words)
