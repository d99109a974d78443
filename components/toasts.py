"""Short messages at the bottom right; one may carry a button, such as the way back."""

from collections.abc import Callable
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments, handle_event

Act = Callable[[], Any]


class Toasts(ui.element, component="sfa_toasts.js"):
    """The pile of messages; ``window`` events called ``sfa:toast`` land here too."""

    def __init__(self, *, close: str) -> None:
        super().__init__()
        self._props["close"] = close
        self._acts: dict[int, Act] = {}
        self._number = 0
        self.on("act", self._perform)
        self.on("gone", self._forget)

    def show(
        self, text: str, *, kind: str = "info", action: str = "", on_action: Act | None = None
    ) -> None:
        """Show ``text``; ``kind`` is ``info``, ``ok``, ``warning`` or ``error``."""
        self._number += 1
        if on_action is not None:
            self._acts[self._number] = on_action
        self.run_method(
            "show", {"text": text, "kind": kind, "action": action, "number": self._number}
        )

    def _perform(self, event: GenericEventArguments) -> None:
        act = self._acts.pop(int(event.args), None)
        if act is not None:
            handle_event(act, event)

    def _forget(self, event: GenericEventArguments) -> None:
        self._acts.pop(int(event.args), None)
