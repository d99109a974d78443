"""Checkpoints of models on their way in: chosen here or dropped anywhere, sent by the browser."""

from collections.abc import Mapping

from nicegui import ui


class Checkpoints(ui.element, component="sfa_checkpoints.js"):
    """A button that sends the files of a model to ``address``, all in one POST.

    While they are sent it shows how far they are, with a way to cancel; results are toasts.
    A ``window`` event called ``sfa:checkpoints`` brings files that were dropped elsewhere.
    """

    def __init__(self, address: str, *, words: Mapping[str, str]) -> None:
        super().__init__()
        self._props["address"] = address
        self._props["words"] = dict(words)
