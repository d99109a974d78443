"""What happened, line by line, the newest last; it follows its end unless somebody reads above."""

from collections.abc import Mapping, Sequence

from nicegui import ui


class Log(ui.element, component="sfa_log.js"):
    """Lines with ``at`` (a moment as ISO 8601 has it) and ``text``; ``empty`` stands for none."""

    def __init__(self, *, label: str, empty: str) -> None:
        super().__init__()
        self._props["label"] = label
        self._props["empty"] = empty
        self._props["lines"] = []

    def show(self, lines: Sequence[Mapping[str, str]]) -> None:
        """Show these lines."""
        if self._props["lines"] != lines:
            self._props["lines"] = list(lines)
            self.update()
