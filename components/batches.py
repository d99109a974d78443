"""Batches at work: how each stands, and the tracks in it, of which there may be any number."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

Plain = Mapping[str, Any]
"""Plain data of one batch or job, as JSON carries it."""


class Batches(ui.element, component="sfa_batches.js"):
    """Shows batches; the browser asks ``address`` for those of their tracks that are in sight.

    ``on_act`` gets what a person did: ``act``, the ids of the batch and the track, and for a move
    ``to``.
    """

    def __init__(
        self,
        address: str,
        *,
        words: Mapping[str, str],
        on_act: Callable[[GenericEventArguments], Any],
    ) -> None:
        super().__init__()
        self._props["address"] = address
        self._props["words"] = dict(words)
        self.on("act", on_act)

    def show(self, batches: Sequence[Plain]) -> None:
        """Show how all of them stand."""
        self.run_method("show", list(batches))

    def patch(self, job: Plain) -> None:
        """Show how far a job is."""
        self.run_method("patch", dict(job))
