"""A list of another program, line by line, with what each may mean and what becomes of it."""

from collections.abc import Callable, Mapping
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments


class Review(ui.element, component="sfa_review.js"):
    """Reads the lines that are in sight from ``address``, and sends there what is decided.

    ``on_leave`` is called when nothing is left to decide: with the id of the playlist that was
    made, or with None.
    """

    def __init__(
        self,
        address: str,
        review_id: str,
        *,
        words: Mapping[str, str],
        on_leave: Callable[[GenericEventArguments], Any],
    ) -> None:
        super().__init__()
        self._props["address"] = f"{address}/{review_id}"
        self._props["words"] = dict(words)
        self.classes("review")
        self.on("leave", on_leave)
